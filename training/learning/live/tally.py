"""Counting. Pure Python: answers in, figures out.

A practice ballot by the rules that were announced: a vote for more than may be chosen (or, where
exactly so many are asked for, for fewer) is invalid, a blank one an abstention; who has the
majority asked for is ranked by votes; a tie over the last seat chooses nobody of the tied.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Answers = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Bar:
    """How many chose something, of how many; `right` where the bar is a right answer."""

    id: str
    count: int
    of: int
    right: bool = False

    @property
    def percent(self) -> int:
        """The share, rounded."""
        return round(100 * self.count / self.of) if self.of else 0


@dataclass(frozen=True)
class Ranked:
    """A project of a ballot: its votes, its place, and what became of it: chosen, tied or not."""

    id: str
    votes: int
    place: int
    fate: str


@dataclass(frozen=True)
class Election:
    """What came of a ballot. `needed` is the number of votes a project must have at least."""

    cast: int
    valid: int
    invalid: int
    blank: int
    needed: int
    seats: int
    ranked: tuple[Ranked, ...]

    @property
    def chosen(self) -> list[str]:
        """The projects that are chosen."""
        return [one.id for one in self.ranked if one.fate == "chosen"]

    @property
    def tied(self) -> list[str]:
        """The projects that share the last places and need another ballot."""
        return [one.id for one in self.ranked if one.fate == "tied"]

    @property
    def seats_left(self) -> int:
        """How many may still be chosen."""
        return self.seats - len(self.chosen)


@dataclass(frozen=True)
class Rules:
    """Of a ballot: `majority` is all (of everybody), cast (of the votes cast) or none."""

    seats: int
    exactly: bool
    majority: str
    everybody: int


def bars(ids: Iterable[str], answers: Answers, right: frozenset[str] = frozenset()) -> list[Bar]:
    """One for each option, in their order."""
    counted = Counter(identity for answer in answers for identity in set(answer["chosen"]))
    return [Bar(one, counted[one], len(answers), one in right) for one in ids]


def is_invalid(chosen: int, rules: Rules) -> bool:
    """Whether a vote with so many ticks is void. A blank one is none."""
    return chosen > rules.seats or (rules.exactly and 0 < chosen < rules.seats)


def elect(ids: Sequence[str], answers: Answers, rules: Rules) -> Election:
    """Count the votes and say who is chosen."""
    votes = [set(answer["chosen"]) for answer in answers]
    blank = sum(not vote for vote in votes)
    valid = [vote for vote in votes if vote and not is_invalid(len(vote), rules)]
    counted = Counter(identity for vote in valid for identity in vote)
    needed = _needed(rules, len(votes))
    order = sorted(ids, key=lambda one: -counted[one])
    fates = _fates({one: counted[one] for one in order}, rules.seats, needed)
    ranked = tuple(
        Ranked(
            id=one,
            votes=counted[one],
            place=1 + sum(counted[other] > counted[one] for other in ids),
            fate=fates[one],
        )
        for one in order
    )
    return Election(
        cast=len(votes),
        valid=len(valid),
        invalid=len(votes) - len(valid) - blank,
        blank=blank,
        needed=needed,
        seats=rules.seats,
        ranked=ranked,
    )


def _needed(rules: Rules, cast: int) -> int:
    """More than half of whom the majority is asked of; one vote at least."""
    base = {"all": rules.everybody, "cast": cast}.get(rules.majority)
    return 1 if base is None else max(base, cast) // 2 + 1


def _fates(counted: Mapping[str, int], seats: int, needed: int) -> dict[str, str]:
    enough = sorted((n for n in counted.values() if n >= needed), reverse=True)
    if len(enough) <= seats:
        return {one: "chosen" if n >= needed else "not" for one, n in counted.items()}
    border = enough[seats - 1]
    split = border == enough[seats]
    return {
        one: "chosen" if n > border or (n == border and not split) else _at(n, border)
        for one, n in counted.items()
    }


def _at(votes: int, border: int) -> str:
    return "tied" if votes == border else "not"


@dataclass(frozen=True)
class Group:
    """A word as many typed it, in whatever spelling; `text` is the spelling used most."""

    word: str
    text: str
    count: int


def groups(answers: Answers, same: Callable[[str], str]) -> list[Group]:
    """The words that people typed, the most frequent first, then as they sort; `same` says by what
    two spellings are one word."""
    people: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    for answer in answers:
        typed = {same(text): text for text in answer["words"]}
        people.update(typed.keys())
        for word, text in typed.items():
            spellings.setdefault(word, Counter())[text] += 1
    found = [
        Group(word, min(counted, key=lambda text: (-counted[text], text)), people[word])
        for word, counted in spellings.items()
    ]
    return sorted(found, key=lambda group: (-group.count, group.word))
