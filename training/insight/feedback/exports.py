"""The results of a class as Excel: the figures of the page, and what was written."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.insight.exports import DATE, Cell, Column, Exported, Table, written
from training.insight.feedback.report import ClassReport, Figure, FormReport
from training.people import audit
from training.people.models import User


def _figure_cells(one: FormReport, figure: Figure) -> list[Cell]:
    counts: tuple[int, ...] | tuple[None, ...] = figure.counts or (None,) * 5
    return [one.title, figure.question.local, figure.n, figure.mean, figure.top, *counts]


def _figures(report: ClassReport) -> Table:
    columns = [
        Column(_("哪一天")),
        Column(_("题目"), "long"),
        Column(_("答了几份"), "number"),
        Column(_("平均（5 最好）"), "number"),
        Column(_("前两档"), "percent"),
        *(Column(_("第 %(n)d 档") % {"n": n}, "number") for n in range(5, 0, -1)),
    ]
    rows = [_figure_cells(one, figure) for one in report.forms for figure in one.figures]
    return Table(_("按题"), columns, rows)


def _returns(report: ClassReport) -> Table:
    columns = [
        Column(_("哪一天")),
        Column(_("日期")),
        Column(_("应填"), "number"),
        Column(_("打开过"), "number"),
        Column(_("交回"), "number"),
        Column(_("计入结果"), "number"),
    ]
    rows: list[list[Cell]] = [
        [one.title, str(one.form.date), one.should, one.given, one.returned, one.counted]
        for one in report.forms
    ]
    return Table(_("交回情况"), columns, rows)


def _words(report: ClassReport) -> Table:
    rows: list[list[Cell]] = [
        [one.title, said.question.local, words]
        for one in report.forms
        for said in one.said
        for words in said.words
    ]
    columns = [Column(_("哪一天")), Column(_("题目")), Column(_("写的话"), "long")]
    return Table(_("意见"), columns, rows)


def _about(report: ClassReport) -> Table:
    at = timezone.localtime(report.as_of)
    rows: list[list[Cell]] = [
        [_("班次"), str(report.cohort)],
        [_("截至"), at.strftime(DATE)],
        [_("说明"), _("不记名。不满五份的不显示；意见打乱了次序，同一个人写的不在一起。")],
    ]
    if report.sample:
        rows.append([_("注意"), _("这是演示数据。")])
    return Table(_("说明"), [Column(_("项目")), Column(_("内容"), "long")], rows)


@transaction.atomic
def export(*, report: ClassReport, by: User, now: datetime) -> Exported:
    """The workbook, noted in the audit log."""
    tables = [_figures(report), _returns(report), _words(report), _about(report)]
    audit.note(actor=by, action="export.feedback", at=now, target=report.cohort.key)
    return written(f"feedback-{report.cohort.key}", "xlsx", tables, now)
