"""What goes on paper: the timetable as a grid, group lists, seats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from training.cohorts.changes import PARTS, Entry
from training.cohorts.members import in_order, seat_name
from training.cohorts.models import Enrolment
from training.office.classes import selectors
from training.people.models import Organisation

DAYS_ON_A_SHEET = 6


@dataclass(frozen=True)
class Cell:
    """A session in the grid."""

    entry: Entry
    who: str


@dataclass(frozen=True)
class GridRow:
    """A part of the day across the dates of a sheet."""

    part_name: str
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Week:
    """One sheet: dates across, parts of the day down."""

    days: tuple[date, ...]
    rows: tuple[GridRow, ...]


def weeks(table: Sequence[Entry], *, place: str = "") -> list[Week]:
    """The timetable as sheets of so many dates each, only sessions that are held; with `place`,
    those in one room. One query."""
    held = [one for one in table if not one.slot.cancelled]
    held = [one for one in held if not place or one.slot.place == place]
    names = selectors.names_of(held)
    dates = sorted({one.slot.day for one in held})
    sheets = [dates[i : i + DAYS_ON_A_SHEET] for i in range(0, len(dates), DAYS_ON_A_SHEET)]
    return [_week(days, held, names) for days in sheets]


def _week(days: Sequence[date], held: Sequence[Entry], names: dict[str, str]) -> Week:
    rows = []
    for part, name in PARTS.items():
        cells = [
            tuple(
                Cell(one, selectors.who_of(one.slot.trainers, one.slot.guest, names))
                for one in held
                if one.slot.day == day and one.slot.half.part == part
            )
            for day in days
        ]
        if any(cells):
            rows.append(GridRow(str(name), tuple(cells)))
    return Week(tuple(days), tuple(rows))


@dataclass(frozen=True)
class GroupList:
    """A group with its members, for paper."""

    group: Organisation | None
    members: tuple[Enrolment, ...]


def group_lists(members: Iterable[Enrolment]) -> list[GroupList]:
    """Every group that has members, in order; those without a group come last."""
    found: dict[int | None, list[Enrolment]] = {}
    for one in in_order(members, by_group=True):
        found.setdefault(one.group_id, []).append(one)
    return [GroupList(held[0].group, tuple(held)) for held in found.values()]


@dataclass(frozen=True)
class SeatPlan:
    """Who sits where: rows from the front, and who sits elsewhere or nowhere."""

    rows: tuple[tuple[tuple[str, Enrolment | None], ...], ...]
    elsewhere: tuple[Enrolment, ...]
    standing: tuple[Enrolment, ...]


def seat_plan(members: Sequence[Enrolment], *, rows: int, columns: int) -> SeatPlan:
    """The plan of a room of so many rows and places."""
    by_seat = {one.seat: one for one in members if one.seat}
    grid = tuple(
        tuple(
            (seat_name(row, column), by_seat.get(seat_name(row, column)))
            for column in range(1, columns + 1)
        )
        for row in range(1, rows + 1)
    )
    shown = {name for row in grid for name, _who in row}
    return SeatPlan(
        rows=grid,
        elsewhere=tuple(one for one in members if one.seat and one.seat not in shown),
        standing=tuple(one for one in members if not one.seat),
    )
