"""Two spellings of one answer become the same text: width, case, spaces, punctuation, numerals,
measure words."""

import re
import unicodedata

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千]+")
FRACTION = re.compile(r"(\d+)分之(\d+)")
MEASURED = re.compile(r"(\d+(?:/\d+)?)(?:个月|名代表|名|人|个|日|天|月|次|年|件|票|位|项|条)")
DROPPED = re.compile(r"[\s,，.。、;；:：!！?？\"'“”‘’()（）\[\]【】《》<>—-]+")


def _value(numeral: str) -> str:
    total, digit = 0, 0
    for character in numeral:
        if character in DIGITS:
            digit = DIGITS[character]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return str(total + digit)


def fold(answer: str) -> str:
    """The comparable form of an answer: 三分之二 = ２／３ = 2/3, 六 = 6 = 六个."""
    text = unicodedata.normalize("NFKC", answer).casefold().strip()
    text = DROPPED.sub("", text)
    text = NUMERAL.sub(lambda match: _value(match.group()), text)
    text = FRACTION.sub(r"\2/\1", text)
    whole = MEASURED.fullmatch(text)
    return whole.group(1) if whole else text
