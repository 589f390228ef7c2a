"""The Excel template: empty rows with lists to choose from, examples of every kind, a guide."""

from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from cms.taxonomy.models import KnowledgePoint
from courses.exchange.codecs.examples import EXAMPLES as WRITTEN
from courses.exchange.codecs.examples import GUIDE as TOLD
from courses.exchange.codecs.excel import EXAMPLES, GUIDE, text_book, write_head, write_row
from courses.exchange.codecs.layout import COLUMNS
from courses.questions.access import categories_for
from courses.questions.kinds.registry import KINDS
from courses.questions.models import Question

ROWS = 2000
"""So many rows offer lists."""
LISTS = "可选的内容"


def write_template(out: BinaryIO, user: Any) -> None:
    """Write it for a person: with the drawers and points she may choose."""
    book = text_book(out)
    sheet = book.add_worksheet("题目")
    write_head(book, sheet)
    lists = {
        "kind": [kind.label for kind in KINDS.values()],
        "use": [str(use.label) for use in Question.Use],
        "difficulty": ["1", "2", "3", "4", "5"],
        "category": [drawer.name for drawer in categories_for(user)],
        "points": [point.name for point in KnowledgePoint.objects.all()],
        "fiction": ["是"],
    }
    places = list(COLUMNS)
    for number, (code, values) in enumerate(lists.items()):
        if values:
            list_beside(sheet, places.index(code), number, len(values))
    examples = book.add_worksheet(EXAMPLES)
    write_head(book, examples)
    for place, row in enumerate(WRITTEN, start=1):
        write_row(examples, place, row)
    _write_guide(book)
    _write_lists(book, list(lists.values()))
    book.close()


def list_beside(sheet: Any, column: int, number: int, count: int, *, source: str = LISTS) -> None:
    """Offer the first `count` cells of a column of the sheet `source` beside the cells of a column;
    other texts can be typed."""
    letter = chr(ord("A") + number)
    sheet.data_validation(
        1,
        column,
        ROWS,
        column,
        {
            "validate": "list",
            "source": f"='{source}'!${letter}$1:${letter}${count}",
            "error_type": "information",
            "error_title": _("不在列表里"),
            "error_message": _("可以这样写；导入时认不出来会告诉您。"),
        },
    )


def _write_guide(book: Any) -> None:
    sheet = book.add_worksheet(GUIDE)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, _("列"), bold)
    sheet.write_string(0, 1, _("写什么"), bold)
    for place, (column, told) in enumerate(TOLD, start=1):
        sheet.write_string(place, 0, _(column), bold)
        sheet.write_string(place, 1, _(told), wrapped)
    last = len(TOLD) + 2
    told = _("题目写在“题目”那一张里；“示例”和“说明”不会导入，可以照着示例写，也可以删掉。")
    sheet.write_string(last, 1, told, wrapped)


def _write_lists(book: Any, lists: list[list[str]]) -> None:
    """What the lists offer, in a sheet that is hidden and never read."""
    sheet = book.add_worksheet(LISTS)
    longest = max(map(len, lists))
    for row in range(longest):
        for column, values in enumerate(lists):
            if row < len(values):
                sheet.write_string(row, column, values[row])
    sheet.hide()
