"""A report as a file. Of a kept one the same bytes each time it is asked for, in the language it
was written in."""

from datetime import UTC, datetime
from functools import cache as cache_for_ever
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

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
from training.insight.papers.wording import number_words
from training.people.models import User

PDF = "application/pdf"


def number_of(snapshot: Snapshot) -> str:
    """Its number as it is cited."""
    return number_words(snapshot.year, snapshot.number)


def kept_file(snapshot: Snapshot, report: Report, kind: str, by: User) -> Exported:
    """A kept report as a file; PaperRefused where no PDF can be made just now."""
    with override(report.language):
        mark = f"{snapshot.year}-{snapshot.number}"
        about = {"number": number_of(snapshot), "digest": snapshot.digest}
        created = snapshot.taken_at.astimezone(UTC)
        return _file(report, kind, by, created=created, mark=mark, about=about)


def living_file(report: Report, kind: str, by: User, now: datetime) -> Exported:
    """The report as it stands now, marked as not kept; PaperRefused as above."""
    mark = timezone.localtime(now).strftime("%Y%m%d-%H%M")
    return _file(report, kind, by, created=now.astimezone(UTC), mark=mark, about={})


def _file(
    report: Report, kind: str, by: User, *, created: datetime, mark: str, about: dict[str, str]
) -> Exported:
    name = f"{report.head['title']}-{mark}"
    if kind == "csv":
        return Exported(f"{name}.csv", CSV, as_csv(report.tables[0]))
    if kind == "pdf":
        return Exported(f"{name}.pdf", PDF, _pdf(report, by, about))
    file = BytesIO()
    write_excel(file, [*report.tables, _about(report, about)], created=created)
    return Exported(f"{name}.xlsx", EXCEL, file.getvalue())


def _about(report: Report, about: dict[str, str]) -> Table:
    release = report.stamp.get("release")
    rows = [
        [_("编号"), about.get("number") or _("没有存档")],
        [_("班次"), report.head["cohort"]],
        [_("范围"), report.head["scope"]],
        [_("数据截至"), report.head["as_of"]],
        [_("课表时钟"), report.head["clock"]],
        *([[_("摘要"), about["digest"]]] if about else []),
        *([[_("软件版本"), release]] if release else []),
        *([name, told] for name, told in report.definitions),
    ]
    return Table(_("口径"), [Column(_("项目")), Column(_("说明"), "long")], rows, key="about")


@cache_for_ever
def _css() -> str:
    return Path(__file__).with_name("paper.css").read_text(encoding="utf-8")


def _pdf(report: Report, by: User, about: dict[str, str]) -> bytes:
    place = f"report:{by.pk}"
    if not cache.add(place, True, SECONDS + 10):
        raise PaperRefused("busy")
    try:
        context: dict[str, Any] = {"report": report, "drawn": drawn(report)} | about
        return pdf(render_to_string("pages/papers/paper.html", context), css=_css())
    finally:
        cache.delete(place)
