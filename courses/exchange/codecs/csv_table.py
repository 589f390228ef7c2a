"""CSV and text copied from a spreadsheet, in any encoding people have."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from cms.core.spreadsheets import quoted, unquoted
from courses.exchange.codecs.encodings import decode
from courses.exchange.codecs.found import asked, refuse_long, within
from courses.exchange.codecs.layout import COLUMNS, rows_of
from courses.exchange.codecs.tables import Table, head_of, read_table
from courses.exchange.contract import ROW, Exported, Limits, Reading, Unreadable
from courses.questions.outcome import gettext_noop

DELIMITERS = ",\t;，"


def no_head() -> Unreadable:
    """No row of a table says what its columns are."""
    told = _(
        "没有找到表头：要有一行写着“题型、题干、A、B、C、D、答案”这样的列名。可以先下载模板看看。"
    )
    return Unreadable(str(told), "no_head")


class CsvCodec:
    """Tables as text: commas, semicolons or tabs between the columns."""

    name = "csv"
    label = gettext_noop("CSV 表格")
    extensions = (".csv", ".tsv")

    def read(self, content: bytes, source: str, limits: Limits) -> Reading:
        """Every question with its row; line ends inside a cell do not count."""
        refuse_long(content, limits)
        decoded = decode(content)
        table = Table(text_rows(decoded.text, limits), source=source)
        head = head_of(table)
        if head is None:
            raise no_head()
        found = read_table(table, head, limits)
        said = [decoded.said]
        if head.unused:
            said.append(str(_("没有用到的列：%s。") % "、".join(head.unused)))
        return within(Reading(found, ROW, said=said), limits, source)

    def losses(self, questions: Iterable[Exported]) -> list[str]:
        """A table holds every column."""
        return []

    def write(self, questions: Iterator[Exported], out: BinaryIO, *, with_key: bool) -> None:
        """UTF-8 with a mark, so that Excel shows it right; nothing in it is a formula."""
        text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
        table = csv.writer(text)
        table.writerow(COLUMNS.values())
        for question in questions:
            for row in rows_of(question, question.columns if with_key else asked(question)):
                table.writerow(quoted(row.get(code, "")) for code in COLUMNS)
        text.detach()


def text_rows(text: str, limits: Limits) -> dict[int, dict[int, str]]:
    """Row number → column → text, without empty cells."""
    csv.field_size_limit(max(limits.cell_characters * 4, 100_000))
    rows: dict[int, dict[int, str]] = {}
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=_sign(text)), 1):
            if len(rows) > limits.rows * 2:
                told = _("表格太长，超过 %d 行，请分成几个文件再来。") % (limits.rows * 2)
                raise Unreadable(str(told), "rows")
            if len(cells) > limits.columns:
                raise Unreadable(str(_("表格太宽，超过 %d 列。") % limits.columns), "columns")
            if row := {c: unquoted(cell).strip() for c, cell in enumerate(cells) if cell.strip()}:
                rows[number] = row
    except csv.Error:
        told = _("第 %d 行读不下去：引号没有成对，或者一格太长。") % (max(rows, default=0) + 1)
        raise Unreadable(str(told), "csv") from None
    return rows


def _sign(text: str) -> str:
    """What stands between columns: the sign that divides the first lines into most."""
    head = "\n".join(text.split("\n", 20)[:20])
    return max(DELIMITERS, key=head.count)


CODEC = CsvCodec()
