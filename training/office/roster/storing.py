"""Rows of an import between file, plan and database."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from training.office.roster.known import in_chunks
from training.office.roster.reading import Line
from training.people.rosters import RosterImport, RosterRow

if TYPE_CHECKING:
    from training.office.roster.planning import Planned

PLANNED = ("outcome", "name", "number", "person", "changes", "problems", "question", "answers")
AT_ONCE = 500
UPDATED_AT_ONCE = 100
Asked = tuple[int, Line, Mapping[str, str]]


def lines_of(rows: Sequence[RosterRow]) -> list[Asked]:
    """Stored rows as the planner takes them."""
    return [
        (row.place, Line(row.sheet, row.line, row.cells, row.broken), row.answers) for row in rows
    ]


def insert(job: RosterImport, planned: Sequence["Planned"]) -> None:
    """Write rows that were read and planned for the first time."""
    rows = []
    for plan in planned:
        line = plan.line
        row = RosterRow(
            job=job,
            place=plan.place,
            sheet=line.sheet,
            line=line.number,
            cells=line.cells,
            broken=line.broken,
        )
        _set(row, plan)
        rows.append(row)
    for some in in_chunks(rows, AT_ONCE):
        RosterRow.objects.bulk_create(some)


def store(rows: Sequence[RosterRow], planned: Sequence["Planned"]) -> int:
    """Write the plans that are not the stored ones; how many."""
    changed = [row for row, plan in zip(rows, planned, strict=True) if _set(row, plan)]
    for some in in_chunks(changed, UPDATED_AT_ONCE):
        RosterRow.objects.bulk_update(some, PLANNED)
    return len(changed)


def _set(row: RosterRow, plan: "Planned") -> bool:
    """Put a plan into its row; whether that made a difference."""
    before = [getattr(row, name) for name in PLANNED]
    row.outcome = str(plan.outcome)
    row.name, row.number = plan.wanted.name[:60], plan.wanted.number[:40]
    row.person = plan.person
    row.changes = [list(change) for change in plan.changes]
    row.problems = [asdict(problem) for problem in plan.problems]
    row.question = plan.question
    row.answers = dict(plan.answers)
    return before != [getattr(row, name) for name in PLANNED]
