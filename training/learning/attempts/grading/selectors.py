"""The page on which one answer is marked: what was asked and answered, who marked it how, and which
answer comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max

from cms.core.fragments import Fragment
from courses.questions.kinds.registry import KINDS, grade
from courses.questions.kinds.short_answer.paper import length_of
from courses.questions.models import QuestionVersion
from courses.questions.screens import screen
from training.learning.attempts.access import at_desk
from training.learning.attempts.agreement import Standing, in_force, standing
from training.learning.attempts.grading import queue
from training.learning.attempts.grading.access import settles
from training.learning.attempts.grading.answers import payload_of
from training.learning.attempts.grading.queue import Key
from training.learning.attempts.grading.rubric import (
    BY_HAND,
    GROUP,
    Asked,
    about_this,
    answered,
    asked,
)
from training.learning.attempts.grading.services import givens
from training.learning.attempts.grading.turns import Turn, allowed_turn
from training.learning.attempts.models import Attempt, AttemptItem, ManualMark
from training.people.models import User

PHRASES, LONGEST_PHRASE = 8, 200


@dataclass(frozen=True)
class OtherPart:
    """A part of a group beside the one to be marked, with its automatic result; `state` is empty
    for one that persons mark too."""

    number: int
    kind: str
    shown: Mapping[str, Any]
    state: str

    @property
    def template(self) -> Fragment:
        """Shows the answer beside the key."""
        return screen(self.kind, "review")


@dataclass(frozen=True)
class Way:
    """The order in which answers are taken, seen from one of them."""

    here: Key
    order: Sequence[Key]
    waiting: frozenset[Key]
    mine: frozenset[Key]

    @property
    def total(self) -> int:
        """How many answers persons mark or have marked."""
        return len(self.order)

    @property
    def done(self) -> int:
        """How many of them are settled."""
        return sum(key not in self.waiting for key in self.order)

    @property
    def next(self) -> Key | None:
        """The next answer that waits for me, from here on and then from the start."""
        at = self.order.index(self.here) if self.here in self.order else -1
        onward = [*self.order[at + 1 :], *self.order[: max(at, 0)]]
        return next((key for key in onward if key in self.mine and key != self.here), None)

    @property
    def previous(self) -> Key | None:
        """The answer before, marked or not."""
        at = self.order.index(self.here) if self.here in self.order else 0
        return self.order[at - 1] if at else None


@dataclass(frozen=True)
class AnswerPage:
    """One answer as its marker sees it."""

    item: AttemptItem
    part: str
    asked: Asked
    text: str
    others: list[OtherPart]
    marks: list[ManualMark]
    outdated: list[ManualMark]
    known: bool
    turn: Turn
    standing: Standing
    phrases: list[str]

    @property
    def finished(self) -> bool:
        """Whether the sitting's total is out, so that a change needs a reason."""
        return self.item.attempt.state == Attempt.State.FINISHED

    @property
    def length(self) -> int:
        """Characters of the answer, as people count them."""
        return length_of(self.text)

    @property
    def second_marker(self) -> bool:
        """Whether two persons mark here."""
        return bool(self.item.attempt.rules.get("second_marker"))

    @property
    def seen(self) -> int:
        """The number of the newest mark, whether shown or not, of this text or one before it."""
        return max((mark.number for mark in [*self.marks, *self.outdated]), default=0)

    @property
    def decides(self) -> bool:
        """Whether a mark given here settles a difference."""
        return self.turn == Turn.DECIDE

    @property
    def in_force(self) -> list[ManualMark]:
        """Each marker's newest mark, in order of time."""
        numbers = {given.number for given in in_force(givens(self.marks))}
        return [mark for mark in self.marks if mark.number in numbers]

    def shown_to(self, user: User) -> list[ManualMark]:
        """The marks this person may see: a second marker sees only her own until all is settled."""
        blind = self.second_marker and self.turn == Turn.MARK and self.standing != Standing.AGREED
        return [mark for mark in self.marks if not blind or mark.grader_id == user.pk]


def marks_of(item: AttemptItem, part: str) -> list[ManualMark]:
    """Every mark of one answer, in order of time. One query."""
    rows = ManualMark.objects.filter(learner_id=item.learner_id, item=item, part=part)
    return list(rows.select_related("grader").order_by("number"))


def answer_page(user: User, item: AttemptItem, part: str, today: date) -> AnswerPage:
    """Everything about one answer. Four queries at most."""
    every, payload = marks_of(item, part), payload_of(item)
    marks = about_this(every, item.version, part, payload)
    second = bool(item.attempt.rules.get("second_marker"))
    turn = allowed_turn(
        user.pk,
        givens(marks),
        second_marker=second,
        settles=settles(user, item.attempt.quiz, today),
        finished=item.attempt.state == Attempt.State.FINISHED,
    )
    state = standing(givens(marks), second_marker=second)
    return AnswerPage(
        item=item,
        part=part,
        asked=asked(item.version, part),
        text=answered(item.version, part, payload),
        others=_others(item, part, payload),
        marks=marks,
        outdated=[mark for mark in every if mark not in marks],
        known=state == Standing.AGREED or any(mark.grader_id == user.pk for mark in marks),
        turn=turn,
        standing=state,
        phrases=_phrases(user, item, part),
    )


def _others(item: AttemptItem, part: str, payload: Mapping[str, Any]) -> list[OtherPart]:
    version = item.version
    if version.kind != GROUP:
        return []
    outcome = grade(
        version.kind, version.body, version.answer_key, payload, item.attempt.rules["kinds"]
    )
    shown = KINDS[GROUP].paper.review(version.body, version.answer_key, payload)["parts"]
    return [
        OtherPart(
            number=one["number"],
            kind=one["kind"],
            shown=one["shown"],
            state="" if one["kind"] == BY_HAND else result.state,
        )
        for one, result in zip(shown, outcome.parts, strict=True)
        if result.part != part
    ]


def _phrases(user: User, item: AttemptItem, part: str) -> list[str]:
    """What was written under other answers to the same question, most used first. One query."""
    used = (
        ManualMark.objects.filter(
            at_desk(user, "item__attempt__"), item__version=item.version_id, part=part
        )
        .exclude(comment="")
        .exclude(item=item)  # a second marker must not read the first's there
        .order_by()
        .values_list("comment")
        .annotate(times=Count("pk"), last=Max("at"))
        .order_by("-times", "-last")
    )
    short = (comment for comment, _times, _last in used[: PHRASES * 3])
    return [comment for comment in short if len(comment) <= LONGEST_PHRASE][:PHRASES]


def way(user: User, item: AttemptItem, part: str, *, by_person: bool, today: date) -> Way:
    """The order of a quiz's answers around one: all answers to the same question, or sitting by
    sitting. At most eleven queries."""
    waiting = queue.waiting(user, item.attempt.quiz)
    if not by_person:
        waiting = [
            one for one in waiting if (one.item.version_id, one.part) == (item.version_id, part)
        ]
    marked = ManualMark.objects.filter(
        at_desk(user, "item__attempt__"), item__attempt__quiz=item.attempt.quiz
    )
    if not by_person:
        marked = marked.filter(item__version=item.version, part=part)
    placed = {
        one.key: (one.since, one.item.attempt_id, one.item.position, one.place) for one in waiting
    }
    placed |= _places(marked)
    return Way(
        here=(item.pk, part),
        order=sorted(placed, key=placed.__getitem__),
        waiting=frozenset(one.key for one in waiting),
        mine=frozenset(one.key for one in queue.mine(user, waiting, today)),
    )


def _places(marked: Any) -> dict[Key, tuple[Any, ...]]:
    """Where answers with a mark stand. Two queries."""
    rows = list(
        marked.order_by()
        .values_list(
            "item_id",
            "part",
            "item__version",
            "item__attempt__submitted_at",
            "item__attempt",
            "item__position",
        )
        .distinct()
    )
    versions = QuestionVersion.objects.in_bulk({row[2] for row in rows})
    return {
        (item, part): (at, attempt, position, asked(versions[version], part).number)
        for item, part, version, at, attempt, position in rows
    }
