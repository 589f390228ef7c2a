"""Before and after as Excel and CSV: the numbers of the page."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.insight.effect import wording
from training.insight.effect.report import Effect, Line
from training.insight.exports import (
    DATE,
    Cell,
    Column,
    Exported,
    Table,
    written,
)
from training.people import audit
from training.people.models import User


def _columns(first: str) -> list[Column]:
    return [
        Column(first),
        Column(_("前后都测的人"), "number"),
        Column(_("前测得分率"), "percent"),
        Column(_("后测得分率"), "percent"),
        Column(_("提高幅度"), "number"),
        Column(_("区间下限"), "number"),
        Column(_("区间上限"), "number"),
        Column(_("说明"), "long"),
    ]


def _cells(line: Line) -> list[Cell]:
    found = line.gain
    if found is None:
        return [line.name, line.n, None, None, None, None, None, line.why_hidden]
    told = found.gain is not None and found.low is not None
    return [
        line.name,
        line.n,
        line.before,
        line.after,
        wording.two_places(found.gain),
        wording.two_places(found.low),
        wording.two_places(found.high),
        "" if told else line.interval or line.gained,
    ]


def _table(title: str, lines: Sequence[Line], effect: Effect) -> Table:
    rows = [_cells(line) for line in (*lines, effect.whole)]
    return Table(title, _columns(title), rows, totalled=True)


def _about(effect: Effect) -> Table:
    rows: list[list[Cell]] = [
        [_("班次"), str(effect.cohort)],
        [_("范围"), effect.scope_words],
        [_("数据截至"), timezone.localtime(effect.as_of).strftime(DATE)],
        [_("应训"), str(len(effect.people))],
        [_("前后都测的人"), str(len(effect.paired))],
        [_("只做了前测"), str(effect.only_before)],
        [_("只做了后测"), str(effect.only_after)],
        [_("先后测、再前测"), str(effect.too_late)],
        [_("两次都没做"), str(effect.neither)],
        [_("后测不是第一次考的"), str(effect.again)],
    ]
    if effect.mean:
        rows.append([_("个人提高幅度的平均"), "{}（{}）".format(*effect.mean_words)])
        rows.append([_("计入平均的人"), str(effect.mean.n)])
        rows.append([_("前测全对、没有计入的人"), str(effect.mean.full)])
    rows += [[str(one.name), str(one.words)] for one in wording.DEFINITIONS]
    rows += [[_("请注意"), str(words)] for words in wording.CAUTIONS]
    return Table(_("口径"), [Column(_("项目")), Column(_("说明"), "long")], rows)


def tables_of(effect: Effect) -> list[Table]:
    """By point, by township, by group, by kind of term; what the figures mean comes last."""
    return [
        _table(_("知识点"), effect.points, effect),
        _table(_("镇街"), effect.units, effect),
        _table(_("小组"), effect.groups, effect),
        _table(_("初任或连任"), effect.first_terms, effect),
        _about(effect),
    ]


@transaction.atomic
def export(*, effect: Effect, kind: str, by: User, now: datetime) -> Exported:
    """The file that was asked for (CSV: the table by point), noted in the audit log."""
    tables = tables_of(effect)
    audit.note(
        actor=by,
        action="export.effect",
        at=now,
        target=effect.cohort.key,
        format=kind,
        people=len(effect.paired),
    )
    return written(f"{_('培训前后')}-{effect.cohort.key}", kind, tables, now)
