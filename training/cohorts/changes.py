"""Changes of a timetable, worked out before anything is written. Pure: rows in, steps out.

A step says of one session how it stood and how it is to stand, so that a change can be shown before
it is made, told to people afterwards, and taken back. As JSON, in TimetableChange.steps:
`{"scheduled", "code", "before": slot, "after": slot}`, a slot being `{"starts_at", "ends_at",
"place", "guest", "trainers": [user id], "cancelled", "why"}` with moments in ISO 8601.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

NOON, EVENING = time(12), time(18)
MORNING, AFTERNOON, NIGHT = "am", "pm", "eve"
PARTS = {
    MORNING: gettext_lazy("上午"),
    AFTERNOON: gettext_lazy("下午"),
    NIGHT: gettext_lazy("晚上"),
}
# Where nothing else in the class tells when a half-day begins.
USUAL = {MORNING: time(8, 30), AFTERNOON: time(14), NIGHT: time(19)}


@dataclass(frozen=True, order=True)
class Half:
    """A half-day: a date and its part."""

    day: date
    part: str

    @property
    def part_name(self) -> str:
        """Its part in words."""
        return str(PARTS[self.part])


@dataclass(frozen=True)
class Slot:
    """When, where and with whom a session is held."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""
    guest: str = ""
    trainers: frozenset[str] = frozenset()
    cancelled: bool = False
    why: str = ""

    @property
    def day(self) -> date:
        """The date it is held on, by the site's clock."""
        return local(self.starts_at).date()

    @property
    def half(self) -> Half:
        """The half-day it begins in."""
        begins = local(self.starts_at).time()
        part = MORNING if begins < NOON else AFTERNOON if begins < EVENING else NIGHT
        return Half(self.day, part)

    def at(self, starts_at: datetime) -> "Slot":
        """The same as long, beginning at another moment."""
        return replace(
            self, starts_at=starts_at, ends_at=starts_at + (self.ends_at - self.starts_at)
        )

    def overlaps(self, other: "Slot") -> bool:
        """Whether both are held at one moment; a cancelled one never is."""
        if self.cancelled or other.cancelled:
            return False
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "place": self.place,
            "guest": self.guest,
            "trainers": sorted(self.trainers),
            "cancelled": self.cancelled,
            "why": self.why,
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Slot":
        """From JSON."""
        return cls(
            starts_at=datetime.fromisoformat(told["starts_at"]),
            ends_at=datetime.fromisoformat(told["ends_at"]),
            place=told["place"],
            guest=told["guest"],
            trainers=frozenset(told["trainers"]),
            cancelled=told["cancelled"],
            why=told["why"],
        )


@dataclass(frozen=True)
class Entry:
    """A session on a class's timetable."""

    pk: int
    code: str
    title: str
    number: int
    """The day of the programme it belongs to."""
    slot: Slot
    required: bool = False

    @property
    def name(self) -> str:
        """How it is called in a message."""
        return f"{self.code} {self.title}"


@dataclass(frozen=True)
class Step:
    """What changes of one session."""

    scheduled: int
    code: str
    before: Slot
    after: Slot

    @property
    def moves(self) -> bool:
        """Whether it is held at another time."""
        return self.before.starts_at != self.after.starts_at or (
            self.before.ends_at != self.after.ends_at
        )

    @property
    def changes_place(self) -> bool:
        """Whether it is held elsewhere."""
        return self.before.place != self.after.place

    @property
    def is_news(self) -> bool:
        """Whether people who know the timetable must be told: something known has changed. A room
        or a trainer named for the first time is no change to them."""
        renamed = self.changes_place and bool(self.before.place)
        taught = bool(self.before.trainers or self.before.guest) and (
            (self.before.trainers, self.before.guest) != (self.after.trainers, self.after.guest)
        )
        return self.moves or renamed or taught or self.before.cancelled != self.after.cancelled

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "scheduled": self.scheduled,
            "code": self.code,
            "before": self.before.told(),
            "after": self.after.told(),
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Step":
        """From JSON."""
        return cls(
            scheduled=told["scheduled"],
            code=told["code"],
            before=Slot.read(told["before"]),
            after=Slot.read(told["after"]),
        )


def local(moment: datetime) -> datetime:
    """A moment as the site's clock shows it."""
    return timezone.localtime(moment, timezone.get_default_timezone())


def moment_of(day: date, at: time) -> datetime:
    """The moment at which the site's clock shows this."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


def steps_of(entries: Iterable[tuple[Entry, Slot]]) -> list[Step]:
    """The steps that make entries stand as given; those that change nothing are left out."""
    return [
        Step(entry.pk, entry.code, entry.slot, after)
        for entry, after in entries
        if after != entry.slot
    ]


def moved(entry: Entry, *, starts_at: datetime, place: str | None = None) -> list[Step]:
    """One session at another time, as long as it was; at another place where one is named."""
    after = entry.slot.at(starts_at)
    return steps_of([(entry, after if place is None else replace(after, place=place))])


def swapped(table: Sequence[Entry], one: Entry, other: Entry) -> list[Step]:
    """Two sessions change places; rooms and trainers stay with their sessions. Twice is as it was.

    Within one half-day the sessions from the one to the other are laid anew, with the breaks where
    they were, so that a longer one does not run into the next.
    """
    first, last = sorted((one, other), key=lambda entry: entry.slot.starts_at)
    if first.slot.half == last.slot.half:
        between = _between(table, first, last)
        if not any(a.slot.ends_at > b.slot.starts_at for a, b in pairwise(between)):
            return _laid(between, [last, *between[1:-1], first])
    return steps_of(
        [
            (first, first.slot.at(last.slot.starts_at)),
            (last, last.slot.at(first.slot.starts_at)),
        ]
    )


def _between(table: Sequence[Entry], first: Entry, last: Entry) -> list[Entry]:
    held = [
        entry
        for entry in table
        if not entry.slot.cancelled
        and first.slot.starts_at < entry.slot.starts_at < last.slot.starts_at
    ]
    return [first, *sorted(held, key=lambda entry: entry.slot.starts_at), last]


def _laid(before: Sequence[Entry], after: Sequence[Entry]) -> list[Step]:
    """One after the other in a new order, from the same beginning, with the same breaks."""
    breaks = [later.slot.starts_at - earlier.slot.ends_at for earlier, later in pairwise(before)]
    at, told = before[0].slot.starts_at, []
    for entry, rest in zip(after, [*breaks, timedelta()], strict=True):
        told.append((entry, entry.slot.at(at)))
        at += (entry.slot.ends_at - entry.slot.starts_at) + rest
    return steps_of(told)


def held_in(table: Iterable[Entry], half: Half) -> list[Entry]:
    """The sessions of a half-day in order; cancelled ones are none."""
    held = [one for one in table if one.slot.half == half and not one.slot.cancelled]
    return sorted(held, key=lambda entry: entry.slot.starts_at)


def usual_begin(table: Iterable[Entry], part: str) -> time:
    """When such a half-day usually begins in the class: as its first session of that part."""
    begins = [local(one.slot.starts_at).time() for one in table if one.slot.half.part == part]
    return min(begins, default=USUAL[part])


def half_moved(
    table: Sequence[Entry], source: Half, target: Half, *, begins: time | None = None
) -> list[Step]:
    """Everything of a half-day goes to another, with its breaks, beginning when told or when such
    a half-day usually begins."""
    held = held_in(table, source)
    if not held:
        return []
    begin = begins or usual_begin(table, target.part)
    if begins is None and target.part == source.part:
        begin = local(held[0].slot.starts_at).time()
    shift = moment_of(target.day, begin) - held[0].slot.starts_at
    return steps_of((entry, entry.slot.at(entry.slot.starts_at + shift)) for entry in held)


def halves_swapped(table: Sequence[Entry], one: Half, other: Half) -> list[Step]:
    """Two half-days change places, each beginning when the other began. Twice is as it was. With
    an empty one it is a move."""
    here, there = held_in(table, one), held_in(table, other)
    if not here:
        return half_moved(table, other, one)
    if not there:
        return half_moved(table, one, other)
    shift = there[0].slot.starts_at - here[0].slot.starts_at
    return steps_of(
        [
            *((entry, entry.slot.at(entry.slot.starts_at + shift)) for entry in here),
            *((entry, entry.slot.at(entry.slot.starts_at - shift)) for entry in there),
        ]
    )


def shifted(table: Iterable[Entry], dates: Sequence[date]) -> list[Step]:
    """The whole class on other dates: every session keeps its time of the day, and goes to the date
    of its programme day (the first date is that of day 1)."""
    return steps_of(
        (
            entry,
            entry.slot.at(moment_of(dates[entry.number - 1], local(entry.slot.starts_at).time())),
        )
        for entry in table
    )


def cancelled(entry: Entry, *, why: str) -> list[Step]:
    """One session is not held."""
    return steps_of([(entry, replace(entry.slot, cancelled=True, why=why))])


def restored(entry: Entry) -> list[Step]:
    """A cancelled session is held after all, where and when it stood."""
    return steps_of([(entry, replace(entry.slot, cancelled=False, why=""))])


@dataclass(frozen=True)
class Post:
    """Where and with whom."""

    place: str
    guest: str
    trainers: frozenset[str]


def assigned(table: Iterable[Entry], posts: Mapping[int, Post]) -> list[Step]:
    """Rooms and trainers, by session."""
    return steps_of(
        (
            entry,
            replace(entry.slot, place=post.place, guest=post.guest, trainers=post.trainers),
        )
        for entry in table
        if (post := posts.get(entry.pk))
    )


def taken_back(steps: Iterable[Step]) -> list[Step]:
    """The same the other way round."""
    return [Step(step.scheduled, step.code, step.after, step.before) for step in steps]


def after_steps(table: Iterable[Entry], steps: Iterable[Step]) -> list[Entry]:
    """The timetable as it would stand, in order."""
    new = {step.scheduled: step.after for step in steps}
    stands = [replace(entry, slot=new.get(entry.pk, entry.slot)) for entry in table]
    return sorted(stands, key=lambda entry: (entry.slot.starts_at, entry.pk))
