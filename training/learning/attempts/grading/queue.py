"""The answers that wait for a person, in the order in which markers like to take them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Count

from courses.questions.models import QuestionVersion
from courses.quizzes.models import Quiz
from training.learning.attempts.access import at_desk
from training.learning.attempts.agreement import Standing, standing
from training.learning.attempts.grading.access import settles
from training.learning.attempts.grading.rubric import KINDS, Asked, about_this, asked
from training.learning.attempts.grading.services import givens
from training.learning.attempts.grading.turns import Turn, next_turn
from training.learning.attempts.models import Attempt, AttemptItem, ManualMark
from training.learning.attempts.sheets import Judged, sheets_of
from training.people.models import User

State = Attempt.State
Key = tuple[UUID, str]
"""An item and the part of it that is marked."""


@dataclass(frozen=True)
class Waiting:
    """One answer that waits: for its first mark, a second one, or a decision."""

    item: AttemptItem
    part: str
    place: int
    marks: tuple[ManualMark, ...] = ()
    marked_before: bool = False

    @property
    def key(self) -> Key:
        """How the answer is named."""
        return self.item.pk, self.part

    @property
    def since(self) -> datetime:
        """When it was handed in."""
        attempt = self.item.attempt
        return attempt.submitted_at or attempt.started_at

    @property
    def second_marker(self) -> bool:
        """Whether two persons mark here."""
        return bool(self.item.attempt.rules.get("second_marker"))

    @property
    def standing(self) -> Standing:
        """How far the marking has come."""
        return standing(givens(self.marks), second_marker=self.second_marker)

    def turn(self, user: User, *, settles: bool) -> Turn:
        """What this person is asked to do about it."""
        return next_turn(
            user.pk, givens(self.marks), second_marker=self.second_marker, settles=settles
        )


@dataclass
class Row:
    """One question of a quiz, or a part of it, with what waits there and for whom."""

    quiz: Quiz
    version: QuestionVersion
    part: str
    place: tuple[int, int] = (0, 0)
    mine: list[Waiting] = field(default_factory=list)
    second: int = 0
    differ: int = 0
    waiting: int = 0
    done: int = 0

    @property
    def asked(self) -> Asked:
        """What is asked."""
        return asked(self.version, self.part)

    @property
    def total(self) -> int:
        """All answers here that persons mark or have marked."""
        return self.waiting + self.done

    @property
    def since(self) -> datetime | None:
        """How long the oldest one has waited for me."""
        return min((one.since for one in self.mine), default=None)


@dataclass
class Desk:
    """What waits in one quiz: by question, and the answers that wait for me."""

    quiz: Quiz
    rows: list[Row] = field(default_factory=list)
    answers: list[Waiting] = field(default_factory=list)

    @property
    def sittings(self) -> list[tuple[Attempt, list[Waiting]]]:
        """What waits for me, sitting by sitting, oldest first."""
        return [
            (attempt, list(answers))
            for attempt, answers in groupby(self.answers, key=lambda one: one.item.attempt)
        ]


def waiting(user: User, quiz: Quiz | None = None) -> list[Waiting]:
    """Every answer of own classes that waits for a person, oldest sitting first, in the order of
    the paper. At most eight queries; one when nothing waits."""
    sittings = Attempt.objects.filter(at_desk(user), state=State.SUBMITTED, awaits_marker=True)
    if quiz is not None:
        sittings = sittings.filter(quiz=quiz)
    attempts = list(
        sittings.select_related("quiz__owner_root", "learner").order_by("submitted_at", "pk")
    )
    if not attempts:
        return []
    marks = _marks_of(attempts)
    return [
        _waiting(judged, part, place, marks.get((judged.item.pk, part), []))
        for sheet in sheets_of(attempts, KINDS)
        for judged in sheet.judged()
        for part, place in _parts_waiting(judged, sheet.attempt)
    ]


def _waiting(judged: Judged, part: str, place: int, marks: Sequence[ManualMark]) -> Waiting:
    """With the marks of the answer as it is now."""
    item = judged.item
    valid = about_this(marks, item.version, part, judged.answer.payload)
    return Waiting(item, part, place, tuple(valid), marked_before=bool(marks))


def _parts_waiting(judged: Judged, attempt: Attempt) -> Iterator[tuple[str, int]]:
    if not judged.waits:
        return
    judged.item.attempt = attempt
    if not judged.outcome.parts:
        yield "", 0
    for place, outcome in enumerate(judged.outcome.parts, start=1):
        if outcome.needs_person:
            yield outcome.part, place


def _marks_of(attempts: Sequence[Attempt]) -> dict[Key, list[ManualMark]]:
    found: dict[Key, list[ManualMark]] = defaultdict(list)
    rows = ManualMark.objects.filter(
        learner_id__in={attempt.learner_id for attempt in attempts},
        item__attempt__in=[attempt.pk for attempt in attempts],
    )
    for mark in rows.select_related("grader").order_by("number"):
        found[mark.item_id, mark.part].append(mark)
    return found


def mine(user: User, answers: Iterable[Waiting], today: date) -> list[Waiting]:
    """Those about which this person is asked to do something. One query for her roles."""
    may: dict[int, bool] = {}
    found = []
    for one in answers:
        quiz = one.item.attempt.quiz
        if quiz.pk not in may:
            may[quiz.pk] = settles(user, quiz, today)
        if one.turn(user, settles=may[quiz.pk]) != Turn.NONE:
            found.append(one)
    return found


def desks(user: User, today: date, quiz: Quiz | None = None) -> list[Desk]:
    """What waits, quiz by quiz; for one quiz also the questions whose answers are all marked. At
    most eleven queries."""
    answers = waiting(user, quiz)
    for_me = mine(user, answers, today)
    keys = {one.key for one in for_me}
    rows: dict[tuple[int, int, str], Row] = {}
    for one in answers:
        of, version = one.item.attempt.quiz, one.item.version
        key = (of.pk, version.pk, one.part)
        row = rows.setdefault(key, Row(of, version, one.part, (one.item.position, one.place)))
        row.waiting += 1
        row.mine += [one] if one.key in keys else []
        row.second += one.standing == Standing.WAITS_FOR_SECOND
        row.differ += one.standing == Standing.DIFFERS
        row.done -= one.marked_before  # counted among the marked ones, but not done
    _add_marked(user, rows, quiz)
    found = {one.item.attempt.quiz.pk: Desk(one.item.attempt.quiz) for one in answers}
    for row in sorted(rows.values(), key=lambda row: (not row.waiting, row.place)):
        found.setdefault(row.quiz.pk, Desk(row.quiz)).rows.append(row)
    for one in for_me:
        found[one.item.attempt.quiz.pk].answers.append(one)
    return list(found.values())


def _add_marked(user: User, rows: dict[tuple[int, int, str], Row], quiz: Quiz | None) -> None:
    """Count what has a mark, and add the rows of one quiz in which nothing waits. Two queries."""
    here = [quiz.pk] if quiz else {key[0] for key in rows}
    counted = (
        ManualMark.objects.filter(at_desk(user, "item__attempt__"), item__attempt__quiz__in=here)
        .order_by()
        .values_list("item__attempt__quiz", "item__version", "part")
        .annotate(answers=Count("item", distinct=True))
    )
    counts = {(of, version, part): number for of, version, part, number in counted}
    lacking = {version for _of, version, _part in counts.keys() - rows.keys()} if quiz else set()
    versions = QuestionVersion.objects.in_bulk(lacking) if lacking else {}
    for key, number in counts.items():
        if quiz and key not in rows:
            rows[key] = Row(quiz, versions[key[1]], key[2])
        if key in rows:
            rows[key].done += number
