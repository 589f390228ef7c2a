"""One synthetic person's week, drawn from a seed. Pure: no database here.

Half of the class's sessions are over. Of a hundred people about eight have finished, fifty-five
are on track, twenty-five behind, five have only opened something and the rest have not begun; by
township it is more or less.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

DAY = 86_400
MINUTE = 60
SHARES = {"finished": 0.08, "steady": 0.55, "behind": 0.25, "opened": 0.05, "none": 0.07}
SWING = 0.3
"""How much of the steady people of the weakest township are behind instead."""
AHEAD = 0.12
"""The share of coming items that somebody on track has done already."""
IN_ROOM = 0.8
"""Who does an item of the past did it in the room so often, else afterwards on the phone."""


@dataclass(frozen=True)
class Way:
    """How an item may be done: the activity in hexadecimal, the verb, the type of activity."""

    activity: str
    verb: str
    kind: str


@dataclass(frozen=True)
class Item:
    """A required item. Moments are seconds since 1970; without a session, the end of the last."""

    code: str
    course: str
    ways: tuple[Way, ...]
    starts: int | None
    ends: int

    @property
    def presence(self) -> Way | None:
        """The way of being there, if there is one."""
        return next((way for way in self.ways if way.verb == "attended"), None)

    @property
    def alone(self) -> Way | None:
        """The way that needs no presence, if there is one."""
        return next((way for way in self.ways if way.verb != "attended"), None)


@dataclass(frozen=True)
class Week:
    """What a class requires, from when evidence counts, and the moment at which it stands."""

    items: tuple[Item, ...]
    enrolled: int
    clock: int

    @cached_property
    def due(self) -> list[int]:
        """The places of the items whose session is over."""
        return [place for place, item in enumerate(self.items) if item.ends <= self.clock]

    @cached_property
    def courses(self) -> dict[str, list[int]]:
        """The places of the items of each day's course."""
        found: dict[str, list[int]] = {}
        for place, item in enumerate(self.items):
            if item.course:
                found.setdefault(item.course, []).append(place)
        return found


@dataclass
class Deed:
    """Something a person did with an activity, once."""

    activity: str
    verb: str
    kind: str
    at: int
    seconds: int = 0
    scaled: str | None = None
    success: bool | None = None
    completion: bool | None = None
    place: int | None = None
    """Of the item it did."""
    context: dict[str, Any] = field(default_factory=dict)


def kind_of(rng: Random, mood: float) -> str:
    """How a person takes the week; `mood` 0 to 1 is the township's, 1 the most diligent."""
    kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
    if kind == "steady" and rng.random() < SWING * (1 - mood):
        return "behind"
    return kind


def _places(rng: Random, kind: str, week: Week) -> list[int]:
    """Which items a person of this kind has done."""
    due = week.due
    if kind == "finished":
        return list(range(len(week.items)))
    if kind == "steady":
        coming = set(range(len(week.items))) - set(due)
        return [*due, *(place for place in sorted(coming) if rng.random() < AHEAD)]
    if kind == "behind" and due:
        left = rng.choice(due)
        diligence = 0.2 + 0.7 * rng.random()
        return [place for place in due if place != left and rng.random() < diligence]
    return []


def _between(rng: Random, first: int, last: int) -> int:
    """A whole minute between two moments."""
    return first + MINUTE * rng.randrange(max((last - first) // MINUTE, 1))


def _deed(rng: Random, week: Week, place: int) -> Deed | None:
    """How she did an item; None where it can only be done in a room that is still empty."""
    item = week.items[place]
    past = item.ends <= week.clock
    if past and item.presence and (item.alone is None or rng.random() < IN_ROOM):
        at = (item.starts or item.ends) - MINUTE * rng.randrange(12)
        return Deed(item.presence.activity, "attended", item.presence.kind, at, place=place)
    way = item.alone
    if way is None:
        return None
    at = _between(rng, item.ends if past else week.enrolled + DAY, week.clock)
    deed = Deed(way.activity, way.verb, way.kind, at, place=place)
    if way.kind == "lesson":
        deed.seconds, deed.completion = MINUTE * rng.randrange(4, 25), True
    else:
        deed.scaled = f"0.{rng.randrange(60, 100)}0000"
        deed.completion = way.verb == "completed" or None
        deed.success = way.verb == "passed" or None
    return deed


def week_of(rng: Random, week: Week, mood: float) -> list[Deed]:
    """What a person did, no activity twice: the items done, and for every third a lesson that was
    opened and not read to its end."""
    kind = kind_of(rng, mood)
    if kind == "none":
        return []
    found = (_deed(rng, week, place) for place in _places(rng, kind, week))
    deeds = [deed for deed in found if deed]
    if kind == "opened" or rng.random() < 0.3:
        done = {deed.place for deed in deeds}
        open_now = [i.alone for p, i in enumerate(week.items) if p not in done and i.alone]
        lessons = [way for way in open_now if way.kind == "lesson"]
        if lessons:
            way = rng.choice(lessons)
            at = _between(rng, week.enrolled + DAY, week.clock)
            deeds.append(
                Deed(way.activity, "progressed", way.kind, at, MINUTE * rng.randrange(1, 9))
            )
    return deeds


def answers_of(rng: Random, questions: Sequence[Any], week: Week) -> list[Deed]:
    """Answers to about half of some questions, given while the class ran. A question has
    `activity`, `context` and `ease` from 0 to 1."""
    talent = rng.gauss(0, 0.15)
    deeds = []
    for question in questions:
        if rng.random() < 0.5:
            continue
        right = rng.random() < min(max(question.ease + talent, 0.05), 0.98)
        at = _between(rng, week.enrolled + DAY, week.clock)
        told = question.context | {"certainty": rng.choice((1, 2, 3))}
        scaled = "1.000000" if right else "0.000000"
        deeds.append(
            Deed(question.activity, "answered", "question", at, 0, scaled, right, context=told)
        )
    return deeds
