"""All answers to one question of a quiz, marked or not, for looking back and comparing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from courses.questions.models import QuestionVersion
from courses.quizzes.models import Quiz
from training.learning.attempts.access import sittings_at_desk
from training.learning.attempts.agreement import Standing, agreed, standing
from training.learning.attempts.grading.access import HANDED_IN
from training.learning.attempts.grading.rubric import about_this, answered
from training.learning.attempts.grading.services import givens
from training.learning.attempts.models import AttemptItem, ManualMark, Response
from training.people.models import User


@dataclass(frozen=True)
class Entry:
    """One answer in the list; `share` is None while it is not settled."""

    item: AttemptItem
    text: str
    standing: Standing
    share: Decimal | None
    graders: Sequence[User]
    known: bool


def items_of(user: User, quiz: Quiz, version: QuestionVersion) -> "QuerySet[AttemptItem]":
    """The places where own classes were asked a question in a quiz and handed in, oldest first."""
    sittings = sittings_at_desk(user, quiz).filter(state__in=HANDED_IN)
    rows = AttemptItem.objects.filter(attempt__in=sittings, version=version)
    return rows.select_related("attempt", "learner", "version").order_by(
        "attempt__submitted_at", "attempt_id"
    )


def entries(user: User, items: Iterable[AttemptItem], part: str) -> list[Entry]:
    """These answers with what was written and how far their marking has come. Two queries."""
    items = list(items)
    mine = {"learner_id__in": {item.learner_id for item in items}, "item__in": items}
    marks: dict[UUID, list[ManualMark]] = defaultdict(list)
    for mark in ManualMark.objects.filter(**mine, part=part).select_related("grader"):
        marks[mark.item_id].append(mark)
    said = Response.objects.filter(**mine, current=True, late=False).order_by("step")
    payloads = dict(said.values_list("item_id", "payload"))
    return [_entry(user, item, part, payloads.get(item.pk, {}), marks[item.pk]) for item in items]


def _entry(
    user: User,
    item: AttemptItem,
    part: str,
    payload: Mapping[str, Any],
    every: Sequence[ManualMark],
) -> Entry:
    marks = about_this(every, item.version, part, payload)
    second = bool(item.attempt.rules.get("second_marker"))
    given = givens(marks)
    share = agreed(given, second_marker=second)
    graders = list(dict.fromkeys(mark.grader for mark in marks))
    return Entry(
        item=item,
        text=answered(item.version, part, payload),
        standing=standing(given, second_marker=second),
        share=share,
        graders=graders,
        known=share is not None or user in graders,
    )
