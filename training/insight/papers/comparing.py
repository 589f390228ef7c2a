"""Two kept reports side by side."""

from dataclasses import dataclass

from training.insight.papers.freezing import Report, UnitFigures

COMPARED = ("finished", "behind", "notstarted")


@dataclass(frozen=True)
class Pair:
    """A figure in both reports; None where one does not know it."""

    now: int | None
    other: int | None

    @property
    def change(self) -> str:
        """By how much the first is more than the other, with its sign; empty where one is not
        known."""
        if self.now is None or self.other is None:
            return ""
        return f"{self.now - self.other:+d}" if self.now != self.other else "0"


@dataclass(frozen=True)
class Difference:
    """A unit's figures in both: finished, behind, not started. No name means the whole class."""

    name: str
    pairs: tuple[Pair, ...]


def compared(one: Report, other: Report) -> list[Difference]:
    """The class and every unit that either report knows, as (the one, the other). Units are the
    same by their key, whatever they were called then."""
    whole = tuple(Pair(one.figures.get(name), other.figures.get(name)) for name in COMPARED)
    by_key = all(unit.key is not None for unit in (*one.units, *other.units))
    mine, others = _by(one, by_key), _by(other, by_key)
    found = [Difference("", whole)]
    for key in {**mine, **others}:
        now, was = mine.get(key), others.get(key)
        name = (now or others[key]).name
        pairs = (Pair(getattr(now, what, None), getattr(was, what, None)) for what in COMPARED)
        found.append(Difference(name, tuple(pairs)))
    return found


def _by(report: Report, by_key: bool) -> dict[int | str | None, UnitFigures]:
    return {unit.key if by_key else unit.name: unit for unit in report.units}
