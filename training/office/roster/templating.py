"""The Excel template: headings, lists to choose from, and a sheet that explains."""

from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from courses.exchange.codecs.excel import GUIDE, text_book
from courses.exchange.templating import list_beside
from training.office.roster.columns import COLUMNS
from training.office.roster.planning import ROLES, TRUTH
from training.office.roster.reading import LISTS
from training.office.roster.understanding import KINDS
from training.people.models import Congress

WIDTHS = {"unit": 14, "delegation": 16, "constituency": 20, "phone": 16, "email": 24, "role": 18}
SHEET = "名册"


def write_template(out: BinaryIO, congress: Congress) -> None:
    """Write it for a congress, with its own townships, delegations and groups on offer."""
    book = text_book(out)
    sheet = book.add_worksheet(SHEET)
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
    text = book.add_format({"num_format": "@"})
    for place, (code, label) in enumerate(COLUMNS.items()):
        sheet.set_column(place, place, WIDTHS.get(code, 12), text)
        sheet.write_string(0, place, label, bold)
    sheet.freeze_panes(1, 0)
    lists = _lists(congress)
    for number, (code, values) in enumerate(lists.items()):
        if values:
            list_beside(sheet, list(COLUMNS).index(code), number, len(values), source=LISTS)
    _write_guide(book)
    _write_lists(book, list(lists.values()))
    book.close()


def _lists(congress: Congress) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {code: [] for code in KINDS}
    for one in congress.organisations.all():
        for code, kinds in KINDS.items():
            if one.kind in kinds:
                found[code].append(one.name)
    return {**found, "role": list(ROLES.values()), "first_term": [TRUTH[True], TRUTH[False]]}


def guide() -> list[tuple[str, str]]:
    """What belongs into each column."""
    return [
        (
            "编号",
            _("每人一个，登录时用它，例如 R066。再次导入时按编号找人，所以不要改，也不要重复用。"),
        ),
        ("姓名", _("必填。生僻字直接打；打不出来的不要用图片或自造字，可以先写同音字，以后再改。")),
        ("镇街", _("新增的人必填，从列表里选。只写“昌国”也认得出“昌国街道”。")),
        ("代表团", _("可以不填。")),
        ("小组", _("可以不填；导入时选了班次才用得上。")),
        ("角色", _("“代表”或“镇街人大办主任”；不填就是代表。工作人员不在名册里导入。")),
        ("初任或连任", _("写“初任”或“连任”；不清楚就空着。")),
        ("选区", _("可以不填。")),
        ("手机", _("11 位。这一列已经设成文本，不会变成 1.38E+10。")),
        ("邮箱", _("可以不填。")),
        (
            "任职日期",
            _("从哪一天起在这个镇街任职，写成 2026-11-23。调动的写调动那一天，不写就从今天算起。"),
        ),
    ]


def _write_guide(book: Any) -> None:
    sheet = book.add_worksheet(GUIDE)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    lines = [
        (
            _("怎么用"),
            _(
                "在“名册”那一张里一行写一个人。列的先后可以换，不用的列可以删，也可以直接用自己的表。"
            ),
        ),
        (
            _("再次导入"),
            _("空着的格子不改动名册上的内容。名册上有、表里没有的人只会列出来，不会停用。"),
        ),
        (_("先看再写"), _("上传以后先给您看每一行会怎样，您选定了才写进名册。")),
        *guide(),
    ]
    for place, (title, told) in enumerate(lines):
        sheet.write_string(place, 0, title, bold)
        sheet.write_string(place, 1, told, wrapped)


def _write_lists(book: Any, lists: list[list[str]]) -> None:
    """What the lists offer, in a sheet that is hidden and never read."""
    sheet = book.add_worksheet(LISTS)
    for row in range(max(map(len, lists))):
        for column, values in enumerate(lists):
            if row < len(values):
                sheet.write_string(row, column, values[row])
    sheet.hide()
