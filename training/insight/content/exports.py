"""The content reports as one workbook: the figures of the five pages, and what they mean."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.insight.content.asking import Looking
from training.insight.content.cases import CaseReport, case_report
from training.insight.content.lessons import LessonReport, lesson_report
from training.insight.content.questions import QuestionReport, question_report
from training.insight.content.recordings import RecordingReport, recording_report
from training.insight.content.wording import ALL
from training.insight.content.words import WordsReport, words_report
from training.insight.exports import DATE, Cell, Column, Exported, Table, written
from training.people import audit


def _lessons(report: LessonReport) -> Table:
    columns = [
        Column(_("课时"), "long"),
        Column(_("打开过"), "number"),
        Column(_("读到最后一节"), "number"),
        Column(_("学完"), "number"),
        Column(_("没有学完"), "number"),
        Column(_("占打开过"), "percent"),
        Column(_("停得最多的地方"), "long"),
        Column(_("停在那里的人"), "number"),
        Column(_("约需分钟"), "number"),
        Column(_("实际分钟"), "number"),
    ]
    rows: list[list[Cell]] = [
        [
            f"{line.code} {line.title}".strip(),
            line.opened,
            line.through,
            line.completed,
            line.lost,
            line.share,
            line.worst.words if line.worst else "",
            line.worst.people if line.worst else None,
            line.minutes,
            line.median,
        ]
        for line in report.lines
    ]
    return Table(_("课时"), columns, rows)


def _recordings(report: RecordingReport) -> Table:
    columns = [
        Column(_("录音录像"), "long"),
        Column(_("所在页面"), "long"),
        Column(_("开始看"), "number"),
        Column(_("看完"), "number"),
        Column(_("播放过的人"), "number"),
        Column(_("平均略过"), "percent"),
        Column(_("没有人放过"), "percent"),
        Column(_("跳过最多的段落"), "long"),
    ]
    rows: list[list[Cell]] = [
        [
            line.title,
            line.page_title,
            line.started,
            line.finished,
            line.viewers,
            line.average,
            line.unplayed,
            "；".join(f"{one.words} {one.share}%" for one in line.passages),
        ]
        for line in report.lines
    ]
    return Table(_("录音录像"), columns, rows)


def _items(report: QuestionReport) -> Table:
    columns = [
        Column(_("题号")),
        Column(_("题目"), "long"),
        Column(_("用途")),
        Column(_("作答"), "number"),
        Column(_("得分率"), "percent"),
        Column(_("区分度"), "number"),
        Column(_("提示"), "long"),
        Column(_("计算时间"), "date"),
    ]
    rows: list[list[Cell]] = [
        [
            line.number,
            line.stem,
            line.purpose,
            line.answered,
            line.share,
            None if line.discrimination is None else round(line.discrimination, 2),
            "；".join(line.said),
            line.computed_at,
        ]
        for line in report.items
    ]
    return Table(_("要检查的测验题"), columns, rows)


def _practice(report: QuestionReport) -> Table:
    columns = [
        Column(_("题号")),
        Column(_("题目"), "long"),
        Column(_("次数"), "number"),
        Column(_("人数"), "number"),
        Column(_("得分率"), "percent"),
        Column(_("说明")),
    ]
    rows: list[list[Cell]] = [
        [
            line.number,
            line.stem,
            line.tries,
            line.people,
            line.share,
            "" if line.enough else _("样本不足"),
        ]
        for line in report.practice
    ]
    return Table(_("练习题"), columns, rows)


def _cases(report: CaseReport) -> Table:
    columns = [
        Column(_("案例"), "long"),
        Column(_("打开过"), "number"),
        Column(_("都作了决定"), "number"),
        Column(_("占打开过"), "percent"),
    ]
    rows: list[list[Cell]] = [
        [f"{line.code} {line.title}".strip(), line.opened, line.decided, line.share]
        for line in (*report.lines, *report.unopened)
    ]
    return Table(_("案例"), columns, rows)


def _choices(report: CaseReport) -> Table:
    columns = [
        Column(_("案例"), "long"),
        Column(_("换作是你"), "long"),
        Column(_("选过的人"), "number"),
        Column(_("选项"), "long"),
        Column(_("更稳妥")),
        Column(_("选它的人"), "number"),
        Column(_("占"), "percent"),
    ]
    rows: list[list[Cell]] = [
        [
            f"{line.code} {line.title}".strip(),
            decision.prompt,
            decision.people,
            option.text,
            _("是") if option.best else "",
            option.people,
            option.share,
        ]
        for line in report.lines
        for decision in line.decisions
        if decision.shown
        for option in decision.options
    ]
    return Table(_("怎样选"), columns, rows)


def _words(report: WordsReport) -> Table:
    columns = [
        Column(_("人大")),
        Column(_("词")),
        Column(_("次数"), "number"),
        Column(_("最近"), "day"),
    ]
    rows: list[list[Cell]] = [
        [congress, one.words, one.times, one.last_on]
        for congress, words in report.found
        for one in words
    ]
    return Table(_("没有找到的词"), columns, rows)


def _about(look: Looking, report: LessonReport) -> Table:
    rows: list[list[Cell]] = [
        [_("班次"), str(look.cohort or _("全部班次"))],
        [_("在班人数"), report.people],
        [_("数据截至"), timezone.localtime(report.as_of).strftime(DATE)],
    ]
    rows += [[str(one.name), str(one.words)] for one in ALL]
    return Table(_("口径"), [Column(_("项目")), Column(_("说明"), "long")], rows)


@transaction.atomic
def export(*, look: Looking) -> Exported:
    """The workbook, noted in the audit log; cells are those of the pages."""
    lessons, questions, cases = lesson_report(look), question_report(look), case_report(look)
    tables = [
        _lessons(lessons),
        _recordings(recording_report(look)),
        _items(questions),
        _practice(questions),
        _cases(cases),
        _choices(cases),
        _words(words_report(look)),
        _about(look, lessons),
    ]
    target = look.cohort.key if look.cohort else "all"
    audit.note(actor=look.viewer, action="export.content", at=look.now, target=target)
    return written(f"content-{target}", "xlsx", tables, look.now)
