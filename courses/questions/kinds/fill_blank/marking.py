"""Fill in the blank: each blank has several accepted answers, compared in folded form."""

from itertools import pairwise

from courses.questions.kinds.fill_blank.folding import accepts
from courses.questions.outcome import (
    GAVE_UP,
    Body,
    GradePart,
    Key,
    Outcome,
    Payload,
    all_or_nothing,
    gettext_noop,
    share,
)

BLANK = "____"
BESIDE = 12
"""How many characters beside a blank an answer may repeat."""

RULES = {
    "share": gettext_noop("每空单独计分；全角半角、空格、中文数字与阿拉伯数字都认。"),
    "all_or_nothing": gettext_noop(
        "各空全部填对才得分；全角半角、空格、中文数字与阿拉伯数字都认。"
    ),
}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """The share of blanks filled with an accepted answer, or all of them."""
    given = texts_of(payload, len(key["blanks"]))
    if not any(text.strip() for text in given):
        return GAVE_UP
    hits = sum(blank_hits(body, key, given))
    if rule == "all_or_nothing":
        return all_or_nothing(hits == len(key["blanks"]))
    return share(hits, len(key["blanks"]))


def texts_of(payload: Payload, count: int) -> list[str]:
    """The text of each blank; empty where none was given."""
    given = [str(text) for text in payload.get("blanks", [])][:count]
    return given + [""] * (count - len(given))


def blank_hits(body: Body, key: Key, given: list[str]) -> list[bool]:
    """Blank by blank whether its text is accepted."""
    return [
        accepts(text, accepted, *beside)
        for text, accepted, beside in zip(
            given, key["blanks"], surroundings(body, len(given)), strict=True
        )
    ]


def surroundings(body: Body, count: int) -> list[tuple[str, str]]:
    """What stands before and after each blank of the stem; a stem that was cut short gives none."""
    pieces = str(body.get("stem", "")).split(BLANK)
    beside = [(before[-BESIDE:], after[:BESIDE]) for before, after in pairwise(pieces)]
    return (beside + [("", "")] * count)[:count]
