"""Moodle's embedded answers, {1:SHORTANSWER:=十~%50%拾#note}, as the blanks of one question."""

import html
import re
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _

from courses.exchange.codecs.simple import near
from courses.questions.kinds.fill_blank.marking import BLANK

START = re.compile(
    r"\{(?P<weight>\d{0,3}):(?P<type>SHORTANSWER(?:_C)?|SAC?|MWC?|NUMERICAL|NM"
    r"|MULTICHOICE(?:_[HVS]{1,3})?|MC[HVS]{0,3}|MULTIRESPONSE(?:_[HVS]{1,3})?|MR[HVS]{0,3}):"
)
WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,9})?)%")
LONGEST = 5000
"""Characters of one embedded answer."""


@dataclass
class Cloze:
    """A text with ____ for each blank, and what each accepts."""

    stem: str
    gaps: list[list[str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def cloze_of(source: str) -> Cloze:
    """Every embedded answer taken out of a text; texts that are none stay."""
    read, place, pieces = Cloze(""), 0, []
    for found in START.finditer(source):
        if found.start() < place:
            continue
        end = _end_of(source, found.end())
        accepted = _accepted(source[found.end() : end], found["type"]) if end else []
        if not end or not accepted:
            continue
        if found["type"].startswith("M") and found["type"] not in {"MW", "MWC"}:
            read.left_out.append(str(_("完形填空里的选择按填空导入，备选项没有保留。")))
        pieces += [source[place : found.start()], BLANK]
        read.gaps.append(accepted)
        place = end + 1
    read.stem = "".join([*pieces, source[place:]])
    return read


def _end_of(source: str, start: int) -> int:
    """The closing brace that no backslash guards; 0 when there is none near."""
    end = source.find("}", start, start + LONGEST)
    while end > 0 and _is_escaped(source, end):
        end = source.find("}", end + 1, start + LONGEST)
    return max(end, 0)


def _is_escaped(source: str, place: int) -> bool:
    """Whether an odd number of backslashes stands before a place."""
    before = source[max(0, place - 50) : place]
    return bool((len(before) - len(before.rstrip("\\"))) % 2)


def _accepted(inner: str, kind: str) -> list[str]:
    """The answers worth the whole; a number without its tolerance."""
    right = []
    for entry in _split(inner):
        worth, text = Fraction(0), entry
        if text.startswith("="):
            worth, text = Fraction(1), text[1:]
        elif weight := WEIGHT.match(text):
            worth, text = near(weight[1]) or Fraction(0), text[weight.end() :]
        text = _plain(text)
        if kind.startswith("N"):
            text = text.partition(":")[0]
        if worth == 1 and text.strip() and text.strip() != "*":
            right.append(text.strip())
    return list(dict.fromkeys(right))


def _split(inner: str) -> list[str]:
    entries, text, escaped = [], "", False
    for sign in inner:
        if sign == "~" and not escaped:
            entries.append(text)
            text = ""
        else:
            text += sign
        escaped = sign == "\\" and not escaped
    return [*entries, text]


def _plain(text: str) -> str:
    """An answer without its feedback and backslashes."""
    kept, escaped = [], False
    for sign in text:
        if sign == "#" and not escaped:
            break
        if sign == "\\" and not escaped:
            escaped = True
            continue
        kept.append(sign)
        escaped = False
    return html.unescape("".join(kept))


def written(accepted: list[str]) -> str:
    """One blank as an embedded answer, in HTML."""
    texts = (re.sub(r"([~=#}\\\"/])", r"\\\1", text) for text in accepted)
    inner = "~=".join(html.escape(text, quote=False) for text in texts)
    return f"{{1:SHORTANSWER:={inner}}}"
