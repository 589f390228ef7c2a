"""Reading a plan: the next step, the rest by days, and what is behind one already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.taxonomy.models import KnowledgePoint
from courses.catalogue.models import ProgrammeSession
from courses.quizzes.models import Quiz
from training.cohorts.selectors import current_enrolment
from training.learning.plan import wording
from training.learning.plan.models import Plan, PlanItem
from training.learning.progress.models import ActivityProgress
from training.people.models import User

State = PlanItem.State
Kind = PlanItem.Kind
ORDER = ("due_on", "position", "made_at", "pk")
ACTS = {
    Kind.LESSON: gettext_lazy("去学这一课"),
    Kind.CASE: gettext_lazy("去看这个案例"),
    Kind.QUIZ: gettext_lazy("去做这套题"),
    Kind.CHECK: gettext_lazy("开始练"),
}


@dataclass(frozen=True)
class Names:
    """What points and activities are called, in the reader's language, and where they are."""

    points: Mapping[str, str]
    titles: Mapping[UUID, tuple[str, str]]

    def title(self, item: PlanItem) -> str:
        """What an item is called."""
        if item.kind == Kind.CHECK:
            about = _("、").join(self.points.get(point, point) for point in item.points)
            return _("练一练：%(points)s") % {"points": about}
        return self.titles.get(item.activity, (_("（内容已撤下）"), ""))[0]

    def url(self, item: PlanItem) -> str:
        """Where it is done; empty for what is gone."""
        if item.kind == Kind.CHECK:
            return reverse("plan:check", args=[item.pk])
        return self.titles.get(item.activity, ("", ""))[1]


def names_for(items: Sequence[PlanItem]) -> Names:
    """Of everything that some items are about. At most three queries."""
    english = (get_language() or "").startswith("en")
    points = {point.key: str(point) for point in KnowledgePoint.objects.all()}
    wanted = {item.activity for item in items if item.kind != Kind.CHECK}
    wanted |= {UUID(other) for item in items for other in item.numbers.get("of", ())}
    titles: dict[UUID, tuple[str, str]] = {}
    rows = Page.objects.filter(translation_key__in=wanted, live=True).values_list(
        "translation_key",
        "title",
        "url_path",
        Coalesce(
            NullIf("lessonpage__title_en", Value("")), NullIf("casestudypage__title_en", Value(""))
        ),
    )
    for activity, title, path, title_en in rows if wanted else ():
        url = reverse("wagtail_serve", args=(path.split("/", 2)[2],))
        titles[activity] = ((title_en if english else "") or title, url)
    sets = {item.activity for item in items if item.kind == Kind.QUIZ}
    for quiz in Quiz.objects.filter(uuid__in=sets) if sets else ():
        titles[quiz.uuid] = (str(quiz), reverse("attempts:intro", args=[quiz.uuid]))
    return Names(points, titles)


@dataclass(frozen=True)
class Step:
    """An item of a plan as its owner sees it."""

    item: PlanItem
    names: Names

    @property
    def title(self) -> str:
        """What it is called."""
        return self.names.title(self.item)

    @property
    def url(self) -> str:
        """Where it is done."""
        return self.names.url(self.item)

    @property
    def kind(self) -> str:
        """What kind of thing it is, in a word; a required set is a test, not practice."""
        if self.item.kind == Kind.QUIZ and self.item.reason == "required":
            return _("测验")
        return str(self.item.get_kind_display())

    @property
    def act(self) -> str:
        """What to press."""
        return str(ACTS[Kind(self.item.kind)])

    @property
    def minutes(self) -> str:
        """How long it takes."""
        return wording.minutes_words(self.item.minutes)

    @property
    def reason(self) -> str:
        """Why it is on the plan."""
        titles = {str(activity): told[0] for activity, told in self.names.titles.items()}
        return wording.reason(self.item, self.names.points, titles)

    @property
    def points(self) -> list[str]:
        """The names of the points it is there for."""
        return [self.names.points.get(point, point) for point in self.item.points]

    @property
    def ending(self) -> str:
        """How it ended; for what was done since the plan was last looked at, that it is done."""
        if self.item.state == State.OPEN:
            return _("已完成")
        return wording.ending(self.item, self.names.points)

    @property
    def may_be_shown(self) -> bool:
        """Whether she can show in a few questions that she knows it already."""
        return self.item.kind != Kind.CHECK and bool(self.item.numbers.get("checks"))


@dataclass(frozen=True)
class Stretch:
    """A day, or a week, and what is planned for it."""

    heading: str
    steps: Sequence[Step]

    @property
    def minutes(self) -> str:
        """All of it together."""
        return wording.minutes_words(sum(step.item.minutes for step in self.steps))


@dataclass(frozen=True)
class OwnPlan:
    """A plan as a page shows it. Without a plan `plan` is None and there are no steps."""

    plan: Plan | None
    next: Step | None
    next_when: str
    rest: Sequence[Stretch]
    closed: Sequence[Step]
    left: int
    total: int
    uncovered: Sequence[str]
    enrolled: bool

    @property
    def total_words(self) -> str:
        """How long what is left takes in all."""
        return wording.minutes_words(self.total)

    @property
    def unknown(self) -> int:
        """How many points nobody can judge yet."""
        return int(self.plan.basis.get("unknown", 0)) if self.plan else 0

    @property
    def answers(self) -> int:
        """On how many answers the plan rests."""
        return int(self.plan.basis.get("answers", 0)) if self.plan else 0


def _done_here(learner_id: UUID) -> Exists:
    """Whether an item's activity is done by now: completed, waived, or heard in class since it
    stands on the plan. Part of a query for items."""
    rows = ActivityProgress.objects.filter(learner_id=learner_id)
    finished = Q(completed_at__isnull=False) | Q(waived_at__isnull=False)
    taught = ProgrammeSession.objects.filter(
        lesson__translation_key=OuterRef(OuterRef("activity"))
    ).values("uuid")
    return Exists(
        rows.filter(
            (Q(activity=OuterRef("activity")) & finished)
            | (Q(activity__in=taught) & (Q(attended_at__gte=OuterRef("made_at")) | finished))
        )
    )


def open_items(learner_id: UUID) -> "QuerySet[PlanItem]":
    """What is still to do, in order; what is done since the plan was last looked at is left out.
    One query."""
    rows = PlanItem.objects.filter(learner_id=learner_id, state=State.OPEN)
    return rows.annotate(is_done=_done_here(learner_id)).filter(is_done=False).order_by(*ORDER)


@dataclass(frozen=True)
class Calling:
    """One line for the home page: what the plan asks for, and where."""

    left: int
    minutes: int
    url: str

    def __str__(self) -> str:
        told = {"n": self.left, "minutes": self.minutes}
        return (
            ngettext(
                "补学计划还有 %(n)d 项，约 %(minutes)d 分钟",
                "补学计划还有 %(n)d 项，约 %(minutes)d 分钟",
                self.left,
            )
            % told
        )


def calling(learner_id: UUID) -> Calling | None:
    """What calls her to her plan; None when nothing is left on it, or there is none. One query."""
    minutes = list(open_items(learner_id).values_list("minutes", flat=True))
    return Calling(len(minutes), sum(minutes), reverse("plan:mine")) if minutes else None


def own_plan(learner: User, now: datetime) -> OwnPlan:
    """A person's plan. Six queries, one more with practice sets on it."""
    plan = Plan.objects.filter(learner_id=learner.pk).first()
    rows = PlanItem.objects.filter(learner_id=learner.pk)
    items = list(
        rows.annotate(is_done=_done_here(learner.pk)).select_related("removed_by").order_by(*ORDER)
    )
    enrolment = current_enrolment(learner)
    today = timezone.localdate(enrolment.cohort.clock(now) if enrolment else now)
    names = names_for(items)
    steps = [Step(item, names) for item in items]
    to_do = [s for s in steps if s.item.state == State.OPEN and not _is_done(s.item)]
    closed = [s for s in steps if s.item.state != State.OPEN or _is_done(s.item)]
    span = (enrolment.cohort.starts_on, enrolment.cohort.ends_on) if enrolment else None
    return OwnPlan(
        plan=plan,
        next=to_do[0] if to_do else None,
        next_when=days[0].heading if (days := _stretches(to_do[:1], today, span)) else "",
        rest=_stretches(to_do[1:], today, span),
        closed=sorted(closed, key=lambda s: (s.item.closed_at or now, s.title), reverse=True),
        left=len(to_do),
        total=sum(step.item.minutes for step in to_do),
        uncovered=[names.points.get(p, p) for p in plan.basis.get("uncovered", ())] if plan else [],
        enrolled=enrolment is not None,
    )


def _is_done(item: Any) -> bool:
    return item.kind != Kind.CHECK and bool(item.is_done)


def _stretches(steps: Iterable[Step], today: date, runs: tuple[date, date] | None) -> list[Stretch]:
    def heading(step: Step) -> str:
        due = step.item.due_on or today
        in_class = bool(runs and runs[0] <= max(due, today) <= runs[1])
        return wording.when(due, today, in_class)

    return [Stretch(told, list(those)) for told, those in groupby(steps, heading)]
