"""The adaptive diagnosis against simulated deputies: `python -m benchmarks.diagnosis [--json]`.

Needs no database: the questions are those of content/dinghai. What is assumed is in
docs/trainer/diagnosis-model.md; how deputies are simulated, in benchmarks/deputies.py.
"""

import argparse
import json
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from uuid import UUID

from benchmarks.deputies import (
    EASIEST_HARD,
    Bank,
    Crowd,
    answered,
    by_point,
    fuller,
    read_bank,
    truths,
)
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
    points_of: dict[str, tuple[int, ...]] = field(default_factory=dict)

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
            before = self.points_of.get(verdict.point, (0, 0, 0))
            now = (missing, verdict.missing, missing and verdict.missing)
            self.points_of[verdict.point] = tuple(a + b for a, b in zip(before, now, strict=True))

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
    bank: Bank,
    crowd: Crowd,
    people: Sequence[dict[str, bool]],
    papers: Iterable[list[Item]],
    rng: Random,
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


CROWDS = {
    "先后如模型，自信程度如模型": Crowd(0.0),
    "先后不成立，自信程度如模型": Crowd(0.0, ties=False),
    "先后如模型，不说自信程度": Crowd(0.0, certainty="none"),
    "先后不成立，不说自信程度": Crowd(0.0, ties=False, certainty="none"),
    "先后不成立，自信程度乱说": Crowd(0.0, ties=False, certainty="random"),
}
WAYS = {"adaptive": "自适应", "fixed20": "固定 20 题", "random": "随机同样多题"}


def worst(shares: Iterable[dict[str, Tally]]) -> dict[str, dict[str, float]]:
    """For every way of asking the worst of each figure over the shares."""
    rounds = list(shares)
    return {
        way: {
            "median_questions": max(one[way].median for one in rounds),
            "recall": round(min(one[way].recall for one in rounds), 3),
            "precision": round(min(one[way].precision for one in rounds), 3),
        }
        for way in WAYS
    }


def as_product(size: int = DEPUTIES, seed: int = SEED) -> dict[str, dict[str, float]]:
    """The figures of `--json`: certainty as the product assumes it, prerequisites as it assumes
    them and also violated; of everything the worst."""
    bank = read_bank()
    crowds = [Crowd(share, ties=ties) for ties in (True, False) for share in SHARES]
    return worst(measured(bank, crowd, size, seed) for crowd in crowds)


def _line(name: str, share: float, way: str, tally: Tally) -> str:
    return (
        f"{name}  缺 {share:.0%}  {WAYS[way]}：中位 {tally.median:.0f} 题，"
        f"找出率 {tally.recall:.3f}，准确率 {tally.precision:.3f}，"
        f"说不准 {tally.unknown / tally.points:.1%}，最多见的一题 {tally.exposure:.0%}"
    )


def table(size: int, seed: int) -> None:
    """Every crowd, every share, every way of asking; then the points and the bank."""
    bank = read_bank()
    for name, crowd in CROWDS.items():
        for share in SHARES:
            found = measured(bank, replace(crowd, share=share), size, seed)
            for way, tally in found.items():
                print(_line(name, share, way, tally), flush=True)
    loose = Crowd(0.2, ties=False)
    for wanted in (6, 8):
        larger = fuller(bank, wanted)
        for crowd in (Crowd(0.2), loose):
            people = truths(larger, crowd, size, Random(seed))
            tally = adaptive(larger, crowd, people, Random(seed + 1))
            name = f"假如每点有 {wanted} 道不易猜的题，先后{'如模型' if crowd.ties else '不成立'}"
            print(_line(name, crowd.share, "adaptive", tally), flush=True)
    _points(bank, loose, size, seed)


def _points(bank: Bank, crowd: Crowd, size: int, seed: int) -> None:
    """Point by point how much is found, beside how many questions are hard to guess."""
    tally = adaptive(bank, crowd, truths(bank, crowd, size, Random(seed)), Random(seed + 1))
    for point, shelf in by_point(bank.items).items():
        hard = sum(item.guess <= EASIEST_HARD for item in shelf)
        missing, found, both = tally.points_of[point]
        print(
            f"{point}：不易猜的题 {hard} 道，共 {len(shelf)} 道；"
            f"找出率 {both / max(missing, 1):.2f}，准确率 {both / max(found, 1):.2f}"
        )


def main() -> None:
    """Prints the table, or with --json only the figures of the product."""
    parser = argparse.ArgumentParser(description="自适应诊断的模拟。")
    parser.add_argument("--json", action="store_true", help="只输出汇总的数字。")
    parser.add_argument("--deputies", type=int, default=DEPUTIES, help="模拟多少位代表。")
    parser.add_argument("--seed", type=int, default=SEED, help="随机数的种子。")
    chosen = parser.parse_args()
    if chosen.json:
        print(json.dumps(as_product(chosen.deputies, chosen.seed)))
        return
    began = time.monotonic()
    table(chosen.deputies, chosen.seed)
    print(
        f"每组 {chosen.deputies} 人，种子 {chosen.seed}，用时 {time.monotonic() - began:.0f} 秒。"
    )


if __name__ == "__main__":
    main()
