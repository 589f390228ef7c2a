"""What is asked today, and in which order. No database here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from uuid import UUID

MOST_QUESTIONS = 8
MOST_SECONDS = 5 * 60
SECONDS = {
    "true_false": 20,
    "single_choice": 30,
    "multiple_choice": 45,
    "fill_blank": 45,
    "numeric": 60,
    "matching": 60,
    "ordering": 60,
}
"""How long a question takes somebody who reads on a phone, with a look at the reason: a first
estimate by kind."""
ANY_KIND = 60


@dataclass(frozen=True)
class Candidate:
    """A question that may be asked her now: live, for practice, of her congress or shared."""

    question: UUID
    kind: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """What a review card says for choosing: how likely she still knows it, and its due day."""

    question: UUID
    recall: float
    due_on: date


def seconds_of(kind: str) -> int:
    """Expected seconds for one question of a kind."""
    return SECONDS.get(kind, ANY_KIND)


def minutes_of(kinds: Iterable[str]) -> int:
    """Whole minutes for some questions, at least one."""
    return max(-(-sum(seconds_of(kind) for kind in kinds) // 60), 1)


def lot(*parts: object) -> bytes:
    """A place in an order that looks drawn and is the same whenever it is asked for."""
    return blake2b(":".join(map(str, parts)).encode(), digest_size=8).digest()


def due_first(
    cards: Iterable[Card], candidates: Mapping[UUID, Candidate], today: date
) -> list[Candidate]:
    """The cards that are due and may be asked, the likeliest forgotten first."""
    due = [card for card in cards if card.due_on <= today and card.question in candidates]
    due.sort(key=lambda card: (card.recall, card.due_on, card.question))
    return [candidates[card.question] for card in due]


def fresh(
    candidates: Iterable[Candidate],
    weak: Sequence[str],
    known: Collection[UUID],
    seed: tuple[object, ...],
) -> list[Candidate]:
    """Questions she has no card of, of her weak points in turn, the weakest first; within a point
    by lot. Without weak points, all by lot."""
    new = [one for one in candidates if one.question not in known]
    new.sort(key=lambda one: lot(*seed, one.question))
    if not weak:
        return new
    rows = {point: [one for one in new if point in one.points] for point in weak}
    longest = max(map(len, rows.values()))
    turns = [row[turn] for turn in range(longest) for row in rows.values() if turn < len(row)]
    return list(dict.fromkeys(turns))


def group(queue: Iterable[Candidate], done: Sequence[str], groups: int = 1) -> list[Candidate]:
    """As much of a queue as fits into five minutes a group, with the kinds that were done already
    today; the first question always fits."""
    spent, count = sum(map(seconds_of, done)), len(done)
    chosen: list[Candidate] = []
    for one in queue:
        spent, count = spent + seconds_of(one.kind), count + 1
        if count > MOST_QUESTIONS * groups or (count > 1 and spent > MOST_SECONDS * groups):
            break
        chosen.append(one)
    return chosen


IGNORED_DAYS = 3


def one_a_day(
    *, wanted: bool | None, wanted_on: date | None, answered_on: date | None, day: date
) -> str:
    """How a person's question of the day stands: off, answered, open, or quiet when three days in
    a row went by without an answer since she last said that she wants it."""
    if not wanted or wanted_on is None:
        return "off"
    if answered_on is not None and answered_on >= day:
        return "answered"
    first = wanted_on
    if answered_on is not None:
        first = max(wanted_on, answered_on + timedelta(days=1))
    return "quiet" if (day - first).days >= IGNORED_DAYS else "open"
