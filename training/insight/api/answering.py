"""The tables of the statistics as programs are answered them: the same cells as the page's."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from training.cohorts.models import Cohort
from training.insight import exports, tables
from training.insight.api import schemas
from training.insight.figures import Overview

TYPED = ("number", "percent", "tenths")


def class_line(cohort: Cohort, current: Cohort | None) -> schemas.ClassLine:
    """A class as it stands in a list."""
    return schemas.ClassLine(
        key=cohort.key,
        name=str(cohort),
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        cancelled=cohort.cancelled_at is not None,
        current=cohort == current,
    )


def figures_of(
    told: Overview, line: schemas.ClassLine, filters: Mapping[str, str], wanted: str = ""
) -> schemas.Figures | None:
    """Every table of an overview, or the wanted one; None where there is no such table. No
    query."""
    keys = row_keys(told)
    found = [
        table_of(one, keys[one.key])
        for one in tables.overview_tables(told)
        if wanted in ("", one.key)
    ]
    if not found:
        return None
    units = told.scope.units
    return schemas.Figures(
        congress=str(told.scope.congress),
        cohort=line,
        scope=tables.scope_words(told),
        units=None if units is None else sorted(units),
        filters=dict(filters),
        as_of=timezone.localtime(told.as_of),
        timetable_clock=timezone.localtime(told.clock),
        stale=told.stale,
        release=settings.VERSION,
        tables=found,
    )


def row_keys(told: Overview) -> dict[str, list[int | str | None]]:
    """By table the key of each row; None for a sum."""
    found: dict[str, list[int | str | None]] = {
        key: [*(line.key for line in lines), None] for key, lines in tables.lines_of(told).items()
    }
    return found | {
        "days": [one.day.isoformat() for one in told.trend],
        "points": [one.point_id for one in told.points],
        "measures": [one.key for one in told.measures],
        "measures_by_unit": [line.key for line in told.units],
    }


def table_of(table: exports.Table, keys: Sequence[int | str | None]) -> schemas.Table:
    """A table whose typed columns hold numbers or nothing: words that stand in the place of a
    number are told beside it."""
    withheld: list[schemas.Withheld] = []
    rows: list[list[schemas.Cell]] = []
    for at, cells in enumerate(table.rows):
        rows.append([])
        for column, cell in zip(table.columns, cells, strict=True):
            if isinstance(cell, str) and column.kind in TYPED:
                withheld.append(schemas.Withheld(row=at, column=column.key, words=cell))
                cell = None
            rows[-1].append(_plain(cell))
    columns = [schemas.Column(key=c.key, name=c.name, kind=c.kind) for c in table.columns]
    return schemas.Table(
        key=table.key,
        title=table.title,
        columns=columns,
        row_keys=list(keys),
        rows=rows,
        last_row_is_sum=table.totalled,
        withheld=withheld,
    )


def _plain(cell: exports.Cell) -> schemas.Cell:
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat()
    return cell.isoformat() if isinstance(cell, date) else cell
