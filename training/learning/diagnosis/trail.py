"""What a diagnosis carries from question to question, kept as JSON in its row, so that an answer
needs no reading of earlier ones. Pure Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from training.learning.mastery.adaptive import (
    Answer,
    Belief,
    Item,
    Verdict,
    Word,
    prior,
    updated,
    verdicts,
)
from training.learning.mastery.network import network

MODEL = 1
"""Kept with every diagnosis: which way of reckoning told its result."""

SURE, RATHER = 0.9, 0.75
"""From here on a word is told as certain, as likely; below nobody can tell."""


@dataclass(frozen=True)
class Told:
    """How one question went: its points, wholly right or not, how sure she was, or that she said
    she does not know."""

    points: tuple[str, ...]
    right: bool
    certainty: int | None = None
    dont_know: bool = False


@dataclass(frozen=True)
class Trail:
    """The belief so far, the questions put, how they went, and the one before her. `shown` counts
    by version in how many sittings others were shown it, `avoid` are versions she knows already."""

    belief: Belief
    asked: tuple[UUID, ...] = ()
    told: tuple[Told, ...] = ()
    current: Item | None = None
    sittings: int = 1
    shown: Mapping[int, int] = field(default_factory=dict)
    avoid: frozenset[int] = frozenset()

    def put(self, item: Item) -> "Trail":
        """The same after one more question was put before her."""
        return replace(self, asked=(*self.asked, item.question), current=item)

    def answered(self, right: bool, certainty: int | None, dont_know: bool) -> "Trail":
        """The same after an answer to the question before her; who says that she does not know has
        not guessed."""
        if self.current is None:
            raise ValueError("no question is before her")
        told = Told(self.current.points, right, certainty, dont_know)
        answer = Answer(self.current, right, 1 if dont_know else certainty)
        return replace(
            self, belief=updated(self.belief, answer), told=(*self.told, told), current=None
        )

    def as_json(self) -> dict[str, Any]:
        """Everything that `trail_of` needs."""
        net = self.belief.net
        return {
            "points": net.points,
            "edges": [[net.points[a], net.points[b]] for a, b in net.edges],
            "evidence": self.belief.evidence,
            "answers": self.belief.answers,
            "asked": [str(question) for question in self.asked],
            "current": item_json(self.current) if self.current else None,
            "told": [[one.points, one.right, one.certainty, one.dont_know] for one in self.told],
            "sittings": self.sittings,
            "shown": {str(version): count for version, count in self.shown.items()},
            "avoid": sorted(self.avoid),
        }


def trail_of(kept: Mapping[str, Any]) -> Trail:
    """The trail as it was kept; KeyError for anything else."""
    net = network(tuple(kept["points"]), tuple((a, b) for a, b in kept["edges"]))
    return Trail(
        belief=Belief(net, tuple(kept["evidence"]), tuple(kept["answers"])),
        asked=tuple(UUID(question) for question in kept["asked"]),
        told=tuple(Told(tuple(points), *how) for points, *how in kept["told"]),
        current=item_of(kept["current"]) if kept["current"] else None,
        sittings=kept["sittings"],
        shown={int(version): count for version, count in kept["shown"].items()},
        avoid=frozenset(kept["avoid"]),
    )


def item_json(item: Item) -> list[Any]:
    """A question as `item_of` reads it."""
    ids = [str(item.question), str(item.version), item.version_pk]
    return [*ids, list(item.points), item.kind, item.guess, item.slip, item.shown]


def item_of(kept: Sequence[Any]) -> Item:
    """The question as it was kept."""
    question, version, version_pk, points, kind, guess, slip, shown = kept
    return Item(
        question=UUID(question),
        version=UUID(version),
        points=tuple(points),
        kind=kind,
        guess=guess,
        slip=slip,
        shown=shown,
        version_pk=version_pk,
    )


def begun(points: Sequence[str], edges: Sequence[tuple[str, str]], **known: Any) -> Trail:
    """A trail before the first question. Nothing she did elsewhere counts: what a diagnosis says
    rests on its own questions, so that two of them can be compared."""
    return Trail(belief=prior(points, edges), **known)


def level(sure: float) -> str:
    """How sure a word is: sure, rather or unsure."""
    if sure >= SURE:
        return "sure"
    return "rather" if sure >= RATHER else "unsure"


def verdicts_told(trail: Trail) -> list[dict[str, Any]]:
    """What is said of every point when the diagnosis ends, in the order of the points."""
    nothing = (0.0,) * len(trail.belief.net.points)
    unasked = replace(trail.belief, evidence=nothing).known
    return [
        _told_of(verdict, verdict.known - before, trail.told)
        for verdict, before in zip(verdicts(trail.belief), unasked, strict=True)
    ]


SPEAKS = 0.02
"""So much the answers must have moved what is believed of a point that was not asked itself."""


def _told_of(verdict: Verdict, moved: float, told: Sequence[Told]) -> dict[str, Any]:
    mine = [one for one in told if verdict.point in one.points]
    sure = level(verdict.sure)
    # Nobody is told what was neither asked nor follows from what was: what is usual among deputies
    # says nothing about her.
    follows = moved >= SPEAKS if verdict.word == Word.MASTERED else moved <= -SPEAKS
    unknown = verdict.word == Word.UNKNOWN or not (mine or (follows and sure != "unsure"))
    return {
        "point": verdict.point,
        "word": str(Word.UNKNOWN if unknown else verdict.word),
        "known": round(verdict.known, 4),
        "sure": "unsure" if unknown else sure,
        "asked": len(mine),
        "right": sum(one.right for one in mine),
        "dont_know": sum(one.dont_know for one in mine),
        "sure_but_wrong": sum(one.certainty == 3 and not one.right for one in mine),
    }
