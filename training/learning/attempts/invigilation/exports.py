"""The list of sittings as a file."""

import csv
from dataclasses import dataclass, replace
from datetime import datetime
from io import StringIO
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.quizzes.models import Quiz
from training.cohorts.models import Enrolment
from training.learning.attempts.invigilation.selectors import Overview, Row, Wanted, overview
from training.learning.attempts.models import Attempt
from training.people import audit
from training.people.models import User
from training.people.spreadsheets import harmless


@dataclass(frozen=True)
class Exported:
    """A file ready to be handed out."""

    name: str
    content: bytes


def _head() -> list[str]:
    return [
        _("姓名"),
        _("编号"),
        _("班次"),
        _("镇街"),
        _("小组"),
        _("第几次"),
        _("状态"),
        _("纸质卷"),
        _("开始"),
        _("截止"),
        _("交卷"),
        _("最后保存"),
        _("已答"),
        _("题数"),
        _("迟到未采纳"),
        _("百分制"),
        _("通过"),
    ]


def _when(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _person(learner: User, enrolment: Enrolment | None) -> list[str]:
    place = [enrolment.cohort, enrolment.unit, enrolment.group] if enrolment else []
    cells = [learner.name, learner.number, *(str(one or "") for one in place)]
    return [harmless(cell) for cell in [*cells, "", "", ""][:5]]


def _cells(row: Row) -> list[Any]:
    one = row.attempt
    verdict = {True: _("通过"), False: _("未通过"), None: ""}[one.passed]
    return [
        *_person(one.learner, one.enrolment),
        one.number,
        row.words,
        _("是") if one.keyed_by_id else "",
        _when(one.started_at),
        _when(one.due_at),
        _when(one.submitted_at),
        _when(row.saved_at),
        row.answered,
        row.asked,
        row.late,
        "" if one.percent is None else one.percent,
        verdict,
    ]


def _as_csv(listed: Overview) -> bytes:
    """UTF-8 with the mark by which Excel knows the encoding; who has not begun comes last."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(_head())
    writer.writerows(_cells(row) for row in listed.rows)
    blank = [""] * (len(_head()) - 7)
    writer.writerows(
        [*_person(one.learner, one), "", _("还没开始"), *blank] for one in listed.absent
    )
    return file.getvalue().encode("utf-8-sig")


@transaction.atomic
def export(
    *, sittings: "QuerySet[Attempt]", quiz: Quiz, wanted: Wanted, by: User, now: datetime
) -> Exported:
    """The list as it was asked for, without pages, noted in the audit log."""
    listed = overview(sittings=sittings, quiz=quiz, wanted=replace(wanted, whole=True), now=now)
    audit.note(
        actor=by,
        action="export.sittings",
        at=now,
        target=quiz.key,
        rows=len(listed.rows),
        absent=len(listed.absent),
        cohorts=[cohort.key for cohort in wanted.cohorts],
        filters={"unit": wanted.unit, "standing": wanted.standing, "name": wanted.name},
    )
    stamp = timezone.localtime(now).strftime("%Y%m%d-%H%M")
    return Exported(f"{_('作答')}-{quiz.key}-{stamp}.csv", _as_csv(listed))
