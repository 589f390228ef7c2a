"""Handing the figures out as files: noted in the audit log before the first byte leaves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.downloads import attached_file, attached_stream
from training.cohorts.models import Cohort
from training.insight import figures, tables
from training.insight.exports import CSV, EXCEL, Exported, Table, csv_lines, write_excel, written
from training.insight.selectors import Filters
from training.people import audit
from training.people.access import Scope
from training.people.models import User

# Signs that some system refuses in the name of a file.
NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', " "))


@dataclass(frozen=True)
class Wanted:
    """Which figures, by whom and when; `kind` is xlsx or csv, `table` the one table of a CSV."""

    scope: Scope
    cohort: Cohort
    filters: Filters
    order: str
    kind: str
    by: User
    now: datetime
    table: str = ""

    def name(self, title: str) -> str:
        """The name of a file: what it holds, and of which class."""
        return f"{title}-{str(self.cohort).translate(NOT_IN_FILE_NAMES).strip()}"


@dataclass(frozen=True)
class Stream:
    """A file that is written while it is sent: lines of a CSV, or an Excel file to be read."""

    name: str
    content_type: str
    lines: Iterator[bytes] = field(default_factory=lambda: iter(()))
    file: IO[bytes] | None = None


def overview_file(wanted: Wanted) -> Exported:
    """The overview: all its tables as Excel, one of them (else the first) as CSV. LookupError for a
    table that the overview has not."""
    told = figures.overview(
        scope=wanted.scope, cohort=wanted.cohort, now=wanted.now, filters=wanted.filters
    )
    found = tables.overview_tables(told)
    if wanted.table:
        found = [{table.key: table for table in found}[wanted.table]]
    _note(wanted, what="units", rows=len(list(found[0].rows)), people=told.total.should)
    about = tables.definitions_table(told, tables.scope_words(told))
    one = f"-{found[0].title}" if wanted.kind == "csv" else ""
    name = wanted.name(f"{_('完成情况')}{one}")
    return written(name, wanted.kind, [*found, about], wanted.now)


def people_file(wanted: Wanted) -> Stream:
    """The list of people, however long: a CSV in pieces, or an Excel file from a temporary one."""
    asked: dict[str, Any] = {"scope": wanted.scope, "cohort": wanted.cohort, "now": wanted.now}
    sheet = figures.Sheet(order=wanted.order, size=1)
    found = figures.people_page(**asked, filters=wanted.filters, sheet=sheet).total
    _note(wanted, what="people", rows=found, people=found)
    rows = figures.each_person(**asked, filters=wanted.filters, order=wanted.order)
    people = Table(_("名单"), tables.people_columns(), (tables.person_cells(row) for row in rows))

    def about() -> Table:
        told = figures.overview(**asked, filters=_of_cells(wanted.filters))
        words = tables.scope_words(told)
        if wanted.filters.narrows and not told.filters.narrows:
            words = _("%s（经过筛选）") % words
        return tables.definitions_table(told, words)

    return streamed(wanted.name(people.title), wanted.kind, people, about, wanted.now)


def streamed(
    name: str, kind: str, table: Table, about: Callable[[], Table], now: datetime
) -> Stream:
    """A table named with its time: as a CSV in pieces, or as an Excel file, with what it is about,
    from a temporary one. Its rows may be a stream."""
    name += f"-{timezone.localtime(now):%Y%m%d-%H%M}"
    if kind == "csv":
        return Stream(f"{name}.csv", CSV, lines=csv_lines(table))
    file = TemporaryFile()  # noqa: SIM115 - closed by the response that reads it
    write_excel(file, [table, about()])
    file.seek(0)
    return Stream(f"{name}.xlsx", EXCEL, file=file)


def sent(stream: Stream) -> HttpResponseBase:
    """The response that hands it out."""
    told = {"name": stream.name, "content_type": stream.content_type}
    if stream.file is not None:
        return attached_file(stream.file, **told)
    return attached_stream(stream.lines, **told)


def _of_cells(filters: Filters) -> Filters:
    """The filters that cells know."""
    return Filters(
        unit=filters.unit,
        delegation=filters.delegation,
        group=filters.group,
        first_term=filters.first_term,
    )


def _note(wanted: Wanted, *, what: str, rows: int, people: int) -> None:
    audit.note(
        actor=wanted.by,
        action="export.completion",
        at=wanted.now,
        target=wanted.cohort.key,
        what=what,
        format=wanted.kind,
        rows=rows,
        people=people,
        filters={key: value for key, value in vars(wanted.filters).items() if value is not None},
    )
