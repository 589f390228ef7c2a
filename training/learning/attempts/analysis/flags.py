"""When the figures of a question call for a look at it. Pure Python: no Django.

Under ENOUGH answers nothing is said but 样本不足: with few people, chance alone makes a good
question look bad.
"""

from collections.abc import Iterable
from enum import StrEnum

from training.learning.attempts.analysis.shapes import Described
from training.learning.attempts.analysis.tables import Chosen, Picture

ENOUGH = 30
EASY, HARD = 0.95, 0.20


class Flag(StrEnum):
    """What is wrong with a question (the first three), or worth knowing about it."""

    NEGATIVE = "negative"
    WRONG_PREFERRED = "wrong_preferred"
    NEVER_CHOSEN = "never_chosen"
    EASY = "easy"
    HARD = "hard"


PROBLEMS = frozenset({Flag.NEGATIVE, Flag.WRONG_PREFERRED, Flag.NEVER_CHOSEN})


def is_enough(answered: int) -> bool:
    """Whether so many answers say anything."""
    return answered >= ENOUGH


def never_chosen(described: Described, picture: Picture) -> list[str]:
    """The wrong choices that tempted nobody, by their texts; those of parts included nowhere."""
    empty = Chosen()
    return [
        wrong.text
        for wrong in described.distractors
        if not sum(picture.get(pick, empty).n for pick in wrong.picks)
    ]


def is_wrong_preferred(described: Described, picture: Picture) -> bool:
    """Whether more of the top third took one wrong choice than the right one: look at the key.

    Asked where exactly one choice of a facet is right.
    """
    empty = Chosen()
    for facet in described.facets:
        right = [choice for choice in facet.choices if choice.right]
        if facet.open or len(right) != 1:
            continue
        took_right = picture.get((facet.key, right[0].key), empty).top
        wrong = (picture.get((facet.key, c.key), empty).top for c in facet.choices if not c.right)
        if max(wrong, default=0) > took_right:
            return True
    return False


def _of_figures(facility: float | None, discrimination: float | None) -> Iterable[Flag]:
    if discrimination is not None and discrimination < 0:
        yield Flag.NEGATIVE
    if facility is not None and facility > EASY:
        yield Flag.EASY
    if facility is not None and facility < HARD:
        yield Flag.HARD


def flags(
    *,
    answered: int,
    facility: float | None,
    discrimination: float | None,
    described: Described,
    picture: Picture,
) -> list[Flag]:
    """Everything there is to say of one question or part; nothing under ENOUGH answers."""
    if not is_enough(answered):
        return []
    found = list(_of_figures(facility, discrimination))
    if is_wrong_preferred(described, picture):
        found.append(Flag.WRONG_PREFERRED)
    if never_chosen(described, picture):
        found.append(Flag.NEVER_CHOSEN)
    return sorted(found, key=list(Flag).index)
