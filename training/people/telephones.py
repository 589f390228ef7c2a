"""Telephone numbers as offices write them."""

import re

NOTE = re.compile(r"(?<=\d)\s*[（(转]")
"""Where a note begins; a bracket before any digit holds the area code."""


def dialable(phone: str) -> str:
    """The number as a telephone takes it: digits, and a plus in front; what is noted behind it is
    left out."""
    return re.sub(r"(?!^\+)[^\d]", "", NOTE.split(phone)[0].strip())
