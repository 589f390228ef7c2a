"""Who was there, as Excel: people against sessions, each record, and what the words mean."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.workbooks import Exported, workbook
from training.cohorts.models import Cohort
from training.learning.attendance.rules import OF_A_SESSION
from training.learning.attendance.selectors import HERE, Book, Cell, members
from training.people import audit
from training.people.models import User

Line = Sequence[str | int]


def _clock(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _wide(lines: list[tuple[Line, list[Cell]]], head: Line) -> list[Line]:
    """A line a person, a column a session."""
    table: list[Line] = [head]
    for who, cells in lines:
        states = [cell.state for cell in cells]
        late = states.count("late") + states.count("uncounted")
        tally = [
            sum(state in HERE for state in states),
            late,
            states.count("leave"),
            states.count("absent"),
        ]
        table.append([*who, *(cell.label for cell in cells), *tally])
    return table


def _long(lines: list[tuple[Line, list[Cell]]]) -> list[Line]:
    """A line a record."""
    table: list[Line] = [
        [_("编号"), _("姓名"), _("单元"), _("状态"), _("到的时间"), _("方式"), _("登记人")]
    ]
    for who, cells in lines:
        for cell in cells:
            if cell.record:
                by = str(cell.record.recorded_by or "")
                how = cell.record.get_how_display()
                code = cell.scheduled.session.code
                table.append([*who[:2], code, cell.label, _clock(cell.record.at), how, by])
    return table


def _about(cohort: Cohort, people: int, now: datetime) -> list[Line]:
    return [
        [_("项目"), _("说明")],
        [_("班次"), str(cohort)],
        [_("人数"), people],
        [_("数据截至"), _clock(now)],
        [_("请假"), _("工作机构准假的；不算到课，也不算缺席。")],
        [_("缺席"), _("别人签了到，下课后仍没有签到，也没有准假。")],
        [_("取消"), _("这节课取消了，谁都不算缺席。")],
        [_("没有组织签到"), _("这节课没有一个人签到，谁都不算缺席。")],
    ]


@transaction.atomic
def export(*, cohort: Cohort, by: User, now: datetime) -> Exported:
    """A class's attendance as an Excel file, noted in the audit log. Six queries."""
    sessions = list(cohort.timetable.select_related(*OF_A_SESSION).order_by("starts_at"))
    book, people = Book(sessions, now), members(cohort)
    lines: list[tuple[Line, list[Cell]]] = []
    for one in people:
        person = one.learner
        group = str(one.group) if one.group else ""
        who = [person.number or person.username, str(person), str(one.unit), group]
        lines.append((who, [book.cell(person.pk, session) for session in sessions]))
    head = [_("编号"), _("姓名"), _("镇街"), _("小组")]
    head += [
        f"{one.session.code} {timezone.localtime(one.starts_at):%m-%d %H:%M}" for one in sessions
    ]
    head += [_("到课"), _("其中迟到"), _("请假"), _("缺席")]
    audit.note(actor=by, action="export.attendance", at=now, target=cohort.key, people=len(people))
    content = workbook(
        {
            _("签到表"): _wide(lines, head),
            _("明细"): _long(lines),
            _("说明"): _about(cohort, len(people), now),
        },
        widths=[12] * 4,
        frozen=2,
    )
    stamp = timezone.localtime(now).strftime("%Y%m%d-%H%M")
    return Exported(f"{_('签到表')}-{cohort.key}-{stamp}.xlsx", content)
