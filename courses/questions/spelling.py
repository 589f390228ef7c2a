"""One spelling for what is the same text: width, case, and Traditional characters. Pure Python."""

import unicodedata
from functools import cache
from typing import Any

from opencc import OpenCC

CJK = 0x2E80
"""From here on a character may be a Chinese one."""


@cache
def _to_simplified() -> Any:
    # Made on first use: the table takes some 4 MB, which a process that marks nothing need not pay.
    return OpenCC("t2s")


def plain(text: str) -> str:
    """Half width, lower case, Simplified, without spaces around: ２／３ → 2/3, 聯繫 → 联系."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if all(ord(character) < CJK for character in folded):
        return folded
    return str(_to_simplified().convert(folded))
