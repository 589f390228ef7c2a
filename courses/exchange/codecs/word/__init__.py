"""Word documents as Word and WPS write them, read without Word."""
