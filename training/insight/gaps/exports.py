"""What a class lacks as Excel and CSV: the numbers of the page."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.insight.exports import (
    DATE,
    Cell,
    Column,
    Exported,
    Table,
    written,
)
from training.insight.gaps import report, wording
from training.insight.gaps.proposal import Topic
from training.insight.gaps.report import Gaps
from training.people import audit
from training.people.models import User


def _figures(where: str, point: str, cell: report.Cell) -> list[Cell]:
    found = cell.found
    if found is None:
        return [point, where, cell.n, None, None, None, None, cell.why_not]
    return [point, where, found.n, found.people, found.share, found.low, found.high, cell.sure]


def points_table(gaps: Gaps) -> Table:
    """A row for every point and township, and one for the class together."""
    columns = [
        Column(_("知识点")),
        Column(_("范围")),
        Column(_("答过题的人"), "number"),
        Column(_("约几人还没掌握"), "number"),
        Column(_("还没掌握"), "percent"),
        Column(_("区间下限"), "percent"),
        Column(_("区间上限"), "percent"),
        Column(_("说明"), "long"),
    ]
    rows = []
    for line in gaps.lines:
        if line.whole:
            rows.append(_figures(_("全班"), line.name, line.whole))
        told = zip(gaps.units, line.cells, strict=True)
        rows += [_figures(str(unit), line.name, cell) for unit, cell in told]
    return Table(_("缺什么"), columns, rows)


def _topic(topic: Topic) -> list[Cell]:
    return [
        topic.name,
        topic.reason,
        topic.advice,
        _("；").join(f"{one.code} {one.title}" for one in topic.taught),
        topic.minutes_taught,
        _("；").join(one.title for one in topic.materials),
    ]


def proposal_table(gaps: Gaps) -> Table:
    """What the next class should teach, the most wanted first."""
    columns = [
        Column(_("知识点")),
        Column(_("理由"), "long"),
        Column(_("建议"), "long"),
        Column(_("本班讲过"), "long"),
        Column(_("本班用了几分钟"), "number"),
        Column(_("可用的课和案例"), "long"),
    ]
    topics = gaps.proposal.topics if gaps.proposal else ()
    return Table(_("下一期讲什么"), columns, [_topic(topic) for topic in topics])


def about_table(gaps: Gaps) -> Table:
    """Of which class and moment the figures are, and what they mean."""
    rows: list[list[Cell]] = [
        [_("班次"), str(gaps.cohort)],
        [_("范围"), gaps.scope_words],
        [_("数据截至"), timezone.localtime(gaps.as_of).strftime(DATE)],
        [_("应训"), str(gaps.should)],
        [_("答过题的人"), str(gaps.answered)],
        [_("做过诊断的人"), str(gaps.diagnosed)],
    ]
    rows += [[str(one.name), str(one.words)] for one in wording.DEFINITIONS]
    return Table(_("口径"), [Column(_("项目")), Column(_("说明"), "long")], rows)


@transaction.atomic
def export(*, gaps: Gaps, kind: str, by: User, now: datetime) -> Exported:
    """The file that was asked for (CSV: the figures by point), noted in the audit log."""
    tables = [points_table(gaps)]
    if gaps.proposal:
        tables.append(proposal_table(gaps))
    audit.note(
        actor=by,
        action="export.gaps",
        at=now,
        target=gaps.cohort.key,
        format=kind,
        people=gaps.answered,
    )
    return written(f"{_('缺什么')}-{gaps.cohort.key}", kind, [*tables, about_table(gaps)], now)
