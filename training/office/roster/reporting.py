"""What came of an import, as Excel: the office's own columns, and beside each row the result and
what is to be put right. Corrected, the same file can be imported again."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from courses.exchange.codecs.excel import LONGEST, text_book
from training.office.roster import columns, selectors
from training.office.roster.reading import Sheet
from training.people.rosters import RosterImport, RosterRow

COLOURS = {
    RosterRow.Outcome.ERROR: "#FBE3E0",
    RosterRow.Outcome.QUESTION: "#FFF3D6",
    RosterRow.Outcome.NEW: "#E3F2E6",
    RosterRow.Outcome.TRANSFER: "#E6EEF9",
}
BAD_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
NAME_OF_ONE = "名册"


def write_report(job: RosterImport, out: BinaryIO) -> None:
    """Write every row of an import, sheet by sheet; rows pass one by one."""
    book = text_book(out)
    formats = _Formats(book)
    used: set[str] = set()
    for number, told in enumerate(job.sheets):
        sheet = Sheet(**told)
        page = book.add_worksheet(_sheet_name(sheet.name, number, used))
        _write_head(page, sheet, formats)
        rows = job.rows.filter(sheet=number).iterator(chunk_size=500)
        for place, row in enumerate(rows, start=1):
            _write_row(page, place, list(_cells(job, sheet, row)), formats.of(row))
    book.close()


class _Formats:
    """The looks of cells, made once for a workbook."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
        plain = {"num_format": "@", "valign": "top"}
        self.plain = book.add_format(plain)
        self.coloured = {
            str(outcome): book.add_format(plain | {"bg_color": colour})
            for outcome, colour in COLOURS.items()
        }

    def of(self, row: RosterRow) -> Any:
        """By the outcome."""
        return self.coloured.get(row.outcome, self.plain)


def _sheet_name(name: str, number: int, used: set[str]) -> str:
    """A name that a workbook admits: short, of allowed signs, and used once."""
    short = name.translate(BAD_IN_NAMES).strip()[:25] or NAME_OF_ONE
    if short.casefold() in used:
        short = f"{short} {number + 1}"
    used.add(short.casefold())
    return short


def _write_head(page: Any, sheet: Sheet, formats: _Formats) -> None:
    titles = [*sheet.titles, columns.RESULT, columns.TOLD, columns.PLACE]
    for place, title in enumerate(titles):
        page.set_column(place, place, 60 if title == columns.TOLD else 14, formats.plain)
        page.write_string(0, place, title[:LONGEST], formats.head)
    page.freeze_panes(1, 0)


def _cells(job: RosterImport, sheet: Sheet, row: RosterRow) -> Iterator[str]:
    """The row as it was, its number filled in where one was given, and what came of it."""
    own = [*row.cells, *[""] * (len(sheet.titles) - len(row.cells))]
    yield from own
    yield selectors.fate(job, row)
    yield "\n".join(selectors.told_of(row))
    yield str(row.line)


def _write_row(page: Any, place: int, cells: list[str], look: Any) -> None:
    for column, text in enumerate(cells):
        page.write_string(place, column, text[:LONGEST], look)
