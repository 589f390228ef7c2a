"""Spaced review against fixed intervals, on simulated deputies: `python -m benchmarks.review`.

Needs no database. Each deputy meets 60 questions in the five days of the class and then opens the
review on three days in five, for at most eight questions. What she remembers follows one of two
models of forgetting that know nothing of the scheduler (benchmarks/forgetting.py). What is compared
is how much of the 60 she knows, on average over the year, for the minutes she gave.

Minutes are not equal between ways of asking, and the first minutes bring most: so every fixed
ladder is also set against review *at its own minutes*, read off the curve of review at several
wanted retentions.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from types import SimpleNamespace
from typing import Any

from fsrs import Card

from benchmarks.forgetting import IN_CLASS, MODELS, Memory, memories
from training.learning.review.schedule import SCHEDULER, rating_of

SEED, DEPUTIES, QUESTIONS, YEAR = 20221108, 60, 60, 365
OPENS, MOST_A_DAY = 0.6, 8
SECONDS, LONGER_WHEN_WRONG = 35, 15
GUESS, SLIP = 0.25, 0.1
SURE_IF_KNOWN, SURE_IF_NOT = (0.10, 0.35, 0.55), (0.50, 0.35, 0.15)
LADDERS = {
    "1、3、6 个月": (30, 90, 180),
    "1-3-7-14-30-60-120 天": (1, 3, 7, 14, 30, 60, 120),
    "每周一次": tuple(range(7, YEAR, 7)),
    "每月一次": tuple(range(30, YEAR, 30)),
}
OPENINGS = (0.02, 0.04, 0.06, 0.1, 0.15, 0.2, 0.35, 0.6, 0.9)
"""How often she opens the review, as a share of the days: the minutes she gives follow from it."""
START = datetime(2026, 11, 16, tzinfo=UTC)


class Plan:
    """When one question is due, by some rule."""

    due = 0.0

    def urgency(self, day: int) -> float:
        """Where it stands among those that are due; the lowest is asked first."""
        return self.due

    def answered(self, day: int, right: bool, certainty: int) -> None:
        """Note an answer and set the next day."""
        raise NotImplementedError


class Ladder(Plan):
    """Fixed days after the class, whatever is answered."""

    def __init__(self, steps: Sequence[int], learned: int) -> None:
        self.left = [learned + step for step in steps]
        self.due = self.left.pop(0) if self.left else YEAR * 9

    def answered(self, day: int, right: bool, certainty: int) -> None:
        """The next step; those that went by while she stayed away are left out."""
        self.left = [step for step in self.left if step > day]
        self.due = self.left.pop(0) if self.left else YEAR * 9


class Spaced(Plan):
    """The scheduler of training.learning.review, with its table of ratings."""

    def __init__(self, learned: int) -> None:
        self.first = True
        self.card = Card(card_id=0, due=START + timedelta(days=learned))
        self.answered(learned, right=True, certainty=2)

    def urgency(self, day: int) -> float:
        """As the daily page orders them: the likeliest forgotten first."""
        return SCHEDULER.get_card_retrievability(self.card, START + timedelta(days=day))

    def answered(self, day: int, right: bool, certainty: int) -> None:
        """As the fold does it."""
        said: Any = SimpleNamespace(
            scaled=Decimal(int(right)), context={"certainty": certainty, "answered": True}
        )
        rating = rating_of(said, first=self.first)
        assert rating is not None
        self.card, _log = SCHEDULER.review_card(self.card, rating, START + timedelta(days=day))
        self.first, self.due = False, (self.card.due - START).days


@dataclass
class Year:
    """What one way of asking came to: share known through the year and at its end, and minutes."""

    known: list[float] = field(default_factory=list)
    at_end: list[float] = field(default_factory=list)
    minutes: list[float] = field(default_factory=list)
    asked: int = 0

    @property
    def figures(self) -> dict[str, float]:
        """Means over deputies."""
        return {
            "known": round(statistics.mean(self.known), 4),
            "at_end": round(statistics.mean(self.at_end), 4),
            "minutes": round(statistics.mean(self.minutes), 1),
        }


Making = Callable[[int], Plan]


def answer(memory: Memory, day: int, rng: Random) -> tuple[bool, int]:
    """Whether she is right on a day, and how sure she says she is."""
    known = rng.random() < memory.recall(day)
    right = rng.random() < (1 - SLIP if known else GUESS)
    return right, rng.choices((1, 2, 3), SURE_IF_KNOWN if known else SURE_IF_NOT)[0]


def live(model: str, make: Making, number: int, year: Year, opens: float) -> None:
    """One deputy's year. The same number is the same person in every way of asking."""
    rng = Random(f"{SEED}:{model}:{number}")
    held = memories(model, QUESTIONS, rng)
    luck = Random(f"{SEED}:{number}:answers")
    learned = IN_CLASS[-1]
    for memory in held:
        for day in IN_CLASS:
            memory.meet(day)
    plans = [make(learned) for _memory in held]
    opened = [rng.random() < opens for _day in range(YEAR)]
    seconds, seen = 0.0, []
    for day in range(5, YEAR):
        if opened[day]:
            due = sorted((plan.urgency(day), n) for n, plan in enumerate(plans) if plan.due <= day)
            for _due, n in due[:MOST_A_DAY]:
                right, certainty = answer(held[n], day, luck)
                seconds += SECONDS + (0 if right else LONGER_WHEN_WRONG)
                held[n].meet(day)
                plans[n].answered(day, right, certainty)
                year.asked += 1
        if day % 15 == 0:
            seen.append(statistics.mean(memory.recall(day + 0.5) for memory in held))
    year.known.append(statistics.mean(seen))
    year.at_end.append(seen[-1])
    year.minutes.append(seconds / 60)


def lived(model: str, make: Making, deputies: int, opens: float = OPENS) -> dict[str, float]:
    """The figures of one way of asking with everybody."""
    year = Year()
    for number in range(deputies):
        live(model, make, number, year, opens)
    return year.figures


def at_minutes(curve: Sequence[dict[str, float]], minutes: float) -> float | None:
    """What review would retain with so many minutes: between two points of its curve."""
    points = sorted((one["minutes"], one["known"]) for one in curve)
    for (low, below), (high, above) in pairwise(points):
        if low <= minutes <= high:
            return round(below + (above - below) * (minutes - low) / max(high - low, 1e-9), 4)
    return None


def compare(model: str, deputies: int) -> dict[str, Any]:
    """All ways of asking under one model of forgetting."""
    nothing = lived(model, lambda learned: Ladder((), learned), deputies)
    curve = []
    for opens in OPENINGS:
        curve.append({"opens": opens, **lived(model, Spaced, deputies, opens)})
    ladders = {}
    for name, steps in LADDERS.items():
        figures = lived(model, lambda learned, s=steps: Ladder(s, learned), deputies)
        same = at_minutes(curve, figures["minutes"])
        ladders[name] = {**figures, "review_at_these_minutes": same}
    return {"nothing": nothing, "review": curve, "fixed": ladders}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--deputies", type=int, default=DEPUTIES)
    asked = parser.parse_args(arguments)
    found = {model: compare(model, asked.deputies) for model in MODELS}
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for model, figures in found.items():
        print(f"\n遗忘模型：{model}；{asked.deputies} 人，每人 {QUESTIONS} 题，一年")
        print(f"{'做法':<26}{'全年平均还会':>10}{'年底还会':>8}{'分钟':>7}{'同样分钟的复习':>10}")
        rows = [("不复习", figures["nothing"])]
        rows += [(f"复习（{one['opens']:.0%} 的日子打开）", one) for one in figures["review"]]
        rows += list(figures["fixed"].items())
        for name, one in rows:
            same = one.get("review_at_these_minutes")
            print(
                f"{name:<26}{one['known']:>10.1%}{one['at_end']:>12.1%}{one['minutes']:>9.0f}"
                + (f"{same:>14.1%}" if same is not None else "")
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
