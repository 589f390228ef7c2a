"""Excel files of plain tables. What somebody typed stays text: never a formula, number or link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter

from cms.core.spreadsheets import harmless

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float
Rows = Sequence[Sequence[Cell]]
TEXTS_ONLY = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Exported:
    """A file ready to be handed out."""

    name: str
    content: bytes
    content_type: str = EXCEL


def workbook(
    sheets: Mapping[str, Rows], *, widths: Sequence[float] = (14,) * 4, frozen: int = 0
) -> bytes:
    """A sheet for each name, its first row the heading; `widths` in signs from the first column on,
    `frozen` columns stay in sight beside the heading. Prints on landscape pages one page wide."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, TEXTS_ONLY)
    bold = book.add_format({"bold": True, "bottom": 1})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            cells = [harmless(cell) if isinstance(cell, str) else cell for cell in row]
            sheet.write_row(place, 0, cells, bold if place == 0 else None)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, frozen)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    book.close()
    return file.getvalue()
