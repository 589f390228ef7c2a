"""Reading about regrading: what was asked and answered, what was decided, whose marks changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Abs

from courses.questions.models import QuestionVersion
from courses.quizzes.models import KeyAmendment, Quiz
from courses.quizzes.review import phase_at, shown
from training.learning.attempts.access import at_desk
from training.learning.attempts.models import Attempt, AttemptItem, MarkChange, Response
from training.learning.attempts.regrading.access import asked_in, decisions_on
from training.learning.attempts.regrading.decisions import sittings_with
from training.learning.attempts.regrading.keys.registry import in_words
from training.learning.attempts.regrading.models import Regrading
from training.learning.attempts.regrading.rehearsal import Line
from training.learning.attempts.results import matrix_of
from training.people.models import User

State = Attempt.State
Verb = KeyAmendment.Verb
HANDED_IN = (State.SUBMITTED, State.FINISHED)
CHOOSABLE = 300
"""Up to how many sittings are offered one by one; of more, they are chosen from their list."""


# ---- what was asked and answered


@dataclass(frozen=True)
class Asked:
    """A question version that a quiz has asked: in how many finished and other sittings."""

    version: QuestionVersion
    sittings: int
    finished: int
    newest: bool


def asked(quiz: Quiz) -> list[Asked]:
    """The versions asked by a quiz, by number of the question. Two queries."""
    counts = {
        version: (sittings, finished)
        for version, sittings, finished in AttemptItem.objects.filter(attempt__quiz=quiz)
        .order_by()
        .values_list("version_id")
        .annotate(sittings=Count("pk"))
        .annotate(finished=Count("pk", filter=Q(attempt__state=State.FINISHED)))
    }
    versions = asked_in(quiz).annotate(newest=F("question__live_version_id"))
    return [
        Asked(version, *counts[version.pk], newest=version.newest == version.pk)
        for version in versions.order_by("question__number", "num")
    ]


def payloads(version: QuestionVersion, quiz: Quiz | None) -> Iterator[dict[str, Any]]:
    """The answer that counts of every sitting handed in; an empty one where nothing was answered.
    Two queries."""
    items = AttemptItem.objects.filter(
        version=version, attempt__in=sittings_with(version, quiz).filter(state__in=HANDED_IN)
    ).order_by()
    rows = Response.objects.filter(item__in=items, current=True, late=False).order_by("step")
    current = dict(rows.values_list("item_id", "payload"))
    yield from (current.get(item, {}) for item in items.values_list("pk", flat=True))


def choosable(user: User, version: QuestionVersion, quiz: Quiz) -> list[Attempt]:
    """The sittings of the person's own classes that may be chosen one by one, by name; at most
    CHOOSABLE of them. One query."""
    sittings = sittings_with(version, quiz).filter(at_desk(user), state__in=HANDED_IN)
    named = sittings.select_related("learner", "enrolment__cohort", "enrolment__unit")
    return list(named.order_by("learner__name", "learner__number", "number")[:CHOOSABLE])


# ---- what was decided


def under_way(quiz: Quiz | None) -> Regrading | None:
    """The decision that is still being carried out on sittings of a quiz, or of any (None); with
    its amendment. One query."""
    unfinished = Regrading.objects.filter(finished_at=None).select_related("amendment")
    if quiz is not None:
        unfinished = unfinished.filter(Q(amendment__quiz=None) | Q(amendment__quiz=quiz))
    return unfinished.order_by("pk").first()


@dataclass(frozen=True)
class Past:
    """A decision and what it did to the sittings of one quiz."""

    decision: KeyAmendment
    changed: int = 0
    up: int = 0
    down: int = 0
    newly_passed: int = 0
    newly_failed: int = 0
    pass_kept: int = 0
    taken_back: KeyAmendment | None = None

    @property
    def can_be_taken_back(self) -> bool:
        """Whether it stands, and is not itself a taking back."""
        return self.taken_back is None and self.decision.verb != Verb.TAKE_BACK

    @property
    def finished_at(self) -> datetime | None:
        """When the last sitting was marked by it; None while it is under way."""
        regrading = getattr(self.decision, "regrading", None)
        return regrading.finished_at if regrading else self.decision.at

    @property
    def verb(self) -> str:
        """What was decided."""
        return str(Verb(self.decision.verb).label)

    @property
    def answer(self) -> str:
        """The key that was decided on, in words; empty for verbs that need none."""
        version, key = self.decision.version, self.decision.answer_key
        return in_words(version.kind, version.body, key) if key else ""


TALLY = {
    "changed": Count("pk"),
    "up": Count("pk", filter=Q(new_percent__gt=F("old_percent"))),
    "down": Count("pk", filter=Q(new_percent__lt=F("old_percent"))),
    "newly_passed": Count("pk", filter=Q(new_passed=True) & ~Q(old_passed=True)),
    "newly_failed": Count("pk", filter=Q(new_passed=False, old_passed=True)),
    "pass_kept": Count("pk", filter=Q(pass_kept=True)),
}


def _tallies(changes: "QuerySet[MarkChange]") -> dict[int, dict[str, int]]:
    """For each decision how many marks it changed, and how."""
    rows: Iterable[Any] = changes.order_by().values("amendment").annotate(**TALLY)
    return {row["amendment"]: {name: row[name] for name in TALLY} for row in rows}


def past(quiz: Quiz, version: QuestionVersion | None = None) -> list[Past]:
    """What was decided about a quiz, or about one version in it, newest first. Two queries."""
    decided = decisions_on(quiz).select_related("version__question", "quiz", "by", "regrading")
    if version is not None:
        decided = decided.filter(version=version)
    decisions = list(decided.order_by("-at", "-pk"))
    rows = MarkChange.objects.filter(attempt__quiz=quiz, amendment__in=[d.pk for d in decisions])
    tallies = _tallies(rows)
    undone = {one.takes_back_id: one for one in decisions if one.takes_back_id}
    return [
        Past(one, **tallies.get(one.pk, {}), taken_back=undone.get(one.pk)) for one in decisions
    ]


def past_one(quiz: Quiz, decision: KeyAmendment) -> Past:
    """One decision, and what it did to the sittings of a quiz. Two queries."""
    rows = MarkChange.objects.filter(attempt__quiz=quiz, amendment=decision)
    undone = KeyAmendment.objects.filter(takes_back=decision).first()
    return Past(decision, **_tallies(rows).get(decision.pk, {}), taken_back=undone)


def changes_by(quiz: Quiz, decision: KeyAmendment) -> "QuerySet[MarkChange]":
    """The changes of marks that a decision brought in a quiz: passes withdrawn, kept and won
    first, then the largest."""
    rows = MarkChange.objects.filter(attempt__quiz=quiz, amendment=decision)
    weight = Case(
        When(old_passed=True, new_passed=False, then=3),
        When(pass_kept=True, then=2),
        When(~Q(old_passed=True), new_passed=True, then=1),
        default=0,
        output_field=IntegerField(),
    )
    return rows.annotate(weight=weight, size=Abs(F("new_percent") - F("old_percent"))).order_by(
        "-weight", "-size", "pk"
    )


# ---- whose marks


def names(user: User, attempts: Sequence[UUID]) -> dict[UUID, Attempt]:
    """The sittings, of those named here, whose people the person may know; with learner, class and
    unit. One query."""
    rows = Attempt.objects.filter(at_desk(user), pk__in=attempts)
    named = rows.select_related("learner", "enrolment__cohort", "enrolment__unit")
    return {attempt.pk: attempt for attempt in named}


def named_lines(user: User, lines: Sequence[Line]) -> list[tuple[Line, Attempt | None]]:
    """The lines of a dry run, each with its sitting where the person may know whose it is. One
    query."""
    known = names(user, [line.attempt for line in lines])
    return [(line, known.get(line.attempt)) for line in lines]


# ---- what the people are told


@dataclass(frozen=True)
class Told:
    """A change of a person's mark as she is told of it; `position` is the question's on her paper,
    where one question was the cause. Without `shows_marks` no numbers."""

    change: MarkChange
    position: int | None
    shows_marks: bool

    @property
    def quiz(self) -> Quiz:
        """The quiz it happened in."""
        quiz: Quiz = self.change.attempt.quiz
        return quiz

    @property
    def lost_pass(self) -> bool:
        """Whether a pass was withdrawn."""
        return self.change.old_passed is True and self.change.new_passed is False

    @property
    def won_pass(self) -> bool:
        """Whether she passes now who had not."""
        return self.change.new_passed is True and self.change.old_passed is not True


def unseen_changes(learner_id: UUID, now: datetime) -> list[Told]:
    """What a person has not yet been told about her marks, oldest first. One query."""
    place = AttemptItem.objects.filter(
        learner_id=learner_id,
        attempt=OuterRef("attempt"),
        version=OuterRef("amendment__version"),
    )
    rows = (
        MarkChange.objects.filter(learner_id=learner_id, seen_at=None)
        .select_related("attempt__quiz", "amendment")
        .annotate(position=Subquery(place.order_by("position").values("position")[:1]))
        .order_by("at")
    )
    return [Told(row, row.position, _shows_marks(row.attempt, now)) for row in rows]


def _shows_marks(attempt: Attempt, now: datetime) -> bool:
    """Whether the review options let her see marks at this moment."""
    matrix, _keys_wait = matrix_of(attempt.rules)
    phase = phase_at(now, attempt.submitted_at, attempt.quiz.closes_at)
    return "marks" in shown(matrix, phase, keys_held=False)
