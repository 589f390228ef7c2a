"""Options in columns A to J, the right ones by letter (see choice_sheet)."""

from courses.questions.choice_sheet import COLUMNS, read, write

__all__ = ["COLUMNS", "read", "write"]
