"""Spaced review against fixed intervals, on simulated deputies: `python -m benchmarks.review`.

Needs no database. Each deputy meets 60 questions in the five days of the class and then opens the
review on three days in five, for at most eight questions. What she remembers follows one of two
models of forgetting that know nothing of the scheduler (benchmarks/forgetting.py). What is compared
is how much of the 60 she knows, through two years, for the minutes she gave.

Minutes are not equal between ways of asking, and the first minutes bring most: so every fixed
ladder is also set against review *at its own minutes*, read off the curve of review by how often
she opens it.
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

SEED, DEPUTIES, QUESTIONS, DAYS = 20221108, 40, 60, 730
MARKS = (180, 360, 720)
"""Days on which what is known is told: half a year, one, two."""
NEVER = 10**6
OPENS, MOST_A_DAY = 0.6, 8
SECONDS, LONGER_WHEN_WRONG = 35, 15
GUESS, SLIP = 0.25, 0.1
SURE_IF_KNOWN, SURE_IF_NOT = (0.10, 0.35, 0.55), (0.50, 0.35, 0.15)
LADDERS = {
    "1、3、6 个月": (30, 90, 180),
    "1-3-7-14-30-60-120 天": (1, 3, 7, 14, 30, 60, 120),
    "每周一次": tuple(range(7, DAYS, 7)),
    "每月一次": tuple(range(30, DAYS, 30)),
}
OPENINGS = (0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 0.9)
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
        self.due = self.left.pop(0) if self.left else NEVER

    def answered(self, day: int, right: bool, certainty: int) -> None:
        """The next step; those that went by while she stayed away are left out."""
        self.left = [step for step in self.left if step > day]
        self.due = self.left.pop(0) if self.left else NEVER


class Spaced(Plan):
    """The scheduler of training.learning.review, with its table of ratings."""

    def __init__(self, learned: int, right: bool, certainty: int) -> None:
        self.first = True
        self.card = Card(card_id=0, due=START + timedelta(days=learned))
        self.answered(learned, right, certainty)

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
class Outcome:
    """What one way of asking came to: the share known on average and on the marked days, and the
    minutes given, one entry a deputy."""

    known: list[float] = field(default_factory=list)
    marks: list[list[float]] = field(default_factory=list)
    minutes: list[float] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, Any]:
        """Means over deputies."""
        marked = [round(statistics.mean(column), 4) for column in zip(*self.marks, strict=True)]
        return {
            "known": round(statistics.mean(self.known), 4),
            "at": marked,
            "at_end": marked[-1],
            "minutes": round(statistics.mean(self.minutes), 1),
        }


Making = Callable[[int, bool, int], Plan]
"""Makes a question's plan from the day of the last test in class and how it went there."""


def answer(memory: Memory, day: int, rng: Random) -> tuple[bool, int]:
    """Whether she is right on a day, and how sure she says she is."""
    known = rng.random() < memory.recall(day)
    right = rng.random() < (1 - SLIP if known else GUESS)
    return right, rng.choices((1, 2, 3), SURE_IF_KNOWN if known else SURE_IF_NOT)[0]


def live(model: str, make: Making, number: int, outcome: Outcome, opens: float) -> None:
    """One deputy's two years. The same number is the same person in every way of asking."""
    rng = Random(f"{SEED}:{model}:{number}")
    luck = Random(f"{SEED}:{number}:answers")
    held, learned = memories(model, QUESTIONS, rng), IN_CLASS[-1]
    plans = []
    for memory in held:
        for day in IN_CLASS[:-1]:
            memory.meet(day)
        plans.append(make(learned, *answer(memory, learned, luck)))
        memory.meet(learned)
    opened = [rng.random() < opens for _day in range(DAYS)]
    seconds, seen = 0, {}
    for day in range(5, DAYS):
        if opened[day]:
            seconds += sit(day, held, plans, luck)
        if day % 15 == 0:
            seen[day] = statistics.mean(memory.recall(day + 0.5) for memory in held)
    outcome.known.append(statistics.mean(seen.values()))
    outcome.marks.append([seen[day] for day in MARKS])
    outcome.minutes.append(seconds / 60)


def sit(day: int, held: Sequence[Memory], plans: Sequence[Plan], luck: Random) -> int:
    """One day's review; returns the seconds it took."""
    seconds = 0
    due = sorted((plan.urgency(day), n) for n, plan in enumerate(plans) if plan.due <= day)
    for _urgency, n in due[:MOST_A_DAY]:
        right, certainty = answer(held[n], day, luck)
        seconds += SECONDS + (0 if right else LONGER_WHEN_WRONG)
        held[n].meet(day)
        plans[n].answered(day, right, certainty)
    return seconds


def lived(model: str, make: Making, deputies: int, opens: float = OPENS) -> dict[str, Any]:
    """The figures of one way of asking with everybody."""
    outcome = Outcome()
    for number in range(deputies):
        live(model, make, number, outcome, opens)
    return outcome.figures


def at_minutes(curve: Sequence[dict[str, Any]], minutes: float, what: str) -> float | None:
    """What review would retain with so many minutes: between two points of its curve."""
    points = sorted((one["minutes"], one[what]) for one in curve)
    for (low, below), (high, above) in pairwise(points):
        if low <= minutes <= high:
            return round(below + (above - below) * (minutes - low) / max(high - low, 1e-9), 4)
    return None


def ladder(steps: Sequence[int]) -> Making:
    """A fixed ladder as a way of asking."""
    return lambda learned, _right, _certainty: Ladder(steps, learned)


def compare(model: str, deputies: int) -> dict[str, Any]:
    """All ways of asking under one model of forgetting."""
    nothing = lived(model, ladder(()), deputies)
    curve = [{"opens": opens, **lived(model, Spaced, deputies, opens)} for opens in OPENINGS]
    fixed = {}
    for name, steps in LADDERS.items():
        figures = lived(model, ladder(steps), deputies)
        for what in ("known", "at_end"):
            figures[f"review_{what}"] = at_minutes(curve, figures["minutes"], what)
        fixed[name] = figures
    return {"nothing": nothing, "review": curve, "fixed": fixed}


def table(figures: dict[str, Any]) -> list[str]:
    """The figures as lines of columns."""
    rows = [("不复习", figures["nothing"])]
    rows += [(f"复习，{one['opens']:.0%} 的日子打开", one) for one in figures["review"]]
    rows += list(figures["fixed"].items())
    lines = ["  平均  半年  一年  两年   分钟  同样分钟的复习：平均 两年   做法"]
    for name, one in rows:
        same = [one.get("review_known"), one.get("review_at_end")]
        beside = "  ".join("     " if value is None else f"{value:5.0%}" for value in same)
        marks = " ".join(f"{value:5.0%}" for value in (one["known"], *one["at"]))
        lines.append(f" {marks} {one['minutes']:6.0f}             {beside}   {name}")
    return lines


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
        print(f"\n遗忘模型：{model}；{asked.deputies} 人，每人 {QUESTIONS} 题，两年")
        print("\n".join(table(figures)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
