"""Charts as numbers for drawing: pure, drawn by components/charts as SVG on the server.

Nothing rests on colour alone: lines differ by dash and marker, bars carry their figures, and every
chart stands beside its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 28, 16, 36
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Mark:
    """A place on an axis: where, and what is written there."""

    at: float
    words: str


@dataclass(frozen=True)
class Dot:
    """A value of a line, where it is drawn and what it says."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Drawn:
    """One line: its name, its dots, and the points of its polyline."""

    name: str
    kind: str
    dots: tuple[Dot, ...]

    @property
    def path(self) -> str:
        """The dots as the `points` of a polyline."""
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


@dataclass(frozen=True)
class Lines:
    """A chart of lines over the same places."""

    title: str
    words: str
    lines: tuple[Drawn, ...]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM
    top: int = TOP


def step_for(highest: float, marks: int = 4) -> int:
    """A round step (1, 2 or 5 times a power of ten) by which about so many marks reach a value."""
    rough, size = max(highest, 1) / marks, 1
    while size * STEPS[-1] * 2 <= rough:
        size *= 10
    return next((size * step for step in (*STEPS, 10) if size * step >= rough), size * 10)


def lines(
    *,
    title: str,
    words: str,
    places: Sequence[str],
    series: Sequence[tuple[str, str, Sequence[int]]],
) -> Lines:
    """Lines over named places; `series` holds name, kind (solid or dashed), values. At most eight
    places are labelled, the first and the last among them."""
    highest = max((value for _name, _kind, values in series for value in values), default=0)
    step = step_for(highest)
    top = max(-(-highest // step) * step, step)
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(place: int) -> float:
        return round(LEFT + (wide * place / (len(places) - 1) if len(places) > 1 else wide / 2), 1)

    def y(value: float) -> float:
        return round(TOP + high * (1 - value / top), 1)

    skip = -(-len(places) // 8)
    labelled = {n for n in range(len(places)) if n % skip == 0 and n + skip <= len(places)}
    labelled |= {len(places) - 1} if places else set()
    return Lines(
        title=title,
        words=words,
        lines=tuple(
            Drawn(
                name,
                kind,
                tuple(
                    Dot(x(n), y(value), f"{places[n]} {value}") for n, value in enumerate(values)
                ),
            )
            for name, kind, values in series
        ),
        across=tuple(Mark(x(n), places[n]) for n in sorted(labelled)),
        up=tuple(Mark(y(value), str(value)) for value in range(0, int(top) + 1, step)),
    )


@dataclass(frozen=True)
class Bar:
    """One bar of a chart of shares: 0 to 100 per cent of its width; none where it is hidden."""

    name: str
    value: int | None
    told: str
    url: str = ""

    @property
    def width(self) -> int:
        """Its length out of 100."""
        return max(0, min(self.value or 0, 100))


@dataclass(frozen=True)
class Part:
    """A part of a bar that is divided up: its kind, where it begins and how long it is, out of
    100."""

    kind: str
    x: float
    width: float


def parts(counts: Sequence[tuple[str, int]]) -> tuple[Part, ...]:
    """A whole divided into kinds, in the order given; nothing of nobody, and those of nobody left
    out."""
    whole, begun, found = sum(count for _kind, count in counts), 0, []
    for kind, count in counts:
        if count:
            found.append(Part(kind, round(100 * begun / whole, 2), round(100 * count / whole, 2)))
        begun += count
    return tuple(found)
