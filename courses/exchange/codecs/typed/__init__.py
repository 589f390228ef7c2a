"""Questions as trainers type them, line by line: pasted, from a text file, or from Word."""
