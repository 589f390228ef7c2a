"""A report as JSON in one fixed spelling, and back: dates and decimals keep their kind."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from training.insight import charts, tables
from training.insight.exports import Cell, Column, Table
from training.insight.figures import Overview

FORMAT = 1


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
    """The sums by which two reports are compared, and by unit under its name."""

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
        **{name: getattr(report, name) for name in ("head", "remark", "names", "figures")},
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
    )


def digest_of(payload: str) -> str:
    """SHA-256 of a payload, in hexadecimal."""
    return hashlib.sha256(payload.encode()).hexdigest()


def figures_of(told: Overview) -> dict[str, int]:
    """The sums of an overview, and those behind and finished of each unit under its name."""
    total = told.total
    found = {
        "should": total.should,
        "finished": total.finished,
        "ontrack": total.on_track,
        "behind": total.behind,
        "notstarted": total.not_started,
    }
    for line in told.units:
        found[f"finished:{line.name}"] = line.tally.finished
        found[f"behind:{line.name}"] = line.tally.behind
    return found


def tables_of(told: Overview) -> list[Table]:
    """The tables of an overview with their rows taken out of any stream."""
    return [
        Table(one.title, one.columns, list(one.rows), totalled=one.totalled, key=one.key)
        for one in tables.overview_tables(told)
    ]
