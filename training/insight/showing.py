"""What the pages of the statistics show beside the figures themselves: charts, tables, headings."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.core.fragments import Fragment
from training.cohorts.models import Cohort
from training.insight import charts, figures, tables
from training.insight.access import Viewing
from training.insight.exports import Table
from training.insight.figures import Measure, Overview
from training.insight.forms import Asked
from training.insight.selectors import Item, Line, PersonRow, Tally

PEOPLE_PER_PAGE = 100
LINES = Fragment("pages/insight/lines.jinja")
WEAKEST = 6
WORST = 3


@dataclass(frozen=True)
class Shown:
    """The overview as it is drawn."""

    tables: list[Any]
    trend: charts.Lines | None
    days: Table
    weakest: list[charts.Bar]
    measures: list[tuple[Measure, str]]
    behind: list[tuple[str, int, str]]


def shown(told: Overview, asked: Asked) -> Shown:
    """Tables, charts and sentences of an overview. No query."""
    return Shown(
        tables=_tables(told, asked),
        trend=_trend(told),
        days=tables.days_table(told),
        weakest=_weakest(told),
        measures=[
            (one, tables.measure_words(one.value, one.unit, hidden=one.hidden))
            for one in told.measures
        ],
        behind=_behind(told, asked),
    )


def _tables(told: Overview, asked: Asked) -> list[Any]:
    found = [("unit", _("按镇街"), _("镇街"), told.units)]
    if tables.has_delegations(told):
        found.append(("delegation", _("按代表团"), _("代表团"), told.delegations))
    if told.groups:
        found.append(("group", _("按小组"), _("小组"), told.groups))
        found.append(("first", _("按初任或连任"), _("初任或连任"), told.first_terms))
    people = reverse("insight:people")
    return [
        LINES.draw(
            {
                "by": by,
                "title": title,
                "heading": heading,
                "lines": lines,
                "total": told.total,
                "query": asked.query,
                "people_url": people,
                "unit_urls": _unit_urls(lines) if by == "unit" else None,
            }
        )
        for by, title, heading, lines in found
    ]


def _unit_urls(lines: tuple[Line, ...]) -> dict[Any, str]:
    return {line.key: reverse("insight:unit", args=[line.key]) for line in lines}


def _trend(told: Overview) -> charts.Lines | None:
    """Done against planned, day by day; none before anything is required of anybody."""
    if not told.trend or not told.total.required:
        return None
    last = told.trend[-1]
    words = _("到 %(day)s，累计完成必修 %(done)d 项次，按课表应完成 %(planned)d 项次。") % {
        "day": last.day.isoformat(),
        "done": last.done,
        "planned": last.planned,
    }
    return charts.lines(
        title=_("逐日进度"),
        words=words,
        places=[f"{one.day.month}-{one.day.day}" for one in told.trend],
        series=[
            (_("累计完成"), "solid", [one.done for one in told.trend]),
            (_("按课表应完成"), "dashed", [one.planned for one in told.trend]),
        ],
    )


def _weakest(told: Overview) -> list[charts.Bar]:
    """The knowledge points that most lack, as bars; hidden ones are left to the table."""
    known = [line for line in told.points if line.share is not None][:WEAKEST]
    return [
        charts.Bar(
            line.name,
            line.share,
            _("%(share)d%%（%(people)d 人答过）")
            % {"share": line.share or 0, "people": line.people},
        )
        for line in known
    ]


def _behind(told: Overview, asked: Asked) -> list[tuple[str, int, str]]:
    """The townships with most people behind or not started: name, how many, address."""
    late = [(line.tally.behind + line.tally.not_started, line) for line in told.units]
    worst = sorted((one for one in late if one[0]), key=lambda one: -one[0])[:WORST]
    return [
        (line.name, n, f"{reverse('insight:unit', args=[line.key])}?{asked.query}")
        for n, line in worst
    ]


# ---- lists


@dataclass(frozen=True)
class Heading:
    """A column of a list: its name, and the address that orders by it, if one can."""

    name: str
    number: bool
    url: str
    ordered: bool


@dataclass(frozen=True)
class PeopleList:
    """One page of a list of people."""

    cohort: Any
    items: tuple[Item, ...]
    rows: list[PersonRow]
    headings: list[Heading]
    tally: Tally | None
    told_at: Any
    page: "Page[int]"
    total: int
    body: Any
    missing: Item | None

    @property
    def words(self) -> str:
        """How many people there are."""
        return ngettext("共 %d 人。", "共 %d 人。", self.total) % self.total


SORTED = {0: "name", 1: "number", 2: "unit", 7: "done", 10: "last"}
BODY = Fragment("pages/insight/people_rows.jinja")


def people_list(*, look: Viewing, asked: Asked, cohort: Cohort, page: str) -> PeopleList:
    """One page of the people asked for. Http404 for an item that nobody requires. About ten
    queries, however many people there are."""
    known: dict[str, Any] = {"scope": look.scope, "cohort": cohort, "now": look.now}
    number = int(page) if page.isdigit() else 1
    sheet = figures.Sheet(order=asked.order, number=number, size=PEOPLE_PER_PAGE)
    found = figures.people_page(**known, filters=asked.filters, sheet=sheet)
    missing = next((one for one in found.items if one.code == asked.filters.missing), None)
    if asked.filters.missing and missing is None:
        raise Http404(_("没有这样的必修项。"))
    alone = asked.filters.unit is not None and asked.filters.state is None
    plain = alone and not (asked.filters.name or asked.filters.missing)
    return PeopleList(
        cohort=cohort,
        items=found.items,
        rows=found.rows,
        headings=_headings(asked),
        tally=figures.tally_of(**known, filters=asked.filters, items=found.items)
        if plain
        else None,
        told_at=look.now,
        page=Paginator(range(found.total), PEOPLE_PER_PAGE).get_page(found.page),
        total=found.total,
        body=BODY.draw({"rows": found.rows, "query": asked.query}),
        missing=missing,
    )


def _headings(asked: Asked) -> list[Heading]:
    columns = tables.people_columns()
    found = []
    for place, column in enumerate(columns):
        order = SORTED.get(place, "")
        query = urlencode(asked.fields | {"order": order}) if order else ""
        number = column.kind in ("number", "date")
        found.append(
            Heading(column.name, number, f"?{query}" if order else "", asked.order == order)
        )
    return found
