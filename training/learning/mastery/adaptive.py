"""The adaptive placement: what is believed, which question tells most, when enough is known.

Pure Python, no database. A belief is the network of points and the weight of the answers so far;
it may be made again at any time from the answers, in any order. The whole of a sitting:

    belief = prior(points, prerequisites)
    while item := next_item(belief, pool, asked=asked, sittings=n, seconds=gone, rng=rng):
        …ask it, then…
        belief = updated(belief, Answer(item, right, certainty))
    verdicts(belief)

What it assumes is told in words in docs/trainer/diagnosis-model.md.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from math import log
from random import Random
from typing import Any
from uuid import UUID

from training.learning.mastery.chances import (
    CERTAIN_IF_KNOWN,
    SLIP,
    Chances,
    likelihoods,
)
from training.learning.mastery.network import Edge, Network, marginals, network

MODEL = 1
"""Raised when the model itself changes, not its estimates."""

MOST_QUESTIONS = 25
MOST_SECONDS = 15 * 60
LARGEST_SHARE = 0.3
"""Of all sittings, the share that may be shown one question."""


@dataclass(frozen=True)
class Item:
    """A practice question that may be asked: the uuid of the question, the uuid and the primary
    key of its live version, its points' keys, its chances, and in how many sittings it was
    shown."""

    question: UUID
    version: UUID
    points: tuple[str, ...]
    kind: str
    guess: float
    slip: float = SLIP
    shown: int = 0
    version_pk: int = 0

    @property
    def chances(self) -> Chances:
        """Both chances in one."""
        return Chances(self.guess, self.slip)


@dataclass(frozen=True)
class Answer:
    """An answer to an item. `right` means wholly right; `certainty` is 1 guessed, 2 fairly sure,
    3 certain, or None where she did not say. "I do not know" is right=False, certainty=1."""

    item: Item
    right: bool
    certainty: int | None = None


@dataclass(frozen=True)
class Belief:
    """What is known of one person. `evidence` holds for each point the logarithm of how much more
    likely her answers are if she knows it; `answers` counts them."""

    net: Network
    evidence: tuple[float, ...]
    answers: tuple[int, ...]

    @cached_property
    def known(self) -> tuple[float, ...]:
        """How likely each point of `net.points` is known; between 0 and 1."""
        return marginals(self.net, self.evidence)

    def kept(self) -> dict[str, Any]:
        """The belief as JSON; `belief_of` reads it, whatever became of the prerequisites since."""
        points = self.net.points
        return {
            "model": MODEL,
            "points": list(points),
            "edges": [[points[a], points[b]] for a, b in self.net.edges],
            "evidence": list(self.evidence),
            "answers": list(self.answers),
        }


def belief_of(kept: Mapping[str, Any]) -> Belief:
    """The belief that `Belief.kept` wrote down."""
    edges = tuple(sorted((first, then) for first, then in kept["edges"]))
    net = network(tuple(kept["points"]), edges)
    return Belief(net, tuple(kept["evidence"]), tuple(kept["answers"]))


class Word(StrEnum):
    """The result in one word: 掌握, 需要复习, 从头学, 说不准."""

    MASTERED = "mastered"
    REVIEW = "review"
    LEARN = "learn"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """What is said of one point. `known` is the chance that she knows it, `sure` how sure the word
    is (0.5 to 1), `answers` how many answers were about this point (0: inferred from others)."""

    point: str
    word: Word
    known: float
    sure: float
    answers: int

    @property
    def missing(self) -> bool:
        """Whether the plan should take it up."""
        return self.word in {Word.REVIEW, Word.LEARN}


def prior(
    points: Sequence[str],
    prerequisites: Iterable[Edge] = (),
    evidence: Mapping[str, float] | None = None,
) -> Belief:
    """What is believed before the first answer; `evidence` of earlier answers by point, if any is
    to count."""
    net = network(tuple(points), tuple(sorted(prerequisites)))
    earlier = evidence or {}
    weights = tuple(earlier.get(point, 0.0) for point in net.points)
    return Belief(net, weights, (0,) * len(net.points))


def updated(belief: Belief, answer: Answer) -> Belief:
    """The belief after one more answer. One that asks several points weighs on each by its part;
    points that the network does not have are passed over."""
    weights, counts = list(belief.evidence), list(belief.answers)
    told = weight_of(answer.item.chances, answer.right, answer.certainty)
    for point in answer.item.points:
        if point in belief.net.points:
            place = belief.net.place(point)
            weights[place] += told / len(answer.item.points)
            counts[place] += 1
    return replace(belief, evidence=tuple(weights), answers=tuple(counts))


@lru_cache(maxsize=4096)
def weight_of(chances: Chances, right: bool, certainty: int | None) -> float:
    """The logarithm of how much more likely an answer is of one who knows."""
    known, missing = likelihoods(chances, right, certainty)
    return log(known / missing)


PASSED_OVER = 2.0
"""Passing over a missing point counts as much as twice taking up one that is known: looking again
at what one knows costs minutes, not knowing is found out before the people."""

MISSING_FROM = 1 / (1 + PASSED_OVER)
SURE_MISSING = 0.8
SURE_MASTERED = 0.75
"""Chances of missing a point from which it is to be reviewed, and to be learned from the start;
and the chance of knowing it from which it counts as mastered. Between: nobody can tell."""


def verdicts(belief: Belief) -> list[Verdict]:
    """The words for every point, in the order of the points."""
    return [
        _verdict(point, known, answers)
        for point, known, answers in zip(
            belief.net.points, belief.known, belief.answers, strict=True
        )
    ]


def _verdict(point: str, known: float, answers: int) -> Verdict:
    return Verdict(point, word_for(known), known, max(known, 1 - known), answers)


def word_for(known: float) -> Word:
    """The word for a chance of knowing a point."""
    missing = 1 - known
    if missing >= SURE_MISSING:
        return Word.LEARN
    if missing >= MISSING_FROM:
        return Word.REVIEW
    return Word.MASTERED if known >= SURE_MASTERED else Word.UNKNOWN


# ---- choosing
ENOUGH = 0.1
"""A question expected to tell less than this (in nats) is not asked any more."""
USUAL = 22
ENOUGH_LATER = 0.26
"""After the usual number of questions only one that tells this much is worth asking."""
NEAR = 0.95
"""Among questions that tell nearly as much as the best, the one shown least is asked."""


def next_item(
    belief: Belief,
    pool: Sequence[Item],
    *,
    asked: Collection[UUID],
    sittings: int,
    rng: Random,
    seconds: int = 0,
) -> Item | None:
    """The question to ask next, or None when enough is known, nothing is left or time is up.

    `asked` are the questions (uuids) shown in this sitting; `sittings` counts the sittings begun,
    this one among them, and `Item.shown` in how many of them an item was shown: no item is shown
    in more than three of ten. At most 25 questions.
    """
    if len(asked) >= MOST_QUESTIONS or seconds >= MOST_SECONDS:
        return None
    left = [item for item in pool if item.question not in asked and may_show(item, sittings)]
    told = [(tells(belief, item), item) for item in left]
    best = max((gain for gain, _item in told), default=0.0)
    if best < (ENOUGH if len(asked) < USUAL else ENOUGH_LATER):
        return None
    near = [item for gain, item in told if gain >= NEAR * best]
    fewest = min(item.shown for item in near)
    return rng.choice([item for item in near if item.shown == fewest])


def may_show(item: Item, sittings: int) -> bool:
    """Whether showing an item once more keeps it within its share of the sittings."""
    return item.shown + 1 <= max(1.0, LARGEST_SHARE * sittings)


def tells(belief: Belief, item: Item) -> float:
    """How much an answer is expected to tell (mutual information, in nats). An answer speaks of
    other points only through its own, so that what it tells of that one is all it tells."""
    if not item.points:
        return 0.0
    places = (belief.net.place(point) for point in item.points if point in belief.net.points)
    gains = (_information(round(belief.known[place], 3), item.chances) for place in places)
    return sum(gains) / len(item.points)


@lru_cache(maxsize=65536)
def _information(known: float, chances: Chances) -> float:
    """The same about one point. A point in doubt is one at the edge of being called missing, so
    the chances are weighed as that edge weighs them."""
    doubt = (1 - known) * PASSED_OVER
    known = known / (known + doubt)
    gain = 0.0
    for if_known, if_missing in _outcomes(chances):
        overall = known * if_known + (1 - known) * if_missing
        if known:
            gain += known * if_known * log(if_known / overall)
        if known < 1:
            gain += (1 - known) * if_missing * log(if_missing / overall)
    return max(gain, 0.0)


def _outcomes(chances: Chances) -> Iterable[tuple[float, float]]:
    for right in (True, False):
        for certainty in CERTAIN_IF_KNOWN:
            yield likelihoods(chances, right, certainty)
