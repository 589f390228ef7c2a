"""When two texts are the same answer to a blank. Pure Python.

Folded away: width, case, Traditional characters, spaces and punctuation; the script of numbers
(三分之二 = 2/3, 百分之六十 = 60% = 0.6, 廿五 = 25); counters, which count pieces and measure nothing
(六 = 6个 = 六名). Kept: units, because 三个月 is neither 三年 nor a bare 三; 第, because an article is
no number; numerals inside words (一致, 百姓, 万一). What stands beside the blank in the stem may be
repeated or left out: before 个月, the answers 六 and 六个月 say the same.
"""

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from courses.questions.numerals import COUNTERS, read_number, written
from courses.questions.spelling import plain

UNITS = {
    "个月": "个月", "月": "月", "年": "年", "周年": "年",
    "日": "天", "天": "天", "工作日": "工作日", "个工作日": "工作日",
    "周": "周", "个星期": "周", "星期": "周", "个礼拜": "周", "礼拜": "周",
    "小时": "小时", "个小时": "小时", "钟头": "小时", "个钟头": "小时",
    "分钟": "分钟", "分": "分", "秒": "秒", "秒钟": "秒", "岁": "岁", "周岁": "岁",
    "元": "元", "块": "元", "块钱": "元", "元钱": "元", "角": "角",
    "米": "米", "公里": "公里", "千米": "公里", "平方米": "平方米", "平方公里": "平方公里",
    "亩": "亩", "公顷": "公顷", "吨": "吨", "公斤": "公斤", "千克": "公斤", "克": "克",
    "倍": "倍", "届": "届", "级": "级", "款": "款", "章": "章", "节": "节",
}  # fmt: skip
"""Words that measure, each with the spelling kept; they decide whether two numbers are equal."""

BEFORE = ("第", "每", "满", "逾", "约")
AFTER = ("以上", "以下", "以内", "以外", "左右", "余", "多", "号", "点", "%", "‰")

NUMERAL_MARKS = "零〇一二两三四五六七八九十百千万亿廿卅"
_ENDINGS = sorted({*COUNTERS, *UNITS}, key=len, reverse=True)
_NUMERAL = f"[\\d{NUMERAL_MARKS}]"
_RUN = re.compile(f"(?:{_NUMERAL}+分之)?{_NUMERAL}+(?:[./]{_NUMERAL}+)?[%‰]?", re.ASCII)
_FOLLOWED = re.compile(
    "(?:" + "|".join(sorted({*COUNTERS, *UNITS, *AFTER} - {"分", "家", "处"}, key=len)[::-1]) + ")"
)
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:[, ]\d{3})+(?![\d,])", re.ASCII)
_KEPT_MARKS = {"%", "‰", "+", "¥", "$", "°", "=", "≥", "≤"}
# Between two numerals a mark tells 2/3 from 23 and 3-5 from 35.
_MARKS_BETWEEN = {"/": "/", "⁄": "/", ".": ".", ":": ":", "-": "-", "–": "-", "—": "-", "~": "-"}
_MARKS_BETWEEN |= {",": ",", "、": ",", ";": ",", " ": " "}


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def bare(text: str) -> str:
    """One spelling, without spaces and punctuation except where they tell numbers apart."""
    spelled = _GROUPS.sub(lambda group: re.sub("[, ]", "", group.group()), plain(text))
    kept = []
    for place, character in enumerate(spelled):
        if _is_word(character) or character in _KEPT_MARKS:
            kept.append(character)
            continue
        after = spelled[place + 1 : place + 2]
        if _is_numeral(spelled[place - 1 : place]) and _is_numeral(after):
            kept.append(_mark_between(character, after))
        elif character in "-−" and not kept and after.isdigit():
            kept.append("-")
    return "".join(kept) or spelled  # an answer may be a mark and nothing else


def _is_numeral(character: str) -> bool:
    return character.isdecimal() or (bool(character) and character in NUMERAL_MARKS)


def _mark_between(mark: str, after: str) -> str:
    if mark.isspace():
        return " " if after.isdecimal() else ""
    return _MARKS_BETWEEN.get(mark, "")


def _spelled_number(text: str) -> str | None:
    """The one spelling of a text that is a number; codes (007) and whole percents keep theirs."""
    if re.match(r"0\d", text, re.ASCII):
        return None
    value = read_number(text)
    if value is None:
        return None
    if value.denominator == 1 and (text.endswith(("%", "‰")) or "分之" in text):
        return f"{written(value * 100)}%"
    return written(value)


def _counted(text: str) -> tuple[str, str] | None:
    """Number and unit of a text that is both and nothing else; the unit of a counter is empty."""
    for ending in ("", *_ENDINGS):
        if text.endswith(ending):
            number = _spelled_number(text.removesuffix(ending))
            if number is not None:
                return number, UNITS.get(ending, "")
    return None


@lru_cache(maxsize=4096)
def fold(answer: str) -> str:
    """The comparable form of an answer: 三分之二 = ２／３ = 2/3, 六 = 6 = 六个, 二十天 = 20日."""
    text = bare(answer)
    if counted := _counted(text):
        return "".join(counted)
    return _RUN.sub(lambda run: _inside(run, text), text)


def _inside(run: re.Match[str], text: str) -> str:
    """A numeral within a longer answer, when what stands around it says that it is one."""
    before, after = text[: run.start()], text[run.end() :]
    if not (before.endswith(BEFORE) or _FOLLOWED.match(after)):
        return run.group()
    return _spelled_number(run.group()) or run.group()


@lru_cache(maxsize=4096)
def readings(answer: str, before: str = "", after: str = "") -> frozenset[str]:
    """The folded forms an answer may be meant as, given what stands before and after its blank."""
    text, ahead, behind = bare(answer), bare(before), bare(after)
    short = {text, _without_tail(text, behind), _without_head(text, ahead)}
    short.add(_without_head(_without_tail(text, behind), ahead))
    return frozenset(fold(reading) for reading in short) - {""}


def _without_tail(text: str, behind: str) -> str:
    for length in range(min(len(text) - 1, len(behind)), 0, -1):
        repeated = behind[:length]
        if text.endswith(repeated) and not any(map(_is_numeral, repeated)):
            return text.removesuffix(repeated)
    return text


def _without_head(text: str, ahead: str) -> str:
    for length in range(min(len(text) - 1, len(ahead)), 0, -1):
        repeated = ahead[-length:]
        if text.startswith(repeated) and not any(map(_is_numeral, repeated)):
            return text.removeprefix(repeated)
    return text


def accepts(answer: str, accepted: Iterable[str], before: str = "", after: str = "") -> bool:
    """Whether an answer says the same as one of the accepted ones; an empty one never does."""
    given = readings(answer, before, after)
    return any(given & readings(one, before, after) for one in accepted)


def value_of(answer: str) -> tuple[Fraction, str] | None:
    """Number and unit of an answer that is nothing else; None for words."""
    counted = _counted(bare(answer))
    if counted is None:
        return None
    value = read_number(counted[0])
    return (value, counted[1]) if value is not None else None
