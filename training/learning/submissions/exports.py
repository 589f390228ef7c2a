"""The results of a task as an Excel file."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.workshops.models import WritingTask
from training.learning.submissions.queue import Result, results
from training.people import audit
from training.people.models import User
from training.people.spreadsheets import harmless

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Exported:
    """A file ready to be handed out."""

    name: str
    content: bytes


def _head(codes: list[str]) -> list[str]:
    first = [
        _("编号"),
        _("姓名"),
        _("班次"),
        _("镇街"),
        _("第几稿"),
        _("标题"),
        _("交稿"),
        _("迟交"),
    ]
    return [*first, *codes, _("得分"), _("等次"), _("合格"), _("评阅人"), _("评阅时间"), _("评语")]


def _when(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _row(result: Result, codes: list[str]) -> list[Any]:
    draft, enrolment, given = result.draft, result.draft.enrolment, result.assessment
    place = [enrolment.cohort, enrolment.unit] if enrolment else ["", ""]
    told: list[Any] = [
        harmless(draft.learner.number),
        harmless(str(draft.learner)),
        *(harmless(str(one)) for one in place),
        draft.number,
        harmless(str(result.submission.parts.get("title", ""))),
        _when(result.submission.submitted_at),
        _("迟交") if result.submission.late else "",
        *(result.levels.get(code, "") for code in codes),
    ]
    if given is None:
        return [*told, "", _("等评阅"), "", "", "", ""]
    passed = _("合格") if result.passed else _("不合格")
    assessor = harmless(str(given.assessor))
    words = [result.band, passed, assessor, _when(given.at), harmless(given.comment)]
    return [*told, float(given.total), *words]


def _as_excel(task: WritingTask, rows: list[Result], now: datetime) -> bytes:
    codes = sorted({code for row in rows for code in row.levels})
    file = BytesIO()
    # Strings stay strings: what somebody typed is never taken for a formula, number or link.
    book = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet(_("评阅结果"))
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, _head(codes), bold)
    for place, row in enumerate(rows, start=1):
        sheet.write_row(place, 0, _row(row, codes))
    foot = _("共 %(n)d 份，%(at)s 导出。") % {"n": len(rows), "at": _when(now)}
    sheet.write(len(rows) + 2, 0, foot)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 4, 12)
    sheet.set_column(5, 5, 36)
    book.close()
    return file.getvalue()


@transaction.atomic
def export(*, task: WritingTask, by: User, now: datetime) -> Exported:
    """Every draft of own classes with its levels, total and comment, noted in the audit log."""
    rows = results(by, task)
    audit.note(actor=by, action="export.drafts", at=now, target=task.key, n=len(rows))
    stamp = timezone.localtime(now).strftime("%Y%m%d-%H%M")
    return Exported(f"{_('稿子评阅')}-{task.key}-{stamp}.xlsx", _as_excel(task, rows, now))
