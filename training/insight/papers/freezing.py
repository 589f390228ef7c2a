"""A report as JSON in one fixed spelling, and back: dates and decimals keep their kind."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from training.insight import charts, tables
from training.insight.exports import Cell, Column, Table
from training.insight.figures import Overview
from training.insight.selectors import Tally

FORMAT = 2
"""1 knew units by their names only, and had no stamp."""
COUNTS = ("should", "finished", "behind", "notstarted")


@dataclass(frozen=True)
class UnitFigures:
    """A unit's sums, by which reports are compared; None where an old report does not know them."""

    key: int | None
    name: str
    should: int | None
    finished: int | None
    behind: int | None
    notstarted: int | None


@dataclass(frozen=True)
class Report:
    """Everything a report says: head, sentences, tables, days of the trend, definitions."""

    head: Mapping[str, str]
    sentences: Sequence[str]
    attention: Sequence[str]
    remark: str
    tables: Sequence[Table]
    days: Sequence[tuple[str, int, int]]
    names: tuple[str, str, str]
    definitions: Sequence[tuple[str, str]]
    figures: Mapping[str, int]
    """The sums by which two reports are compared."""
    units: Sequence[UnitFigures]
    stamp: Mapping[str, Any] = field(default_factory=dict)
    """Of a kept report its number, when, by whom and with which release; empty of a living one."""

    @property
    def language(self) -> str:
        """The language it was written in, in which it is drawn for everybody."""
        return self.head.get("language", settings.LANGUAGE_CODE)

    def table(self, key: str) -> Table | None:
        """A table by its key; None for one that the report has not."""
        return next((one for one in self.tables if one.key == key), None)

    @property
    def trend(self) -> charts.Lines | None:
        """The days as a chart; none of a single day."""
        if len(self.days) < 2:
            return None
        title, done, planned = self.names
        return charts.lines(
            title=title,
            words=title,
            places=[day[5:] for day, _done, _planned in self.days],
            series=[
                (done, "solid", [n for _day, n, _planned in self.days]),
                (planned, "dashed", [n for _day, _done, n in self.days]),
            ],
        )


def _packed(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"time": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, Decimal):
        return {"decimal": str(cell)}
    return cell


def _unpacked(cell: Any) -> Cell:
    if not isinstance(cell, dict):
        return cell
    if "time" in cell:
        return datetime.fromisoformat(cell["time"])
    if "day" in cell:
        return date.fromisoformat(cell["day"])
    return Decimal(cell["decimal"])


def packed(report: Report) -> str:
    """The one spelling of a report."""
    told = {
        "format": FORMAT,
        **{name: getattr(report, name) for name in ("head", "remark", "names", "figures", "stamp")},
        "units": [astuple(one) for one in report.units],
        "sentences": list(report.sentences),
        "attention": list(report.attention),
        "days": [list(day) for day in report.days],
        "definitions": [list(pair) for pair in report.definitions],
        "tables": [
            {
                "title": table.title,
                "key": table.key,
                "totalled": table.totalled,
                "columns": [[column.name, column.kind] for column in table.columns],
                "rows": [[_packed(cell) for cell in row] for row in table.rows],
            }
            for table in report.tables
        ],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unpacked(payload: str) -> Report:
    """The report that a payload holds."""
    told = json.loads(payload)
    return Report(
        head=told["head"],
        sentences=told["sentences"],
        attention=told["attention"],
        remark=told["remark"],
        tables=[
            Table(
                one["title"],
                [Column(*column) for column in one["columns"]],
                [[_unpacked(cell) for cell in row] for row in one["rows"]],
                totalled=one["totalled"],
                key=one["key"],
            )
            for one in told["tables"]
        ],
        days=[tuple(day) for day in told["days"]],
        names=tuple(told["names"]),
        definitions=[tuple(pair) for pair in told["definitions"]],
        figures=told["figures"],
        units=_units(told),
        stamp=told.get("stamp", {}),
    )


def _units(told: Mapping[str, Any]) -> list[UnitFigures]:
    if told["format"] > 1:
        return [UnitFigures(*one) for one in told["units"]]
    figures = told["figures"]
    names = [key.partition(":")[2] for key in figures if key.startswith("finished:")]
    return [
        UnitFigures(None, name, None, figures[f"finished:{name}"], figures[f"behind:{name}"], None)
        for name in names
    ]


def digest_of(payload: str) -> str:
    """SHA-256 of a payload, in hexadecimal."""
    return hashlib.sha256(payload.encode()).hexdigest()


def figures_of(total: Tally) -> dict[str, int]:
    """The sums of some people."""
    return {
        "should": total.should,
        "finished": total.finished,
        "ontrack": total.on_track,
        "behind": total.behind,
        "notstarted": total.not_started,
    }


def units_of(told: Overview) -> list[UnitFigures]:
    """The sums of each unit."""
    found = []
    for line in told.units:
        sums = figures_of(line.tally)
        found.append(UnitFigures(line.key, line.name, *(sums[name] for name in COUNTS)))
    return found


def tables_of(told: Overview) -> list[Table]:
    """The tables of an overview with their rows taken out of any stream."""
    return [
        Table(one.title, one.columns, list(one.rows), totalled=one.totalled, key=one.key)
        for one in tables.overview_tables(told)
    ]
