"""Hours as Excel and CSV: the rows of the page, the table in force, and nothing taken for a
formula."""

import csv
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.workbooks import Cell, Exported, Rows, workbook
from training.learning.crediting import selectors
from training.learning.crediting.reading import COLUMNS as IMPORTED
from training.learning.crediting.selectors import COLUMNS, Filters, PersonHours
from training.learning.hours.models import NUMBERS, HoursTable
from training.learning.hours.selectors import Account, versions
from training.people import audit
from training.people.access import Scope
from training.people.models import User
from training.people.spreadsheets import harmless

CSV = "text/csv; charset=utf-8"


def people_rows(rows: Sequence[PersonHours]) -> list[list[Cell]]:
    """Heading and people, as the page shows them."""
    head: list[Cell] = [_("编号"), _("姓名"), _("镇街"), _("小组")]
    table: list[list[Cell]] = [[*head, *(str(basis.label) for basis in COLUMNS), _("合计")]]
    for row in rows:
        who = [row.person.number or row.person.username, str(row.person), str(row.unit)]
        parts = [float(part) for part in row.parts]
        table.append([*who, str(row.group or ""), *parts, float(row.total)])
    return table


def account_rows(person: User, account: Account) -> list[list[Cell]]:
    """Heading and lines of one account, the newest day first."""
    head: list[Cell] = [_("日期"), _("类别"), _("学时"), _("说明"), _("办法版次")]
    table: list[list[Cell]] = [head]
    for line in account.lines:
        entry = line.entry
        told: list[Cell] = [str(entry.day), line.kind, float(entry.credit), line.sentence]
        table.append([*told, entry.table.number])
    return [*table, [_("合计"), "", float(account.total), str(person), ""]]


def table_rows(found: Sequence[HoursTable]) -> list[list[Cell]]:
    """Every version of the office's table, a column each."""
    fields = [HoursTable._meta.get_field(name) for name in ("valid_from", *NUMBERS, "reason")]
    table: list[list[Cell]] = [[_("学时办法"), *(_("第 %d 版") % one.number for one in found)]]
    for field in fields:
        values = [getattr(one, field.name) for one in found]
        name = str(getattr(field, "verbose_name", field.name))
        table.append([name, *(_cell(value) for value in values)])
    return table


def about_rows(scope: Scope, filters: Filters, people: int, now: datetime) -> list[list[Cell]]:
    """Of whom, of which days and of which moment the list is."""
    anything = _("全部")
    units = scope.units
    seen = scope.congress.organisations.filter(pk__in=units or ())
    where = filters.unit or (anything if units is None else "、".join(map(str, seen)))
    return [
        [_("项目"), _("说明")],
        [_("人大"), str(scope.congress)],
        [_("镇街"), str(where)],
        [_("小组"), str(filters.group or anything)],
        [_("姓名或编号"), filters.text or anything],
        [_("从"), str(filters.since or _("不限"))],
        [_("到"), str(filters.until or _("不限"))],
        [_("人数"), people],
        [_("数据截至"), timezone.localtime(now).strftime("%Y-%m-%d %H:%M")],
    ]


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return value if isinstance(value, int) else str(value)


def _as_csv(rows: Rows) -> bytes:
    """UTF-8 with a mark by which Excel knows the encoding."""
    file = StringIO()
    for row in rows:
        csv.writer(file).writerow([harmless(c) if isinstance(c, str) else c for c in row])
    return file.getvalue().encode("utf-8-sig")


def _file(name: str, kind: str, sheets: dict[str, Rows], now: datetime) -> Exported:
    stamp = timezone.localtime(now).strftime("%Y%m%d-%H%M")
    if kind == "csv":
        return Exported(f"{name}-{stamp}.csv", _as_csv(next(iter(sheets.values()))), CSV)
    return Exported(f"{name}-{stamp}.xlsx", workbook(sheets))


@transaction.atomic
def export_people(
    *, scope: Scope, filters: Filters, kind: str, by: User, now: datetime
) -> Exported:
    """The list of people with their hours (`xlsx` or `csv`), noted in the audit log."""
    rows = selectors.people_hours(scope, filters)
    told = {name: str(value) for name, value in vars(filters).items() if value}
    audit.note(
        actor=by,
        action="export.hours",
        at=now,
        target=scope.congress.key,
        format=kind,
        people=len(rows),
        filters=told,
    )
    sheets: dict[str, Rows] = {
        _("学时"): people_rows(rows),
        _("学时办法"): table_rows(versions(scope.congress.pk)),
        _("范围"): about_rows(scope, filters, len(rows), now),
    }
    return _file(_("学时"), kind, sheets, now)


@transaction.atomic
def export_account(
    *, person: User, account: Account, kind: str, by: User, now: datetime
) -> Exported:
    """One person's lines (`xlsx` or `csv`), noted in the audit log."""
    audit.note(
        actor=by,
        action="export.hours_account",
        at=now,
        target=str(person.pk),
        format=kind,
        lines=len(account.lines),
    )
    sheets: dict[str, Rows] = {_("学时"): account_rows(person, account)}
    return _file(_("学时-%s") % (person.number or person.username), kind, sheets, now)


def template() -> Exported:
    """An empty file to fill in for the import, with two rows that show how."""
    labels = list(IMPORTED.values())
    rows: Rows = [
        labels,
        ["R001", "", "七月学习会", "学习会", "区人大常委会", "2026-07-03", "", "90", ""],
        ["R001", "", "省人大代表培训班", "省培训班", "", "2026-07-06", "2026-07-08", "", "6"],
    ]
    return Exported("学时导入模板.xlsx", workbook({"名单": rows}))
