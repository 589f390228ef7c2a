"""Where questions are used. The bank does not know quizzes, lessons or sittings: the rooms above it
answer through Wagtail's hooks.

`question_places` (user, questions) → {question id: list[Place]}
`version_attempts` (version ids) → {version id: number of sittings that asked it}
Every hook is called once for all questions of a page and reads with a fixed number of queries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from courses.questions.models import Question


class Way(Enum):
    """How a place uses a question."""

    NAMED = "named"
    DRAWN = "drawn"
    PRACTISED = "practised"

    @property
    def label(self) -> Any:
        """In words."""
        return {
            Way.NAMED: _("试卷指定这道题"),
            Way.DRAWN: _("抽题时可能抽到"),
            Way.PRACTISED: _("课文里的练习"),
        }[self]


@dataclass(frozen=True)
class Place:
    """A quiz, lesson or other page that uses a question; `live` when people meet it there now."""

    way: Way
    title: str
    url: str
    detail: str = ""
    live: bool = True


def places_of(user: Any, questions: Sequence[Question]) -> dict[int, list[Place]]:
    """Everything that uses each of these questions, named before drawn; a list for each of them."""
    found: dict[int, list[Place]] = {question.pk: [] for question in questions}
    for answer in hooks.get_hooks("question_places"):
        for pk, places in answer(user, questions).items():
            found[pk] += places
    order = list(Way)
    return {pk: sorted(places, key=lambda p: order.index(p.way)) for pk, places in found.items()}


def attempts_of(version_ids: Sequence[int]) -> dict[int, int]:
    """How many sittings asked each version; versions never asked are left out."""
    counted: dict[int, int] = {}
    for answer in hooks.get_hooks("version_attempts"):
        for pk, count in answer(version_ids).items():
            counted[pk] = counted.get(pk, 0) + count
    return counted
