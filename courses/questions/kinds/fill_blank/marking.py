"""Fill in the blank: each blank has several accepted answers, compared in folded form."""

from courses.questions.kinds.fill_blank.folding import fold
from courses.questions.outcome import (
    GAVE_UP,
    Body,
    GradePart,
    Key,
    Outcome,
    Payload,
    gettext_noop,
    share,
)

RULES = {"share": gettext_noop("每空单独计分；全角半角、空格、中文数字与阿拉伯数字都认。")}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """The share of blanks filled with an accepted answer."""
    given = [str(text) for text in payload.get("blanks", [])]
    if not any(text.strip() for text in given):
        return GAVE_UP
    hits = sum(
        bool(fold(text)) and fold(text) in {fold(accepted) for accepted in answers}
        for text, answers in zip(given, key["blanks"], strict=False)
    )
    return share(hits, len(key["blanks"]))
