"""The sittings of a quiz as those who watch over it see them, and who has not begun."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.db.models import Window as Over
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort, Enrolment
from training.learning.attempts.deadline import GRACE, is_over
from training.learning.attempts.models import Attempt, AttemptItem, Response
from training.people.models import Organisation

State = Attempt.State
PER_PAGE = 50
AT_MOST = 2000
"""How many people a list without pages may have: a class, never a county."""


class Standing(TextChoices):
    """How a sitting stands, as the list names it."""

    OPEN = "open", _("作答中")
    OVERDUE = "overdue", _("超时未交")
    MARKING = "marking", _("已交卷，正在评分")
    WAITING = "waiting", _("等人评阅")
    FINISHED = "finished", _("已评分")
    ABANDONED = "abandoned", _("已放弃")
    NONE = "none", _("还没开始")


SORTS: dict[str, tuple[str, ...]] = {
    "name": ("learner__name",),
    "unit": ("enrolment__unit__order", "enrolment__unit__name"),
    "group": ("enrolment__group__order", "enrolment__group__name"),
    "number": ("number",),
    "standing": ("state", "due_at"),
    "started": ("started_at",),
    "due": ("due_at",),
    "percent": ("percent",),
}
"""What the list can be sorted by → columns; the name follows, so that the order is the same each
time."""


@dataclass(frozen=True)
class Wanted:
    """Which part of the sittings is asked for; empty means all."""

    cohorts: Sequence[Cohort] = ()
    unit: int | None = None
    standing: str = ""
    name: str = ""
    sort: str = "-started"
    page: str = "1"
    whole: bool = False


@dataclass(frozen=True)
class Row:
    """One sitting in the list; `answered` of `asked` questions, `late` with a late answer that
    could be accepted."""

    attempt: Attempt
    standing: str
    asked: int = 0
    answered: int = 0
    late: int = 0
    saved_at: datetime | None = None

    @property
    def words(self) -> str:
        """The standing in words."""
        return str(Standing(self.standing).label)


@dataclass(frozen=True)
class Overview:
    """The list: a page of rows, how many there are of each standing, who has not begun."""

    as_of: datetime
    page: "Page[Attempt]"
    rows: list[Row]
    counts: list[tuple[Standing, int]]
    absent: list[Enrolment] = field(default_factory=list)

    @property
    def sittings(self) -> int:
        """How many sittings there are in all, of whatever standing."""
        return sum(n for standing, n in self.counts if standing != Standing.NONE)


def standing_of(attempt: Attempt, now: datetime) -> Standing:
    """How one sitting stands at a moment."""
    if attempt.state == State.INPROGRESS:
        return Standing.OVERDUE if is_over(attempt, now) else Standing.OPEN
    if attempt.state == State.SUBMITTED:
        return Standing.WAITING if attempt.awaits_marker else Standing.MARKING
    return Standing.FINISHED if attempt.state == State.FINISHED else Standing.ABANDONED


def _with_standing(sittings: "QuerySet[Any]", now: datetime) -> "QuerySet[Any]":
    """The same in SQL, as a column."""
    over = Q(state=State.INPROGRESS, due_at__lt=now - GRACE)
    waits = Q(state=State.SUBMITTED, awaits_marker=True)
    return sittings.annotate(
        standing=Case(
            When(over, then=Value(Standing.OVERDUE.value)),
            When(state=State.INPROGRESS, then=Value(Standing.OPEN.value)),
            When(waits, then=Value(Standing.WAITING.value)),
            When(state=State.SUBMITTED, then=Value(Standing.MARKING.value)),
            When(state=State.FINISHED, then=Value(Standing.FINISHED.value)),
            default=Value(Standing.ABANDONED.value),
        )
    )


def overview(
    *, sittings: "QuerySet[Attempt]", quiz: Quiz, wanted: Wanted, now: datetime
) -> Overview:
    """One page of the sittings that staff may see (`sittings`), as asked for. Six queries."""
    found = _with_standing(_narrowed(sittings, "enrolment__", wanted), now)
    counts = dict(found.order_by().values_list("standing").annotate(n=Count("pk")))
    absent = _absent(quiz, wanted)
    counts[Standing.NONE.value] = len(absent)
    if wanted.standing:
        found = found.filter(standing=wanted.standing)
    ordered = found.select_related(
        "learner", "enrolment__unit", "enrolment__group", "enrolment__cohort"
    ).order_by(*_order(wanted.sort))
    page = Paginator(ordered, AT_MOST if wanted.whole else PER_PAGE).get_page(wanted.page)
    return Overview(
        as_of=now,
        page=page,
        rows=_rows(list(page.object_list), now),
        counts=[(one, counts.get(one.value, 0)) for one in Standing],
        absent=absent if wanted.standing in ("", Standing.NONE) else [],
    )


def _narrowed(rows: "QuerySet[Any]", place: str, wanted: Wanted) -> "QuerySet[Any]":
    """Rows narrowed by class, unit or group, and name or number; `place` leads to the enrolment."""
    if wanted.cohorts:
        rows = rows.filter(**{f"{place}cohort__in": wanted.cohorts})
    if wanted.unit:
        rows = rows.filter(
            Q(**{f"{place}unit_id": wanted.unit}) | Q(**{f"{place}group_id": wanted.unit})
        )
    if name := wanted.name.strip():
        rows = rows.filter(Q(learner__name__icontains=name) | Q(learner__number__icontains=name))
    return rows


def _order(sort: str) -> list[Any]:
    backwards, name = sort.startswith("-"), sort.removeprefix("-")
    columns = SORTS.get(name, SORTS["started"])
    ordered = [F(column) for column in columns]
    last = ["learner__name", "learner_id", "number"]
    if backwards:
        return [*(column.desc(nulls_last=True) for column in ordered), *last]
    return [*(column.asc(nulls_last=True) for column in ordered), *last]


def _absent(quiz: Quiz, wanted: Wanted) -> list[Enrolment]:
    """The people of the classes who have no sitting of the quiz. One query."""
    begun = Attempt.objects.filter(learner_id=OuterRef("learner_id"), quiz=quiz)
    rows = Enrolment.objects.filter(
        cohort__in=wanted.cohorts, status=Enrolment.Status.ACTIVE
    ).exclude(Exists(begun))
    return list(
        _narrowed(rows, "", wanted)
        .select_related("learner", "unit", "group", "cohort")
        .order_by("unit__order", "unit__name", "learner__name")[:AT_MOST]
    )


def _rows(attempts: list[Attempt], now: datetime) -> list[Row]:
    """Two queries for all of them."""
    mine: dict[str, Any] = {
        "learner_id__in": {one.learner_id for one in attempts},
        "attempt__in": attempts,
    }
    asked = dict(
        AttemptItem.objects.filter(**mine)
        .order_by()
        .values_list("attempt_id")
        .annotate(n=Count("pk"))
    )
    told = _answers_by_attempt(mine)
    return [
        Row(
            attempt=one,
            standing=standing_of(one, now),
            asked=asked.get(one.pk, 0),
            **told.get(one.pk, Tally()).figures(),
        )
        for one in attempts
    ]


def is_filled(payload: dict[str, object]) -> bool:
    """Whether there is an answer in it: a question whose answer was taken back is open again."""
    for value in payload.values():
        if isinstance(value, list):
            if any(is_filled(v) if isinstance(v, dict) else v not in (None, "") for v in value):
                return True
        elif value not in (None, "", {}):
            return True
    return False


@dataclass
class Tally:
    """What is kept of one sitting: by question the standing answer's step and whether it is filled,
    and the newest late one's step."""

    filled: dict[UUID, tuple[int, bool]] = field(default_factory=dict)
    late: dict[UUID, int] = field(default_factory=dict)
    saved_at: datetime | None = None

    def add(self, item: UUID, step: int, late: bool, payload: dict[str, object]) -> None:
        """Take in the newest answer, late or in time, of one question."""
        if late:
            self.late[item] = step
        else:
            self.filled[item] = (step, is_filled(payload))

    def figures(self) -> dict[str, Any]:
        """The fields of a Row that follow."""
        waiting = [
            item for item, step in self.late.items() if step > self.filled.get(item, (0, False))[0]
        ]
        return {
            "answered": sum(filled for _step, filled in self.filled.values()),
            "late": len(waiting),
            "saved_at": self.saved_at,
        }


def _answers_by_attempt(mine: dict[str, Any]) -> dict[UUID, Tally]:
    """At most two rows for each question: the newest answer in time and the newest late one."""
    newest = (
        Response.objects.filter(**mine, current=True)
        .annotate(
            place=Over(
                RowNumber(), partition_by=[F("item_id"), F("late")], order_by=F("step").desc()
            )
        )
        .filter(place=1)
        .order_by()
        .values_list("attempt_id", "item_id", "step", "late", "payload", "saved_at")
    )
    tallies: dict[UUID, Tally] = {}
    for attempt, item, step, late, payload, saved_at in newest:
        tally = tallies.setdefault(attempt, Tally())
        tally.add(item, step, late, payload)
        tally.saved_at = max(filter(None, (tally.saved_at, saved_at)))
    return tallies


def classes(cohorts: "QuerySet[Cohort]", today: date) -> list[Cohort]:
    """The classes, the one that began last first and those still to come at the end. One query."""
    return sorted(
        cohorts, key=lambda one: (one.starts_on > today, abs(today - one.starts_on), one.pk)
    )


def units_of(cohorts: Iterable[Cohort]) -> list[Organisation]:
    """The townships and groups from which the classes' people come. One query."""
    here = Enrolment.objects.filter(cohort__in=list(cohorts))
    return list(
        Organisation.objects.filter(
            Q(pk__in=here.values("unit_id")) | Q(pk__in=here.exclude(group=None).values("group_id"))
        )
    )
