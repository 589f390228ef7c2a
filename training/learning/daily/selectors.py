"""What there is to review today, and what was done of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
)
from django.utils import timezone

from cms.core.prepared import Several, prepared
from cms.taxonomy.models import KnowledgePoint
from courses.questions.models import Question, QuestionVersion
from training.learning import evidence
from training.learning.daily.choosing import (
    Candidate,
    Card,
    due_first,
    fresh,
    group,
    minutes_of,
    one_a_day,
)
from training.learning.daily.models import DailyQuestion
from training.learning.mastery.adaptive import SURE_MASTERED
from training.learning.mastery.models import PointMastery
from training.learning.mastery.selectors import TOO_LONG
from training.learning.review.models import ReviewCard
from training.learning.review.schedule import begins, retrievability
from training.people.models import User

Roots = Collection[str]
"""The keys of the congresses whose questions a person may be asked."""


def today_of(now: datetime) -> date:
    """The day a moment belongs to, in the site's time zone."""
    return timezone.localtime(now, timezone.get_default_timezone()).date()


def askable(roots: Roots) -> "QuerySet[Any]":
    """Practice questions that may be asked now of people of some congresses: theirs and shared
    ones, published, not retired, not held back because their law changed, and of kinds that are
    answered and marked in a minute. What became an examination question is out at once."""
    return (
        Question.objects.non_polymorphic()
        .filter(
            Q(owner_root=None) | Q(owner_root__slug__in=roots),
            use=Question.Use.PRACTICE,
            live=True,
            retired_at=None,
            held_back_at=None,
            live_version__use=Question.Use.PRACTICE,
        )
        .exclude(live_version__kind__in=TOO_LONG)
        .order_by()
    )


@dataclass(frozen=True)
class Weakness:
    """The keys of a person's weak points, the weakest first; `told` says whether anything is known
    of her at all."""

    points: list[str]
    told: bool


def weakness_of(learner_id: UUID) -> Weakness:
    """What her own answers say, those of examinations included. One query."""
    rows = PointMastery.objects.filter(learner_id=learner_id, answers__gt=0)
    known = list(rows.order_by("probability", "point").values_list("point", "probability"))
    return Weakness([point for point, chance in known if chance < SURE_MASTERED], bool(known))


def candidates_for(learner_id: UUID, roots: Roots, weak: Weakness) -> dict[UUID, Candidate]:
    """The questions that may be asked her now: of her cards, and of her weak points or, while
    nothing is known of her, of all. One query."""
    rows = askable(roots)
    if weak.told:
        cards = ReviewCard.objects.filter(learner_id=learner_id).values("question")
        pairs = Question.points.through.objects.filter(knowledgepoint__key__in=weak.points)
        rows = rows.filter(Q(uuid__in=cards) | Q(pk__in=pairs.values("question")))
    return {
        uuid: Candidate(uuid, kind, tuple(points))
        for uuid, kind, points in rows.values_list(
            "uuid", "live_version__kind", "live_version__points"
        )
    }


def cards_of(learner_id: UUID, today: date) -> list[Card]:
    """All of a person's cards as they stand today. One query."""
    rows = ReviewCard.objects.filter(learner_id=learner_id)
    return [
        Card(question, retrievability(memory, today), today_of(due_at))
        for question, memory, due_at in rows.values_list("question", "memory", "due_at")
    ]


@dataclass(frozen=True)
class Done:
    """A question answered in today's review, by its first answer; of one that became an examination
    question nothing is told: its state is "withheld"."""

    statement: UUID
    question: UUID
    version: str
    kind: str
    state: str


def done_on(learner_id: UUID, day: date) -> list[Done]:
    """What was answered in the review of a day, in order; a question counts once. One query."""
    told: Any = evidence.visible(learner_id=learner_id, viewer_id=learner_id).filter(
        verb=evidence.Verb.ANSWERED,
        activity_type="question",
        effective_at__gte=begins(day),
        effective_at__lt=begins(day + timedelta(days=1)),
    )
    practice = Question.objects.non_polymorphic().filter(use=Question.Use.PRACTICE)
    told = told.annotate(open_=Exists(practice.filter(uuid=OuterRef("activity"))))
    found: dict[UUID, Done] = {}
    for one in told.order_by("effective_at", "stored_at", "id"):
        said = one.context
        if said.get("review") == "review" and not one.voided and one.activity not in found:
            state = said["state"] if one.open_ else "withheld"
            found[one.activity] = Done(
                one.statement_id, one.activity, said["version"], said["kind"], state
            )
    return list(found.values())


@dataclass(frozen=True)
class Today:
    """Today's five minutes: what was done, what is left of them, and what comes after.

    `left` are due cards first and fresh questions behind; `due` says how many cards are due in
    all, `next_on` and `next_count` when the next are and how many of them
    that day's five minutes take.
    """

    day: date
    done: list[Done]
    left: list[Candidate]
    due: int
    cards: int
    weak: list[str]
    groups: int
    waiting: int
    next_on: date | None
    next_count: int

    @property
    def minutes(self) -> int:
        """About how long the rest takes."""
        return minutes_of(one.kind for one in self.left)

    @property
    def due_left(self) -> int:
        """How many of the rest are due cards; they come first."""
        return min(self.due, len(self.left))

    @property
    def fresh_left(self) -> int:
        """How many of the rest are new to her."""
        return len(self.left) - self.due_left

    @property
    def ended(self) -> bool:
        """Whether nothing due is left of today's five minutes."""
        return self.due_left == 0

    @property
    def right(self) -> int:
        """How many were entirely right."""
        return sum(one.state == "right" for one in self.done)

    @property
    def number(self) -> int:
        """Which question comes next, counted from one."""
        return len(self.done) + 1

    @property
    def total(self) -> int:
        """Questions done and left."""
        return len(self.done) + len(self.left)


def today_for(*, learner_id: UUID, roots: Roots, now: datetime, groups: int = 1) -> Today:
    """What a person's review is today; `groups` says how many times five minutes she wants. Four
    queries."""
    day = today_of(now)
    cards, weak = cards_of(learner_id, day), weakness_of(learner_id)
    candidates = candidates_for(learner_id, roots, weak)
    done = done_on(learner_id, day)
    gone = {one.question for one in done}
    known = {card.question for card in cards}
    due = [one for one in due_first(cards, candidates, day) if one.question not in gone]
    new = fresh(candidates.values(), weak.points, known | gone, (learner_id, day))
    left = group([*due, *new], [one.kind for one in done], groups)
    ahead = [card for card in cards if card.due_on > day and card.question in candidates]
    next_on = min((card.due_on for card in ahead), default=None)
    then = [candidates[card.question] for card in ahead if card.due_on == next_on]
    return Today(
        day=day,
        done=done,
        left=left,
        due=len(due),
        cards=len(cards),
        weak=weak.points,
        groups=groups,
        waiting=len(due) + len(new) - len(left),
        next_on=next_on,
        next_count=len(group(then, [], 1)),
    )


@dataclass(frozen=True)
class Strengthened:
    """One of today's questions in the summary: its text, how it went, when it comes again."""

    stem: str
    state: str
    statement: UUID
    due_on: date | None


def strengthened(*, learner_id: UUID, done: Iterable[Done]) -> list[Strengthened]:
    """The summary of today's answers. Two queries, none when nothing was answered."""
    asked = list(done)
    if not asked:
        return []
    versions = QuestionVersion.objects.filter(uuid__in=[one.version for one in asked])
    stems = {str(uuid): stem for uuid, stem in versions.values_list("uuid", "body__stem")}
    cards = ReviewCard.objects.filter(
        learner_id=learner_id, question__in=[one.question for one in asked]
    )
    due = dict(cards.values_list("question", "due_at"))
    return [
        Strengthened(
            stem=stems.get(one.version, ""),
            state=one.state,
            statement=one.statement,
            due_on=today_of(due[one.question]) if one.question in due else None,
        )
        for one in asked
    ]


def point_names(keys: Iterable[str]) -> list[str]:
    """What knowledge points are called, in the order of their keys. One query."""
    wanted = list(keys)
    names = {point.key: str(point) for point in KnowledgePoint.objects.filter(key__in=wanted)}
    return [names[key] for key in wanted if key in names]


@dataclass(frozen=True)
class Call:
    """What the home page says of review: how many cards are due, and how the question of the day
    stands: off, open, quiet (left alone for days) or answered."""

    due: int
    one_a_day: str


@prepared(learner_id=UUIDField(), before=DateTimeField(), roots=Several(CharField()))
def _calling(learner_id: Any, before: Any, roots: Any) -> "QuerySet[Any, Any]":
    """Of one person how many cards are due before a moment, and what she chose of the question of
    the day and when she last answered it."""
    due = ReviewCard.objects.filter(
        Exists(askable(roots).filter(uuid=OuterRef("question"))),
        learner_id=learner_id,
        due_at__lt=before,
    )
    counted = due.order_by().values("learner").annotate(n=Count("pk")).values("n")
    choice = DailyQuestion.objects.filter(learner_id=learner_id)
    return (
        User.objects.filter(pk=learner_id)
        .annotate(
            due=Subquery(counted),
            wanted=Subquery(choice.values("wanted")),
            wanted_on=Subquery(choice.values("wanted_on")),
            answered_on=Subquery(choice.values("answered_on")),
        )
        .values_list("due", "wanted", "wanted_on", "answered_on")
    )


def call_of(*, learner_id: UUID, roots: Roots, now: datetime) -> Call:
    """What calls a person today. One query."""
    day = today_of(now)
    before = begins(day + timedelta(days=1))
    rows = _calling.all(learner_id=learner_id, before=before, roots=sorted(roots))
    for due, wanted, since, answered in rows:
        stands = one_a_day(wanted=wanted, wanted_on=since, answered_on=answered, day=day)
        return Call(due or 0, stands)
    return Call(0, "off")
