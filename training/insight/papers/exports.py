"""A frozen report as a file: the same bytes each time it is asked for."""

from io import BytesIO
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cms.core.papers.errors import PaperRefused
from cms.core.papers.printing import SECONDS, pdf
from training.insight.exports import (
    CSV,
    EXCEL,
    Column,
    Exported,
    Table,
    as_csv,
    write_excel,
)
from training.insight.papers.drawing import drawn
from training.insight.papers.freezing import Report
from training.insight.papers.models import Snapshot
from training.people.models import User

PDF = "application/pdf"
KINDS = ("xlsx", "csv", "pdf")


def number_of(snapshot: Snapshot) -> str:
    """Its number as it is cited."""
    return _("〔%(year)d〕第 %(number)d 号") % {"year": snapshot.year, "number": snapshot.number}


def file_of(snapshot: Snapshot, report: Report, kind: str, by: User) -> Exported:
    """The file; PaperRefused where no PDF can be made just now."""
    name = f"{report.head['title']}-{snapshot.year}-{snapshot.number}"
    if kind == "csv":
        return Exported(f"{name}.csv", CSV, as_csv(report.tables[0]))
    if kind == "pdf":
        return Exported(f"{name}.pdf", PDF, _pdf(snapshot, report, by))
    file = BytesIO()
    write_excel(file, [*report.tables, _about(snapshot, report)], created=snapshot.taken_at)
    return Exported(f"{name}.xlsx", EXCEL, file.getvalue())


def _about(snapshot: Snapshot, report: Report) -> Table:
    rows = [
        [_("编号"), number_of(snapshot)],
        [_("班次"), report.head["cohort"]],
        [_("范围"), report.head["scope"]],
        [_("数据截至"), report.head["as_of"]],
        [_("课表时钟"), report.head["clock"]],
        [_("摘要"), snapshot.digest],
        *([name, told] for name, told in report.definitions),
    ]
    return Table(_("口径"), [Column(_("项目")), Column(_("说明"), "long")], rows, key="about")


def _pdf(snapshot: Snapshot, report: Report, by: User) -> bytes:
    place = f"report:{by.pk}"
    if not cache.add(place, True, SECONDS + 10):
        raise PaperRefused("busy")
    try:
        context: dict[str, Any] = {
            "report": report,
            "snapshot": snapshot,
            "number": number_of(snapshot),
        }
        context["drawn"] = drawn(report)
        return pdf(render_to_string("pages/papers/paper.html", context))
    finally:
        cache.delete(place)
