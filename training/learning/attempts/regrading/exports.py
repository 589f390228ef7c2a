"""The decisions on a quiz's marks as a file."""

import csv
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.quizzes.models import Quiz
from training.learning.attempts.regrading.selectors import Past, past
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
        _("时间"),
        _("谁"),
        _("题号"),
        _("版本"),
        _("处理办法"),
        _("答案"),
        _("范围"),
        _("只限几份"),
        _("取消及格"),
        _("理由"),
        _("成绩有变"),
        _("升"),
        _("降"),
        _("新及格"),
        _("取消了及格"),
        _("保留了及格"),
        _("完成"),
        _("已撤回"),
    ]


def _when(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _cells(one: Past) -> list[Any]:
    made = one.decision
    return [
        _when(made.at),
        harmless(str(made.by)),
        harmless(made.version.question.number),
        made.version.num,
        one.verb,
        harmless(one.answer),
        _("这个测验") if made.quiz_id else _("所有测验"),
        len(made.only) or "",
        _("是") if made.withdraws else "",
        harmless(made.reason),
        one.changed,
        one.up,
        one.down,
        one.newly_passed,
        one.newly_failed,
        one.pass_kept,
        _when(one.finished_at),
        _when(one.taken_back.at) if one.taken_back else "",
    ]


@transaction.atomic
def export(*, quiz: Quiz, by: User, now: datetime) -> Exported:
    """The same decisions and numbers as the page shows, noted in the audit log."""
    decisions = past(quiz)
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(_head())
    writer.writerows(_cells(one) for one in decisions)
    audit.note(actor=by, action="export.regradings", at=now, target=quiz.key, rows=len(decisions))
    stamp = timezone.localtime(now).strftime("%Y%m%d-%H%M")
    # The byte order mark tells Excel the encoding.
    return Exported(f"{_('重评')}-{quiz.key}-{stamp}.csv", file.getvalue().encode("utf-8-sig"))
