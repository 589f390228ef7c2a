"""The adaptive diagnosis against simulated deputies: `python -m benchmarks.diagnosis [--json]`.

Needs no database: the questions are those of content/dinghai. What is assumed is in
docs/trainer/diagnosis-model.md; how deputies are simulated, in benchmarks/deputies.py.
"""

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from uuid import UUID

from benchmarks.deputies import Bank, Crowd, answered, by_point, read_bank, truths
from training.learning.mastery.adaptive import Belief, Item, next_item, prior, updated, verdicts

SHARES = (0.2, 0.35, 0.5)
DEPUTIES = 1000
SEED = 20221108
FIXED = 20


@dataclass
class Tally:
    """What one way of asking reached with one crowd."""

    questions: list[int] = field(default_factory=list)
    shown: Counter[UUID] = field(default_factory=Counter)
    missing: int = 0
    found: int = 0
    both: int = 0
    unknown: int = 0
    points: int = 0

    def note(self, belief: Belief, known: dict[str, bool], asked: Iterable[UUID]) -> None:
        """Count one sitting."""
        questions = list(asked)
        self.questions.append(len(questions))
        self.shown.update(questions)
        for verdict in verdicts(belief):
            missing = not known[verdict.point]
            self.missing += missing
            self.found += verdict.missing
            self.both += missing and verdict.missing
            self.unknown += verdict.word == "unknown"
            self.points += 1

    @property
    def median(self) -> float:
        """Questions asked of the person in the middle."""
        return statistics.median(self.questions)

    @property
    def recall(self) -> float:
        """Of the points truly missing, the share found."""
        return self.both / self.missing if self.missing else 1.0

    @property
    def precision(self) -> float:
        """Of the points found missing, the share that truly are."""
        return self.both / self.found if self.found else 1.0

    @property
    def exposure(self) -> float:
        """Of all sittings, the share that showed the question shown most."""
        return max(self.shown.values(), default=0) / len(self.questions)


def adaptive(bank: Bank, crowd: Crowd, people: Sequence[dict[str, bool]], rng: Random) -> Tally:
    """As the product asks: the next question is the one that tells most."""
    tally, before = Tally(), prior(bank.points, bank.edges)
    for sitting, known in enumerate(people, start=1):
        pool = [replace(item, shown=tally.shown[item.question]) for item in bank.items]
        belief, asked = before, dict[UUID, Item]()
        while item := next_item(belief, pool, asked=asked, sittings=sitting, rng=rng):
            asked[item.question] = item
            belief = updated(belief, answered(item, known, crowd, rng))
        tally.note(belief, known, asked)
    return tally


def _given(
    bank: Bank, crowd: Crowd, people: Sequence[dict[str, bool]], papers: Iterable[list[Item]], rng: Random
) -> Tally:
    """Papers whose questions do not depend on the answers, read by the same model."""
    tally, before = Tally(), prior(bank.points, bank.edges)
    for known, paper in zip(people, papers, strict=True):
        belief = before
        for item in paper:
            belief = updated(belief, answered(item, known, crowd, rng))
        tally.note(belief, known, [item.question for item in paper])
    return tally


def fixed(bank: Bank, crowd: Crowd, people: Sequence[dict[str, bool]], rng: Random) -> Tally:
    """One paper for everybody, as programme.md: a question for every point and two more."""
    shelves = [list(shelf) for shelf in by_point(bank.items).values()]
    paper = [rng.choice(shelf) for shelf in shelves]
    left = [item for item in bank.items if item not in paper]
    paper += rng.sample(left, FIXED - len(paper))
    return _given(bank, crowd, people, [paper] * len(people), rng)


def at_random(
    bank: Bank, crowd: Crowd, people: Sequence[dict[str, bool]], counts: Sequence[int], rng: Random
) -> Tally:
    """As many questions as the adaptive diagnosis asked the same person, drawn at random."""
    papers = [rng.sample(bank.items, count) for count in counts]
    return _given(bank, crowd, people, papers, rng)


def measured(bank: Bank, crowd: Crowd, size: int, seed: int) -> dict[str, Tally]:
    """The three ways of asking, with the same people."""
    people = truths(bank, crowd, size, Random(seed))
    asked = adaptive(bank, crowd, people, Random(seed + 1))
    return {
        "adaptive": asked,
        "fixed20": fixed(bank, crowd, people, Random(seed + 2)),
        "random": at_random(bank, crowd, people, asked.questions, Random(seed + 3)),
    }


if __name__ == "__main__":
    bank=read_bank(); print(len(bank.items))
    t=time.time()
    n=int(sys.argv[1]) if len(sys.argv)>1 else 1000
    for cert in ("honest","none","random"):
      for ties in (True,False):
        for s in SHARES:
            r=measured(bank,Crowd(s,ties,cert),n,SEED)
            print(cert,ties,s," | ".join(f"{k} med {v.median} rec {v.recall:.3f} prec {v.precision:.3f} exp {v.exposure:.2f} unk {v.unknown/v.points:.2f} true {v.missing/v.points:.2f}" for k,v in r.items()), f"{time.time()-t:.0f}s",flush=True)
