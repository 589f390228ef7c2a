"""The one query object behind the statistics pages, the Excel and the CSV."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cms.core.language import in_readers_language, localised
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.selectors import cohorts_of, requirement_versions
from training.insight.definitions import MARKS, State, due_codes, percent, state_of
from training.learning.models import CourseProgress
from training.people.access import Scope
from training.people.models import Organisation

UNITS = (Organisation.Kind.TOWNSHIP, Organisation.Kind.STREET)
NO_GROUP = 0
K = TypeVar("K")
FIRST_TERM = {"yes": True, "no": False, "unknown": None}


@dataclass(frozen=True)
class Filters:
    """What was asked for beside the class; None means everything. `group` and `delegation` 0 are
    nobody's; `missing` is the code of a required item; `name` a part of a name or number."""

    unit: int | None = None
    delegation: int | None = None
    group: int | None = None
    first_term: str | None = None
    state: str | None = None
    missing: str | None = None
    name: str | None = None
    learner_id: UUID | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything at all is left out."""
        return self != Filters()


@dataclass(frozen=True)
class Item:
    """A required item, and whether its session is over for this class."""

    code: str
    title: str
    title_en: str
    day: int
    ways: tuple[dict[str, str], ...]
    ends_at: datetime | None
    due: bool

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return localised(self, "title")


class Place(NamedTuple):
    """Somebody's place in a class, by the names that a query of enrolments has for its fields."""

    pk: UUID
    learner_id: UUID
    learner__name: str
    learner__username: str
    learner__number: str | None
    learner__is_active: bool
    enrolled_at: datetime
    unit_id: int
    group_id: int | None
    delegation_id: int | None
    first_term: bool | None


class Verdict(NamedTuple):
    """What the verdict over the programme says of a place, by the names of its fields."""

    enrolment_id: UUID
    done_codes: Sequence[str]
    satisfied_at: datetime | None
    last_at: datetime | None


NO_VERDICT = Verdict(UUID(int=0), (), None, None)


@dataclass(frozen=True)
class PersonRow:
    """A person in the class, and where she stands."""

    enrolment_id: UUID
    learner_id: UUID
    name: str
    number: str
    active: bool
    unit: Organisation
    group: Organisation | None
    first_term: bool | None
    required: int
    done_codes: frozenset[str]
    missing: tuple[Item, ...]
    state: State
    last_at: datetime | None
    finished_at: datetime | None
    delegation: Organisation | None = None

    @property
    def done(self) -> int:
        """How many of the items required now are done."""
        return len(self.done_codes)

    @property
    def mark(self) -> str:
        """The status mark that goes with the state."""
        return MARKS[self.state]

    @property
    def first_term_words(self) -> str:
        """初任, 连任 or not told."""
        return first_term_words(self.first_term)

    @property
    def missing_words(self) -> str:
        """What she still has to do, in one line."""
        told = in_readers_language([(item.title, item.title_en) for item in self.missing])
        pairs = zip(self.missing, told, strict=True)
        return _("；").join(f"{item.code} {title}" for item, title in pairs)

    @property
    def overdue(self) -> tuple[Item, ...]:
        """What she has not done although its session is over."""
        return tuple(item for item in self.missing if item.due)

    @property
    def account_words(self) -> str:
        """Whether the account is open."""
        return _("在用") if self.active else _("已停用")


@dataclass(frozen=True)
class Tally:
    """The figures of a set of people."""

    should: int = 0
    finished: int = 0
    on_track: int = 0
    behind: int = 0
    not_started: int = 0
    done: int = 0
    required: int = 0

    @property
    def share(self) -> int | None:
        """The percentage finished; None for nobody."""
        return percent(self.finished, self.should)

    @property
    def done_share(self) -> int | None:
        """The percentage of required items done; None when nothing is required of anybody."""
        return percent(self.done, self.required)


@dataclass(frozen=True)
class Line:
    """The figures of one unit, group or kind of term. `key` goes into addresses."""

    key: Any
    name: str
    tally: Tally


@dataclass(frozen=True)
class Completion:
    """Everything the statistics show of one class, as of one moment."""

    scope: Scope
    cohort: Cohort
    as_of: datetime
    filters: Filters
    items: tuple[Item, ...]
    people: tuple[PersonRow, ...]
    all_units: tuple[Organisation, ...] = field(repr=False)

    @property
    def clock(self) -> datetime:
        """The moment by which the class's timetable was read."""
        return self.cohort.clock(self.as_of)

    @cached_property
    def total(self) -> Tally:
        """The figures of everybody asked for."""
        return tally(self.people)

    @cached_property
    def units(self) -> tuple[Line, ...]:
        """By township; those that sent nobody are shown too, unless something was filtered."""
        expected = () if self.filters.narrows else self.all_units
        rows = _split(self.people, lambda row: row.unit, expected)
        return tuple(Line(unit.pk, str(unit), tally(people)) for unit, people in rows.items())

    @cached_property
    def delegations(self) -> tuple[Line, ...]:
        """By delegation in their order; people without one come last."""
        return self._besides(lambda row: row.delegation, _("没有代表团"))

    @cached_property
    def groups(self) -> tuple[Line, ...]:
        """By study group in their order; people without one come last."""
        return self._besides(lambda row: row.group, _("未分组"))

    def _besides(
        self, part_of: Callable[[PersonRow], Organisation | None], nobody: str
    ) -> tuple[Line, ...]:
        rows = _split(self.people, part_of)
        ordered = sorted(
            rows, key=lambda part: (part is None, *((part.order, part.name) if part else ()))
        )
        return tuple(
            Line(part.pk if part else NO_GROUP, str(part or nobody), tally(rows[part]))
            for part in ordered
        )

    @cached_property
    def first_terms(self) -> tuple[Line, ...]:
        """First-term deputies, re-elected ones, and those of whom it is not known."""
        rows = _split(self.people, lambda row: row.first_term)
        return tuple(
            Line(key, first_term_words(value), tally(rows[value]))
            for key, value in FIRST_TERM.items()
            if value in rows
        )


def first_term_words(value: bool | None) -> str:
    """First term in words."""
    if value is None:
        return _("未填写")
    return _("初任") if value else _("连任")


def tally(people: Iterable[PersonRow]) -> Tally:
    """Count a set of people."""
    rows = list(people)
    count = {state: sum(row.state == state for row in rows) for state in State}
    return Tally(
        should=len(rows),
        finished=count[State.FINISHED],
        on_track=count[State.ON_TRACK],
        behind=count[State.BEHIND],
        not_started=count[State.NOT_STARTED],
        done=sum(row.done for row in rows),
        required=sum(row.required for row in rows),
    )


def _split(
    people: Iterable[PersonRow], key: Callable[[PersonRow], K], expected: Iterable[K] = ()
) -> dict[K, list[PersonRow]]:
    rows: dict[K, list[PersonRow]] = {wanted: [] for wanted in expected}
    for row in people:
        rows.setdefault(key(row), []).append(row)
    return rows


def cohorts_in(scope: Scope) -> list[Cohort]:
    """The classes whose statistics may be asked for, newest first. One query."""
    return cohorts_of(scope.congress)


def newest_begun(cohorts: list[Cohort], today: date) -> Cohort | None:
    """The class shown when none was named: the newest that has begun, else the next to begin."""
    begun = [cohort for cohort in cohorts if cohort.starts_on <= today]
    return begun[0] if begun else (cohorts[-1] if cohorts else None)


def organisations_in(scope: Scope) -> list[Organisation]:
    """The units of a scope, and the delegations and groups of its congress. One query."""
    found = scope.congress.organisations.filter(kind__in=[*UNITS, *Organisation.BESIDE])
    return [o for o in found if o.kind in Organisation.BESIDE or scope.covers(o.pk)]


def items_of(cohort: Cohort, now: datetime) -> tuple[Item, ...]:
    """What the class's programme requires now, and what of it is due. Two queries."""
    versions = requirement_versions(cohort.programme_id)
    timetable = list(cohort.timetable.order_by().values_list("session__code", "ends_at"))
    return items_by(versions[-1].items if versions else (), timetable, cohort.clock(now))


def items_by(
    required: Sequence[dict[str, Any]], timetable: Sequence[tuple[str, datetime]], clock: datetime
) -> tuple[Item, ...]:
    """The required items as a class has them, by the end of each of its sessions and its clock."""
    due, ends = due_codes(timetable, clock), dict(timetable)
    # What is no session, such as a draft, is due when the last session is over.
    last = max(ends.values(), default=None)
    over = last is not None and last <= clock
    return tuple(
        Item(
            code=item["code"],
            title=item["title"],
            title_en=item["title_en"],
            day=item["day"],
            ways=tuple(item["ways"]),
            ends_at=ends.get(item["code"], last),
            due=item["code"] in due or (over and item["code"] not in ends),
        )
        for item in required
    )


def enrolled_in(scope: Scope, cohort: Cohort, filters: Filters) -> QuerySet[Enrolment]:
    """Who is in a class, of those asked for by unit, delegation, group, term, name or person."""
    enrolled = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
    if scope.units is not None:
        enrolled = enrolled.filter(unit__in=scope.units)
    if filters.unit is not None:
        enrolled = enrolled.filter(unit=filters.unit)
    if filters.delegation is not None:
        enrolled = enrolled.filter(delegation=filters.delegation or None)
    if filters.name:
        named = Q(learner__name__icontains=filters.name)
        enrolled = enrolled.filter(named | Q(learner__number__istartswith=filters.name))
    if filters.group is not None:
        enrolled = enrolled.filter(group=filters.group or None)
    if filters.first_term is not None:
        enrolled = enrolled.filter(first_term=FIRST_TERM[filters.first_term])
    if filters.learner_id is not None:
        enrolled = enrolled.filter(learner=filters.learner_id)
    return enrolled


def completion(
    *, scope: Scope, cohort: Cohort, now: datetime, filters: Filters | None = None
) -> Completion:
    """Who of a scope stands where in a class. Five queries, however many people there are."""
    asked = filters or Filters()
    items = items_of(cohort, now)
    enrolled = enrolled_in(scope, cohort, asked)
    roll = Roll(items, {o.pk: o for o in cohort.congress.organisations.all()})
    verdicts = verdicts_of(enrolled.values("pk"))
    ordered = enrolled.order_by("unit__order", "unit__name", "learner__number", "learner__username")
    rows = (roll.row(place, verdicts.get(place.pk)) for place in places_of(ordered))
    return Completion(
        scope=scope,
        cohort=cohort,
        as_of=now,
        filters=asked,
        items=items,
        people=tuple(row for row in rows if _wanted(row, asked)),
        all_units=tuple(
            o for o in roll.organisations.values() if o.kind in UNITS and scope.covers(o.pk)
        ),
    )


def _wanted(row: PersonRow, asked: Filters) -> bool:
    """Whether a person is among those asked for by state and missing item."""
    if asked.state not in (None, row.state):
        return False
    return asked.missing is None or any(item.code == asked.missing for item in row.missing)


def places_of(enrolled: "QuerySet[Enrolment]") -> Iterator[Place]:
    """Some enrolments with their people, in their order. One query."""
    return map(Place._make, enrolled.values_list(*Place._fields))


def verdicts_of(places: Any) -> dict[UUID, Verdict]:
    """The verdicts over the programme of some enrolments, by enrolment. One query."""
    found = CourseProgress.objects.filter(whole=True, enrolment__in=places)
    told = map(Verdict._make, found.order_by().values_list(*Verdict._fields))
    return {one.enrolment_id: one for one in told}


class Roll:
    """What the rows of a class have in common: the items required, and the congress's parts."""

    def __init__(self, items: tuple[Item, ...], organisations: dict[int, Organisation]) -> None:
        self.items = items
        self.organisations = organisations
        self._codes = frozenset(item.code for item in items)
        self._due = tuple(item.code for item in items if item.due)

    def row(self, place: Place, verdict: Verdict | None) -> PersonRow:
        """Where one person stands. No query."""
        told = verdict or NO_VERDICT
        begun = told.last_at and told.last_at >= place.enrolled_at
        last_at = told.last_at if begun else None
        done = self._codes.intersection(told.done_codes)
        part = self.organisations.get
        return PersonRow(
            enrolment_id=place.pk,
            learner_id=place.learner_id,
            name=place.learner__name or place.learner__username,
            number=place.learner__number or place.learner__username,
            active=place.learner__is_active,
            unit=self.organisations[place.unit_id],
            group=part(place.group_id) if place.group_id else None,
            delegation=part(place.delegation_id) if place.delegation_id else None,
            first_term=place.first_term,
            required=len(self.items),
            done_codes=done,
            missing=tuple([item for item in self.items if item.code not in done]),
            state=state_of(
                satisfied_at=told.satisfied_at, done=done, due=self._due, last_at=last_at
            ),
            last_at=last_at,
            finished_at=told.satisfied_at,
        )
