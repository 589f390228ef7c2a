"""What an import did, question by question: for the page, for commands, and as an Excel file."""

from collections.abc import Iterator
from typing import BinaryIO

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from courses.exchange.codecs.excel import text_book
from courses.exchange.commanding import Told
from courses.exchange.contract import LINE, OF_QUESTION, PARAGRAPH, ROW
from courses.exchange.models import ImportJob, ImportRow
from courses.questions.kinds.columns import LABELS

Outcome = ImportRow.Outcome


def column_name(code: str) -> str:
    """What people call a column: 2.answer is 小题 2 的答案."""
    number, dot, rest = code.partition(".")
    if dot and number.isdecimal():
        return _("小题 %(number)s 的%(column)s") % {"number": number, "column": column_name(rest)}
    label = {**OF_QUESTION, **LABELS, "part": "小题"}.get(code, code)
    if len(label) == 1:
        return _("选项 %s") % label
    return _(label)


def place_name(counts: str, row: int) -> str:
    """Where something is in the file; empty for the file as a whole."""
    told = {ROW: _("第 %d 行"), PARAGRAPH: _("第 %d 段"), LINE: _("第 %d 行")}
    return (told.get(counts) or _("第 %d 题")) % row if row else ""


def counts_of(job: ImportJob) -> dict[str, int]:
    """How many rows there are of each outcome, how many are ticked or have warnings; one query."""
    return job.rows.aggregate(
        **{outcome: Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome.values},
        ticked=Count("pk", filter=Q(chosen=True)),
        new_chosen=Count("pk", filter=Q(chosen=True, outcome=Outcome.NEW)),
        update_chosen=Count("pk", filter=Q(chosen=True, outcome=Outcome.UPDATE)),
        taken_back=Count("pk", filter=Q(undone=True)),
        noted=Count("pk", filter=~Q(note="")),
        total=Count("pk"),
    )


def summary(job: ImportJob) -> Told:
    """What was (or would be) done; two queries."""
    counted = counts_of(job)
    kept = ("source", "row", "column", "code", "message")
    # A file in which nothing was found is not taken either.
    of_file = [problem for problem in job.problems if not counted["total"]]
    refused = [
        problem
        for row in job.rows.filter(outcome=Outcome.REJECTED).only("problems")
        for problem in row.errors
    ]
    return Told(
        created=counted["new_chosen"],
        updated=counted["update_chosen"],
        unchanged=counted[Outcome.UNCHANGED],
        rejected=[{name: problem[name] for name in kept} for problem in [*of_file, *refused]],
        rejected_rows=counted[Outcome.REJECTED],
        said=list(job.said),
    )


def write_report(job: ImportJob, out: BinaryIO) -> None:
    """Every question of an import with what became of it and its problems beside it, as Excel."""
    book = text_book(out)
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet = book.add_worksheet(_("导入结果"))
    titles = (_("位置"), _("题号"), _("题型"), _("题干"), _("结果"), _("问题"), _("相似的题"))
    widths = (12, 12, 10, 50, 12, 60, 40)
    for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.set_column(column, column, width, wrapped)
        sheet.write_string(0, column, title, bold)
    sheet.freeze_panes(1, 0)
    for place, cells in enumerate(_report_rows(job), start=1):
        for column, text in enumerate(cells):
            if text:
                sheet.write_string(place, column, text[:32_767])
    book.close()


def _report_rows(job: ImportJob) -> Iterator[tuple[str, ...]]:
    for row in job.rows.all().iterator(chunk_size=500):
        problems = [
            "：".join(filter(None, [column_name(p["column"]) if p["column"] else "", p["message"]]))
            for p in row.problems
        ]
        alike = [f"{a['number']}（{a['percent']}%）{a['reason']}" for a in row.alike]
        yield (
            place_name(job.counts, row.row),
            row.number,
            str(row.columns.get("kind", "")),
            row.stem,
            fate(job, row),
            "\n".join([*problems, *filter(None, [row.note])]),
            "\n".join(alike),
        )


def fate(job: ImportJob, row: ImportRow) -> str:
    """What became of a row, or will."""
    if row.undone:
        return _("已撤销")
    if row.outcome in {Outcome.NEW, Outcome.UPDATE} and not row.chosen:
        return _("没有选")
    done = job.applied_at is not None
    if done and row.outcome == Outcome.NEW:
        return _("已导入")
    if done and row.outcome == Outcome.UPDATE:
        return _("已更新")
    return str(Outcome(row.outcome).label)
