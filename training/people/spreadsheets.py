"""Text that goes into spreadsheets: what people typed is never taken for a formula."""

import unicodedata

FORMULA_SIGNS = {"=", "+", "-", "@"}


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a ' goes before one that would begin as such.

    Full-width signs count too, because some programs fold them; so do signs behind blanks.
    """
    first = unicodedata.normalize("NFKC", text).lstrip()[:1]
    risky = text[:1] in {"\t", "\r", "\n"} or first in FORMULA_SIGNS
    return f"'{text}" if risky else text
