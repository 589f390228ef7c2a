"""A round's result as Excel: figures for everybody who runs it, names for trainers of a named one.
What people typed is never taken for a formula."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.workbooks import Cell, Exported, workbook
from training.learning.live import asking, selectors
from training.learning.live.models import LiveRound
from training.learning.live.selectors import Result
from training.people import audit
from training.people.models import User

Rows = list[list[Cell]]


def fate_name(fate: str) -> str:
    """What became of a project, in words."""
    return {"chosen": _("当选"), "tied": _("并列待定"), "not": _("未当选")}[fate]


def _about(live: LiveRound, result: Result, now: datetime) -> Rows:
    when = [live.opened_at, live.closed_at, live.revealed_at]
    opened, closed, revealed = (_moment(at) if at else "" for at in when)
    rules: Rows = [[_("规则"), rule] for rule in asking.rules_of(live)]
    return [
        [_("项目"), _("说明")],
        [_("班次"), live.cohort.name],
        [_("形式"), str(live.get_kind_display())],
        [_("题目"), live.ask],
        [_("记不记名"), _("实名") if live.named else _("不记名")],
        *rules,
        [_("开始时间"), opened],
        [_("停止时间"), closed],
        [_("公布时间"), revealed],
        [_("全班人数"), live.electorate],
        [_("作答人数"), result.answered],
        [_("数据截至"), _moment(now)],
    ]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _figures(result: Result) -> Rows:
    if result.hidden:
        return [[_("作答不足 %d 人，不显示结果。") % selectors.FEWEST]]
    if result.election is not None:
        return _ballot(result)
    if result.lines:
        return _lines(result)
    head: list[Cell] = [_("词语"), _("人数"), _("上了大屏幕")]
    words: Rows = [
        [word.group.text, word.group.count, _("是") if word.shown else _("否")]
        for word in result.words
    ]
    return [head, *words]


def _lines(result: Result) -> Rows:
    head: list[Cell] = [_("选项"), _("内容"), _("人数"), _("百分比"), _("正确")]
    lines: Rows = [
        [
            line.option.mark,
            line.option.text,
            line.bar.count,
            line.bar.percent,
            _("是") if line.bar.right else "",
        ]
        for line in result.lines
    ]
    return [head, *lines]


def _ballot(result: Result) -> Rows:
    told = result.election
    if told is None:
        return []
    head: list[Cell] = [_("名次"), _("编号"), _("项目"), _("赞成票"), _("结果")]
    ranked: Rows = [
        [
            row.ranked.place,
            row.option.mark,
            row.option.text,
            row.ranked.votes,
            fate_name(row.ranked.fate),
        ]
        for row in result.rows
    ]
    totals: Rows = [
        [_("收回"), told.cast],
        [_("有效票"), told.valid],
        [_("废票"), told.invalid],
        [_("弃权票"), told.blank],
        [_("当选至少要"), told.needed],
    ]
    return [head, *ranked, [""], *totals]


@transaction.atomic
def export(*, live: LiveRound, names: bool, by: User, now: datetime) -> Exported:
    """One round's file, noted in the audit log; who answered what where `names` is asked for."""
    result = selectors.result_of(live, on_wall=False)
    sheets = {_("结果"): _figures(result), _("说明"): _about(live, result, now)}
    if names and live.named:
        sheets[_("名单")] = _people(selectors.by_name(live))
    audit.note(
        actor=by,
        action="export.live",
        at=now,
        target=str(live.uuid),
        answers=result.answered,
        names=names and live.named,
    )
    stamp = timezone.localtime(now).strftime("%Y%m%d-%H%M")
    return Exported(f"{_('课堂互动')}-{stamp}.xlsx", workbook(sheets, widths=[22] * 5))


def _people(found: Sequence[selectors.Named]) -> Rows:
    rows: Rows = [[_("编号"), _("姓名"), _("回答"), _("答对")]]
    for one in found:
        right = "" if one.right is None else _("是") if one.right else _("否")
        rows.append([one.learner.number or one.learner.username, str(one.learner), one.said, right])
    return rows
