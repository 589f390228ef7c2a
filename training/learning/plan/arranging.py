"""From what is missing and what there is to the items of a plan. Pure: no database, no clock.

First what has to be there anyway (what she began, what a trainer added, what stands on the plan and
still serves, what is overdue), then the shortest set for what that leaves uncovered.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from training.learning.mastery.adaptive import Word
from training.learning.plan.covering import Choice, cheapest, together
from training.learning.plan.models import PlanItem
from training.learning.plan.ordering import Calendar, Timed, all_before, dates, in_order

Kind = PlanItem.Kind
LAST = 999
RANKS = {Kind.LESSON: 0, Kind.CASE: 1, Kind.QUIZ: 2, Kind.CHECK: 3}


@dataclass(frozen=True)
class Offer:
    """A piece as it stands for one person on one day.

    `firsts` are the activities it asks for that are not done; `opens_on` is set while it is shut;
    `taught_on` is the day on which her class takes it, if that is still to come; `required` is what
    she has to do anyway; what `leads` comes before everything, because learning would spoil it.
    """

    activity: UUID
    kind: str
    points: frozenset[str]
    minutes: int
    done: bool = False
    firsts: frozenset[UUID] = frozenset()
    opens_on: date | None = None
    taught_on: date | None = None
    required: bool = False
    leads: bool = False

    @property
    def not_before(self) -> date | None:
        """The earliest day for it, if there is one."""
        days = [day for day in (self.opens_on, self.taught_on) if day]
        return max(days, default=None)


@dataclass(frozen=True)
class Kept:
    """An item that stands on the plan already: where, and until when."""

    position: int
    due_on: date | None
    points: frozenset[str]


@dataclass(frozen=True)
class Question:
    """Everything a plan depends on. `missing` gives the word for every point that is missing;
    `kept` stays whatever happens, `standing` as long as it serves; `points` is the order of the
    programme and `before` the prerequisites between points."""

    missing: Mapping[str, Word]
    offers: Sequence[Offer]
    calendar: Calendar
    points: Sequence[str] = ()
    before: Mapping[str, Collection[str]] = field(default_factory=dict)
    kept: Mapping[UUID, Kept] = field(default_factory=dict)
    standing: Mapping[UUID, Kept] = field(default_factory=dict)
    overdue: Collection[UUID] = ()


@dataclass(frozen=True)
class Placed:
    """An item of the plan: for which missing points, in which place, and on which day."""

    offer: Offer
    points: tuple[str, ...]
    position: int
    due_on: date
    for_others: frozenset[UUID] = frozenset()
    """The items that ask for this one; set when it is there for no point of its own."""


@dataclass(frozen=True)
class Arranged:
    """A plan, and the missing points for which there is nothing."""

    items: tuple[Placed, ...]
    uncovered: tuple[str, ...]


def _tiers(word: Word) -> tuple[Any, ...]:
    """What serves for a point, the best first. What was never learned wants to be taught; what was
    half forgotten may as well be practised. What is done is not put there again: a check never is,
    as long as its point is missing."""

    def open_now(offer: Offer) -> bool:
        return not offer.done and not offer.opens_on

    def later(offer: Offer) -> bool:
        return not offer.done

    if word == Word.LEARN:
        return (
            lambda offer: open_now(offer) and offer.kind == Kind.LESSON,
            lambda offer: later(offer) and offer.kind == Kind.LESSON,
            lambda offer: open_now(offer) and offer.kind == Kind.CASE,
            later,
        )
    return (open_now, later)


def serving(missing: Mapping[str, Word], offers: Sequence[Offer]) -> dict[str, frozenset[UUID]]:
    """For every missing point the activities that serve for it; nothing where there is nothing."""
    found: dict[str, frozenset[UUID]] = {}
    for point, word in missing.items():
        about = [offer for offer in offers if point in offer.points]
        for tier in _tiers(word):
            fit = frozenset(offer.activity for offer in about if tier(offer))
            if fit:
                found[point] = fit
                break
    return found


def arrange(question: Question) -> Arranged:
    """The plan for a question; the same for the same question."""
    offers = {offer.activity: offer for offer in question.offers}
    serves = serving(question.missing, question.offers)
    about = _about(serves)
    stay = _staying(question, offers, about)
    left = [point for point in serves if not serves[point] & stay]
    choices = _choices(offers, about, stay)
    chosen = {activity for choice in cheapest(left, choices) for activity in choice.takes}
    planned = stay | chosen
    orders = _Order(question, offers, about)
    before = {activity: orders.before(activity, planned) for activity in planned}
    order = in_order(planned, before, orders.rank)
    due = _due(question, [offers[activity] for activity in order])
    place = {point: n for n, point in enumerate(question.points)}
    items = tuple(
        Placed(
            offer=offers[activity],
            points=tuple(sorted(about.get(activity, ()), key=lambda p: (place.get(p, LAST), p))),
            position=position,
            due_on=day,
            for_others=frozenset(other for other in planned if activity in offers[other].firsts),
        )
        for position, (activity, day) in enumerate(zip(order, due, strict=True))
    )
    return Arranged(items, tuple(p for p in question.missing if p not in serves))


def _about(serves: Mapping[str, Iterable[UUID]]) -> dict[UUID, set[str]]:
    """The points for which each activity serves."""
    about: dict[UUID, set[str]] = {}
    for point, activities in serves.items():
        for activity in activities:
            about.setdefault(activity, set()).add(point)
    return about


def _staying(
    question: Question, offers: Mapping[UUID, Offer], about: Mapping[UUID, set[str]]
) -> set[UUID]:
    """What is on the plan before anything is chosen: each with what it asks for. Of two standing
    items that serve for the same points the earlier one is enough."""
    firsts = {activity: offer.firsts & offers.keys() for activity, offer in offers.items()}
    stay: set[UUID] = set()
    for activity in (*question.kept, *question.overdue):
        if activity in offers:
            stay |= together(activity, firsts)
    served = {point for activity in stay for point in about.get(activity, ())}
    by_place = sorted(question.standing, key=lambda one: question.standing[one].position)
    for activity in by_place:
        if about.get(activity, set()) - served:
            stay |= together(activity, firsts)
            served |= about[activity]
    return stay


def _choices(
    offers: Mapping[UUID, Offer], about: Mapping[UUID, set[str]], stay: Collection[UUID]
) -> list[Choice[UUID]]:
    """What may be added, in the order of the library: each with what it asks for. What she has to
    do anyway, or stands there already, costs nothing more."""
    firsts = {activity: offer.firsts & offers.keys() for activity, offer in offers.items()}
    choices = []
    for activity in offers:
        if activity in about:
            takes = together(activity, firsts)
            cost = sum(
                0 if one in stay or offers[one].required else offers[one].minutes for one in takes
            )
            covers = frozenset().union(*(about.get(one, set()) for one in takes))
            choices.append(Choice(takes, cost, covers))
    return choices


@dataclass(frozen=True)
class _Order:
    """What decides which of two planned items comes first."""

    question: Question
    offers: Mapping[UUID, Offer]
    about: Mapping[UUID, set[str]]

    @cached_property
    def _earlier(self) -> dict[str, frozenset[str]]:
        return all_before(self.question.before)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {point: n for n, point in enumerate(self.question.points)}

    @cached_property
    def _row(self) -> dict[UUID, int]:
        return {offer.activity: n for n, offer in enumerate(self.question.offers)}

    def _points(self, activity: UUID) -> Collection[str]:
        return self.about.get(activity) or self.offers[activity].points

    def _follows(self, one: UUID, first: UUID) -> bool:
        """Whether one builds upon the other, and not the other way round as well."""
        mine, its = set(self._points(one)), set(self._points(first))
        up = any(self._earlier.get(point, frozenset()) & its for point in mine)
        return up and not any(self._earlier.get(point, frozenset()) & mine for point in its)

    def _deepens(self, one: UUID, first: UUID) -> bool:
        """Whether both are about the same, and the other teaches what this one practises."""
        ranks = [RANKS[Kind(self.offers[activity].kind)] for activity in (first, one)]
        return ranks[0] < ranks[1] and bool(set(self._points(one)) & set(self._points(first)))

    def before(self, one: UUID, planned: Collection[UUID]) -> set[UUID]:
        """The planned items that have to come before one."""
        return {
            first
            for first in planned
            if first != one
            and (
                first in self.offers[one].firsts
                or self._follows(one, first)
                or self._deepens(one, first)
            )
        }

    def rank(self, activity: UUID) -> tuple[Any, ...]:
        """Beside that: what leads, the day, where it stood, then the order of the points and of the
        library."""
        today = self.question.calendar.today
        known = {**self.question.standing, **self.question.kept}.get(activity)
        day = self.offers[activity].not_before or today
        if known and known.due_on:
            day = max(known.due_on, today)
        point = min((self._place.get(p, LAST) for p in self._points(activity)), default=LAST)
        later = not self.offers[activity].leads
        return later, day, known.position if known else LAST, point, self._row[activity]


def _due(question: Question, order: Sequence[Offer]) -> list[date]:
    """The days; what stood on a later one stays there."""
    today = question.calendar.today
    stood = {**question.standing, **question.kept}
    work = []
    for offer in order:
        known = stood.get(offer.activity)
        promised = known.due_on if known and known.due_on and known.due_on >= today else None
        days = [day for day in (offer.not_before, promised) if day]
        taught = offer.taught_on is not None and offer.required
        work.append(Timed(offer.minutes, max(days, default=None), taught))
    return dates(work, question.calendar)
