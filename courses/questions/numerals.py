"""Numbers as people write them: 24, ２４, 二十四, 廿四, 贰拾肆, 1,234.5, 1.2亿, 60%, 百分之六十, 六成,
2/3, 三分之二, 一又三分之二, 半数, 负三点五.

Exact: what is read is a fraction of whole numbers, never a float. Pure Python.
"""

import re
from decimal import Decimal
from fractions import Fraction

from courses.questions.spelling import plain

LONGEST = 60
"""A longer text is no number."""

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
SMALL_SCALES = (("千", 1000), ("百", 100), ("十", 10))
GREAT_SCALES = (("亿", 10**8), ("万", 10**4))
SCALES = dict(SMALL_SCALES) | dict(GREAT_SCALES)
# Read only where the whole text is a number: 队伍 and 收拾 hold two of them.
FORMAL = str.maketrans("〇○壹贰叁叄肆伍陆柒捌玖拾佰仟", "零零一二三三四五六七八九十百千")
TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}
HALVES = {"半", "半数", "一半"}
SIGNS = {"-": -1, "−": -1, "负": -1, "+": 1, "正": 1}
PERCENT = {"%": 100, "‰": 1000}
PERCENT_WORDS = {"百": 100, "千": 1000, "万": 10_000}

COUNTERS = (
    *(count + people for count in "名位个" for people in ("代表", "委员", "选民", "群众", "人")),
    *"个名人位件项条次票种份家处",
)
"""Words that count pieces; 三名代表 and 3 are the same number."""

ARABIC = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)\Z", re.ASCII)
GROUPED = re.compile(r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?\Z", re.ASCII)
BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
TENTHS = re.compile(r"([一二三四五六七八九十\d])成(?:([一二三四五六七八九\d]))?\Z", re.ASCII)


def read_number(text: str) -> Fraction | None:
    """The value of a text that as a whole is a number; None when it is not one."""
    if len(text) > LONGEST:
        return None
    bare = plain(text).translate(FORMAL).replace("\u2044", "/")
    if GROUPED.match(bare.lstrip("+-−")):
        bare = bare.replace(",", "").replace(" ", "")
    if BETWEEN_DIGITS.search(bare):
        return None  # two numbers, not one
    bare = "".join(bare.split())
    for written, full in TENS.items():
        bare = bare.replace(written, full)
    sign = SIGNS.get(bare[:1])
    value = _unsigned(bare[1:] if sign else bare)
    return value if value is None else value * (sign or 1)


def _unsigned(text: str) -> Fraction | None:
    if text in HALVES:
        return Fraction(1, 2)
    if text.endswith("个半"):
        return _sum(_real(text.removesuffix("个半")), Fraction(1, 2))
    if text[-1:] in PERCENT:
        return _over(_real(text[:-1]), PERCENT[text[-1]])
    return _share(text) if "分之" in text or "/" in text or "成" in text else _real(text)


def _share(text: str) -> Fraction | None:
    if tenths := TENTHS.match(text):
        whole, rest = tenths.groups()
        return _over(_sum(_real(whole), _over(_real(rest or "0"), 10)), 10)
    return _said_fraction(text) if "分之" in text else _written_fraction(text)


def _over(above: Fraction | None, below: Fraction | int | None) -> Fraction | None:
    return above / below if above is not None and below else None


def _sum(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return one + other if one is not None and other is not None else None


def _said_fraction(text: str) -> Fraction | None:
    """三分之二, 百分之六十, 一又三分之二."""
    whole, again, part = text.rpartition("又")
    below, _between, above = part.partition("分之")
    share = _over(_real(above), PERCENT_WORDS.get(below) or _real(below))
    return _sum(_real(whole), share) if again else share


def _written_fraction(text: str) -> Fraction | None:
    """2/3, 一又2/3."""
    whole, again, part = text.rpartition("又")
    above, _between, below = part.partition("/")
    share = _over(_real(above), _real(below))
    return _sum(_real(whole), share) if again else share


def _real(text: str) -> Fraction | None:
    """Digits, with a point or scales, in either script; no sign."""
    if ARABIC.match(text):
        return Fraction(Decimal(text))
    for scale, worth in GREAT_SCALES:
        if scale in text:
            high, low = text.rsplit(scale, 1)
            return _joined(_real(high), low, worth)
    if "点" in text:
        whole, _point, rest = text.partition("点")
        digits = _digit_string(rest)
        return _sum(_section(whole), Fraction(int(digits), 10 ** len(digits)) if digits else None)
    return _section(text)


def _joined(high: Fraction | None, low: str, worth: int) -> Fraction | None:
    """`high` times a great scale and what follows it: 一万二 is 12000, 一万零二 is 10002."""
    if high is None or not 0 < high < 10**8:
        return None
    if not low:
        return high * worth
    if high.denominator != 1:
        return None
    rest = _short_tail(low, worth) or _real(low.lstrip("零"))
    return high * worth + rest if rest is not None and rest < worth else None


def _short_tail(low: str, worth: int) -> Fraction | None:
    digit = _digit(low)
    return Fraction(digit * worth, 10) if digit else None


def _digit(text: str) -> int | None:
    """One digit of either script; None for anything else."""
    if text in DIGITS:
        return DIGITS[text]
    return int(text) if len(text) == 1 and text in "0123456789" else None


def _digit_string(text: str) -> str | None:
    digits = [_digit(character) for character in text]
    if not digits or None in digits:
        return None
    return "".join(str(digit) for digit in digits)


def _section(text: str) -> Fraction | None:
    """A number below ten thousand, or digits one after the other as in a year."""
    if not any(scale in text for scale, _worth in SMALL_SCALES):
        return _read_out(text)
    total, rest, last = Fraction(0), text, 0
    for scale, worth in SMALL_SCALES:
        head, found, after = rest.partition(scale)
        if not found:
            continue
        count = _count(head.lstrip("零") if total else head, tens=worth == 10, alone=not after)
        if count is None:
            return None
        total, rest, last = total + count * worth, after, worth
    if not rest:
        return total
    if rest in DIGITS and last > 10:  # 一百五 is 150
        return total + DIGITS[rest] * Fraction(last, 10) if DIGITS[rest] else None
    ending = _digit(rest.lstrip("零"))
    return total + ending if ending else None


def _count(head: str, *, tens: bool, alone: bool) -> Fraction | None:
    """How many of a scale: 三 in 三百, nothing but 1 before 十, 2.5 in 2.5千."""
    if not head:
        return Fraction(1) if tens else None
    if alone and not tens and ARABIC.match(head):
        return Fraction(Decimal(head))
    digit = _digit(head)
    return Fraction(digit) if digit else None


def _read_out(text: str) -> Fraction | None:
    """One digit, or at least three read one by one (二〇二五); 三五 may mean three to five."""
    if len(text) == 1:
        return Fraction(DIGITS[text]) if text in DIGITS else None
    if len(text) < 3 and "零" not in text:
        return None
    digits = _digit_string(text)
    return Fraction(int(digits)) if digits and "两" not in text else None


def written(value: Fraction) -> str:
    """The shortest exact spelling: 24, 0.6, -3.5; 2/3 where no decimal number is exact."""
    bottom, twos, fives = value.denominator, 0, 0
    while bottom % 2 == 0:
        bottom, twos = bottom // 2, twos + 1
    while bottom % 5 == 0:
        bottom, fives = bottom // 5, fives + 1
    if bottom != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    if not places:
        return sign + digits
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def exact_text(number: Decimal | int | None) -> str:
    """The shortest exact spelling of a decimal number; 0 for none."""
    return written(Fraction(number or 0))


def decimal_of(text: str, places: int) -> Decimal:
    """The exact spelling of a number as a decimal with at most so many places; raises ValueError
    for what is no number."""
    value = Fraction(text)
    return Decimal(round(value * 10**places)).scaleb(-places)
