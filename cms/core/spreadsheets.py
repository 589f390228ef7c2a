"""Text that goes into spreadsheets: what people typed is never taken for a formula."""

import unicodedata

FORMULA_SIGNS = {"=", "+", "-", "@"}


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a ' goes before one that would begin as such.

    Full-width signs count too, because some programs fold them; so do signs behind blanks.
    """
    return f"'{text}" if is_risky(text) else text


def is_risky(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    if text[:1].isalnum():  # nothing folds a letter or a digit into a sign; most texts end here
        return False
    first = unicodedata.normalize("NFKC", text).lstrip()[:1]
    return text[:1] in {"\t", "\r", "\n"} or first in FORMULA_SIGNS


def quoted(text: str) -> str:
    """As harmless, and so that `unquoted` gives every text back as it was."""
    return f"'{text}" if is_risky(text.lstrip("'")) else text


def unquoted(text: str) -> str:
    """The text without the ' that `quoted` put before it."""
    return text[1:] if text[:1] == "'" and is_risky(text.lstrip("'")) else text
