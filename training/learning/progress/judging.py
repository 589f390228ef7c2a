"""The pure half of completion: what a set of statements means for one enrolment. No database here.

A verdict is a function of the statements it may rest on, the requirement versions and the credit
window, so neither order nor repeats of arrival can change it. States are kept apart in `Done.how`:
attended, completed, passed (her own evidence), waived, overridden (acts of the office).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

OWN = ("attended", "completed", "passed")
WAIVED, OVERRIDDEN, VOIDED = "waived", "overridden", "voided"
OF_STAFF = (WAIVED, OVERRIDDEN)


class Ground(NamedTuple):
    """A statement that a verdict may rest on, or one that takes it back."""

    statement_id: UUID
    verb: str
    activity: str
    effective_at: datetime
    stored_at: datetime
    registration: UUID | None
    completion: bool | None
    context: Mapping[str, Any]
    voids: UUID | None

    @property
    def ways(self) -> frozenset[str]:
        """The activities for which an act of the office speaks."""
        return frozenset([self.activity, *self.context.get("ways", ())])


@dataclass(frozen=True)
class Window:
    """Evidence counts from `start` (inclusive) to `end` (exclusive)."""

    start: datetime
    end: datetime

    def admits(self, at: datetime | None) -> bool:
        """Whether a moment lies inside."""
        return at is not None and self.start <= at < self.end


@dataclass(frozen=True)
class Requirement:
    """A requirement version as the judge reads it."""

    number: int
    valid_from: datetime
    items: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Done:
    """How and when an item was done, and the statements this rests on, the decisive one first."""

    how: str
    at: datetime
    ids: tuple[UUID, ...]
    activity: str = ""
    kept: Ground | None = None
    """A later mark below the pass mark which took nothing back: the dated note."""


@dataclass(frozen=True)
class Verdict:
    """What is required now, what of it is done and by what, and since when all of it was."""

    number: int
    required: int
    done: tuple[str, ...]
    satisfied_at: datetime | None
    satisfied_version: int | None = None
    by_item: Mapping[str, Done] = field(default_factory=dict)
    lost: Mapping[str, Ground] = field(default_factory=dict)
    """By item that is not done: the voiding of what once did it."""
    denied: Mapping[str, Ground] = field(default_factory=dict)
    """By item that is not done: the ruling of the office that it is not."""
    ruling: Ground | None = None
    """The ruling of the office over the whole verdict, if one is in force."""


def _order(ground: Ground) -> tuple[datetime, datetime, int, str]:
    # Rulings of one moment are numbered; for everything else any fixed order will do.
    number = int(ground.context.get("number", 0))
    return ground.effective_at, ground.stored_at, number, str(ground.statement_id)


class Book:
    """The statements about one person as one enrolment reads them."""

    def __init__(self, grounds: Iterable[Ground], registration: UUID, window: Window) -> None:
        distinct = {ground.statement_id: ground for ground in grounds}
        voiding = {ground.voids: ground for ground in distinct.values() if ground.voids}
        self.window = window
        self.own: dict[str, list[Ground]] = defaultdict(list)
        self.kept: dict[str, list[Ground]] = defaultdict(list)
        self.taken: dict[str, list[Ground]] = defaultdict(list)
        self.waivers: list[Ground] = []
        self.rulings: list[Ground] = []
        for ground in sorted(distinct.values(), key=_order):
            if ground.voids:
                continue
            if taken_by := voiding.get(ground.statement_id):
                if ground.verb in OWN and window.admits(ground.effective_at):
                    self.taken[ground.activity].append(taken_by)
            elif ground.verb in OF_STAFF:
                self._act(ground, registration)
            else:
                self._evidence(ground)

    def _act(self, ground: Ground, registration: UUID) -> None:
        """A waiver or a ruling is about one enrolment, whenever it was written."""
        if ground.registration == registration:
            (self.waivers if ground.verb == WAIVED else self.rulings).append(ground)

    def _evidence(self, ground: Ground) -> None:
        if ground.context.get("pass_kept"):
            self.kept[ground.activity].append(ground)
        if self.window.admits(ground.effective_at):
            self.own[ground.activity].append(ground)

    def ruling_on(self, activities: Iterable[str]) -> Ground | None:
        """The newest ruling that speaks for one of the activities."""
        wanted = set(activities)
        return next((one for one in reversed(self.rulings) if one.ways & wanted), None)

    def _ways_done(self, item: Mapping[str, Any]) -> Iterable[Done]:
        for way in item["ways"]:
            for ground in self.own[way["activity"]]:
                if meets(ground, way["how"]):
                    yield Done(
                        way["how"], ground.effective_at, (ground.statement_id,), ground.activity
                    )
                    break  # they are in order: the first is the earliest

    def _waived(self, item: Mapping[str, Any]) -> Iterable[Done]:
        wanted = {way["activity"] for way in item["ways"]}
        for ground in self.waivers:
            if ground.ways & wanted:
                earlier = tuple(UUID(one) for one in ground.context.get("earlier", ()))
                ids = (ground.statement_id, *earlier)
                yield Done(WAIVED, ground.effective_at, ids, ground.activity)

    def done(self, item: Mapping[str, Any]) -> Done | None:
        """How an item was first done. A ruling that it is not done goes before everything."""
        ruling = self.ruling_on(way["activity"] for way in item["ways"])
        found = [*self._ways_done(item), *self._waived(item)]
        if ruling is not None:
            if not ruling.context.get("done"):
                return None
            found.append(Done(OVERRIDDEN, ruling.effective_at, (ruling.statement_id,)))
        if not found:
            return None
        first = min(found, key=lambda one: one.at)
        return replace(first, kept=self._kept(first))

    def _kept(self, done: Done) -> Ground | None:
        return max(self.kept.get(done.activity, ()), key=_order, default=None)

    def lost(self, item: Mapping[str, Any]) -> Ground | None:
        """The newest voiding of evidence that would have done the item."""
        gone = [one for way in item["ways"] for one in self.taken.get(way["activity"], ())]
        return max(gone, key=_order, default=None)


def meets(ground: Ground, how: str) -> bool:
    """Whether a statement says that its activity was done in this way. Failing never undoes
    a pass (cmi5)."""
    return ground.verb == how or (how == "completed" and bool(ground.completion))


def _since(
    requirement: Requirement, until: datetime | None, done: Mapping[str, Done | None]
) -> datetime | None:
    """When everything a version asked for was done, if that was while the version was in force."""
    found = [done[item["code"]] for item in requirement.items]
    if not found or any(one is None for one in found):
        return None
    latest = max([requirement.valid_from, *(one.at for one in found if one is not None)])
    return latest if until is None or latest < until else None


def judge(versions: Sequence[Requirement], book: Book, whole: str = "") -> Verdict:
    """The verdict over one set of items, by all its requirement versions in order.

    The share done is that of the newest version: required now ∩ done, never above all of it.
    Satisfied is satisfied: a version met while it was in force is not taken back by a later one.
    A version first written after the evidence counts from the evidence's own moment only if it is
    the first. `whole` is the activity of the programme, over which the office may rule.
    """
    grounded = [replace(versions[0], valid_from=book.window.start), *versions[1:]]
    satisfied: list[tuple[datetime, int]] = []
    done: dict[str, Done | None] = {}
    for index, version in enumerate(grounded):
        done = {item["code"]: book.done(item) for item in version.items}
        until = grounded[index + 1].valid_from if index + 1 < len(grounded) else None
        if moment := _since(version, until, done):
            satisfied.append((moment, version.number))
    newest = grounded[-1]
    missing = [item for item in newest.items if done[item["code"]] is None]
    at, number = min(satisfied, default=(None, None))
    verdict = Verdict(
        number=newest.number,
        required=len(newest.items),
        done=tuple(item["code"] for item in newest.items if done[item["code"]]),
        satisfied_at=at,
        satisfied_version=number,
        by_item={code: one for code, one in done.items() if one is not None},
        lost={item["code"]: gone for item in missing if (gone := book.lost(item))},
        denied={item["code"]: said for item in missing if (said := _denial(book, item))},
    )
    ruling = book.ruling_on([whole]) if whole else None
    return _ruled(verdict, ruling, grounded) if ruling else verdict


def _denial(book: Book, item: Mapping[str, Any]) -> Ground | None:
    return book.ruling_on(way["activity"] for way in item["ways"])


def _ruled(verdict: Verdict, ruling: Ground, versions: Sequence[Requirement]) -> Verdict:
    """The verdict under a ruling of the office over the whole. Given: since the ruling, under the
    version then in force, or since she met everything if that was earlier. Withdrawn: whatever the
    evidence says."""
    if not ruling.context.get("done"):
        return replace(verdict, satisfied_at=None, satisfied_version=None, ruling=ruling)
    given = ruling.effective_at
    if verdict.satisfied_at is not None and verdict.satisfied_at <= given:
        return replace(verdict, ruling=ruling)
    in_force = [version.number for version in versions if version.valid_from <= given]
    number = max(in_force, default=versions[0].number)
    return replace(verdict, satisfied_at=given, satisfied_version=number, ruling=ruling)
