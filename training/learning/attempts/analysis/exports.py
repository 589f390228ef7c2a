"""The table of an analysis as a file."""

import csv
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.learning.attempts.analysis.selectors import Analysed, Line
from training.learning.attempts.analysis.words import FIGURES, SELECTIONS
from training.people import audit
from training.people.models import User
from training.people.spreadsheets import harmless


@dataclass(frozen=True)
class Exported:
    """A file ready to be handed out."""

    name: str
    content: bytes


def _row(line: Line, selection: str) -> list[Any]:
    """Figures with all their digits; empty where one is not defined."""
    version = line.version
    enough = line.figures.get("enough", True)
    return [
        line.place,
        line.part or "",
        harmless(version.number) if version else _("（抽题）"),
        version.num if version else "",
        line.kind,
        harmless(str(line.figures.get("stem", ""))),
        selection,
        *("" if line.figures[code] is None else line.figures[code] for code in FIGURES),
        "；".join(line.flags) if enough else _("样本不足"),
    ]


def _as_csv(told: Analysed) -> bytes:
    """UTF-8 with the mark by which Excel knows the encoding."""
    file = StringIO()
    writer = csv.writer(file)
    head = [_("题位"), _("小题"), _("题号"), _("版本"), _("题型"), _("题干"), _("计入")]
    writer.writerow([*head, *FIGURES.values(), _("提示")])
    words = str(SELECTIONS[told.selection.value])
    writer.writerows(_row(line, words) for line in told.lines())
    return file.getvalue().encode("utf-8-sig")


@transaction.atomic
def export(*, told: Analysed, by: User, now: datetime) -> Exported:
    """The figures of every question and part, noted in the audit log."""
    audit.note(
        actor=by,
        action="export.analysis",
        at=now,
        target=told.quiz.key,
        selection=told.selection.value,
        n=told.n,
    )
    stamp = timezone.localtime(told.computed_at or now).strftime("%Y%m%d-%H%M")
    return Exported(f"{_('题目分析')}-{told.quiz.key}-{stamp}.csv", _as_csv(told))
