"""What the pages of the statistics show beside the figures themselves: charts, tables, headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.core.fragments import Fragment
from training.cohorts.models import Cohort
from training.insight import charts, figures, tables
from training.insight.access import Viewing
from training.insight.definitions import State
from training.insight.exports import words
from training.insight.figures import Measure, Overview
from training.insight.forms import SIZES, Asked
from training.insight.selectors import Item, Line, PersonRow, Tally

LINES = Fragment("pages/insight/lines.jinja")
PLAIN = Fragment("pages/insight/table.jinja")
WEAKEST = 6
WORST = 3
FOLDED = ("group", "first")
BAR = (State.FINISHED, State.ON_TRACK, State.BEHIND, State.NOT_STARTED)
"""The parts of a bar, from left to right."""


@dataclass(frozen=True)
class Shown:
    """The overview as it is drawn. `first`: the lines by township, `others` the rest; `plain` the
    remaining tables by their keys; `to_begin` when a class that has not begun begins."""

    first: Any
    others: list[Any]
    plain: dict[str, Any]
    titles: list[tuple[str, str]]
    trend: charts.Lines | None
    trend_words: str
    weakest: list[charts.Bar]
    measures: list[tuple[Measure, str]]
    behind: list[tuple[str, int, str]]
    kinds: list[tuple[str, str]]
    to_begin: date | None


def shown(told: Overview, asked: Asked, *, whole: bool = False) -> Shown:
    """Tables, charts and sentences of an overview; `whole` unfolds every table. No query."""
    found = tables.overview_tables(told)
    lines = _lines(told, asked, whole)
    starts_on = told.cohort.starts_on
    return Shown(
        first=lines[0],
        others=lines[1:],
        plain={table.key: PLAIN.draw({"table": table, "words": words}) for table in found[-4:]},
        titles=[(table.key, table.title) for table in found],
        trend=trend_of(told),
        trend_words=_trend_words(told),
        weakest=_weakest(told),
        measures=[(one, tables.measure_words(one)) for one in told.measures],
        behind=_behind(told, asked),
        kinds=[(state.value, str(state.label)) for state in BAR],
        to_begin=starts_on if starts_on > timezone.localdate(told.clock) else None,
    )


def _lines(told: Overview, asked: Asked, whole: bool) -> list[Any]:
    headings = {
        "unit": _("按镇街"),
        "delegation": _("按代表团"),
        "group": _("按小组"),
        "first": _("按初任或连任"),
    }
    people, names = reverse("insight:people"), tables.titles()
    return [
        LINES.draw(
            {
                "by": by,
                "title": headings[by],
                "heading": names[by],
                "lines": [(line, _share(line.tally)) for line in lines],
                "total": (told.total, _share(told.total)),
                "query": asked.query,
                "people_url": people,
                "unit_urls": _unit_urls(lines) if by == "unit" else None,
                "open": whole or by not in FOLDED,
            }
        )
        for by, lines in tables.lines_of(told).items()
    ]


def _share(tally: Tally) -> tuple[charts.Part, ...]:
    counts = (tally.finished, tally.on_track, tally.behind, tally.not_started)
    return charts.parts([(state.value, n) for state, n in zip(BAR, counts, strict=True)])


def _unit_urls(lines: Sequence[Line]) -> dict[Any, str]:
    return {line.key: reverse("insight:unit", args=[line.key]) for line in lines}


def _trend_words(told: Overview) -> str:
    """How far everybody is, and how far the timetable is ahead; nothing before anything is required
    of anybody."""
    if not told.trend or not told.total.required:
        return ""
    last = told.trend[-1]
    found = _("到 %(day)s，累计完成必修 %(done)d 项次，按课表应完成 %(planned)d 项次") % {
        "day": last.day.isoformat(),
        "done": last.done,
        "planned": last.planned,
    }
    if last.done < last.planned:
        return found + _("，还差 %d 项次。") % (last.planned - last.done)
    return found + _("，没有落后。")


def trend_of(told: Overview) -> charts.Lines | None:
    """Done against planned, day by day; none of a single day, which makes no line."""
    words_of = _trend_words(told)
    if len(told.trend) < 2 or not words_of:
        return None
    return charts.lines(
        title=_("逐日进度"),
        words=words_of,
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
    """A column of a list: its name, the address that orders by it, if one can, how it is ordered
    now (ascending, descending or not)."""

    name: str
    number: bool
    url: str
    ordered: str


@dataclass(frozen=True)
class PeopleList:
    """One page of a list of people."""

    cohort: Any
    items: tuple[Item, ...]
    rows: list[PersonRow]
    headings: list[Heading]
    sizes: list[tuple[int, str]]
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
LONGEST_NUMBER = 9


def people_list(*, look: Viewing, asked: Asked, cohort: Cohort, page: str) -> PeopleList:
    """One page of the people asked for. Http404 for an item that nobody requires. About ten
    queries, however many people there are."""
    known: dict[str, Any] = {"scope": look.scope, "cohort": cohort, "now": look.now}
    number = int(page) if page.isdecimal() and len(page) <= LONGEST_NUMBER else 1
    sheet = figures.Sheet(order=asked.order, number=number, size=asked.size)
    found = figures.people_page(**known, filters=asked.filters, sheet=sheet)
    missing = next((one for one in found.items if one.code == asked.filters.missing), None)
    if asked.filters.missing and missing is None:
        raise Http404(_("没有这样的必修项。"))
    plain = asked.filters.unit is not None and not asked.narrowed
    return PeopleList(
        cohort=cohort,
        items=found.items,
        rows=found.rows,
        headings=_headings(asked),
        sizes=_sizes(asked, found.total),
        tally=figures.tally_of(**known, filters=asked.filters, items=found.items)
        if plain
        else None,
        told_at=look.now,
        page=Paginator(range(found.total), asked.size).get_page(found.page),
        total=found.total,
        body=BODY.draw({"rows": found.rows, "query": asked.whole_query}),
        missing=missing,
    )


def _headings(asked: Asked) -> list[Heading]:
    now, found = asked.order.removeprefix("-"), []
    for place, column in enumerate(tables.people_columns()):
        order = SORTED.get(place, "")
        turned = order == asked.order
        wish = {"order": f"-{order}" if turned else order, "size": asked.size}
        url = f"?{urlencode(asked.fields | wish)}" if order else ""
        way = ("ascending" if turned else "descending") if order and order == now else ""
        found.append(Heading(column.name, column.kind in ("number", "date"), url, way))
    return found


def _sizes(asked: Asked, total: int) -> list[tuple[int, str]]:
    """The page sizes on offer, with an address for those that are not in use; none for a list that
    is short anyhow."""
    if total <= SIZES[0]:
        return []
    return [
        (
            size,
            "" if size == asked.size else f"?{urlencode(asked.fields | {'size': size})}",
        )
        for size in SIZES
    ]


# ---- where a page stands


def crumbs(
    asked: Asked, *, unit: Any = None, row: PersonRow | None = None, last: str = ""
) -> list[tuple[str, str]]:
    """The way down to a page, each step with its address: class, what was chosen, township, list,
    person, what of her."""
    whole = urlencode({"cohort": asked.shared["cohort"]})
    found = [(_("全班"), f"{reverse('insight:overview')}?{whole}")]
    carried: dict[str, Any] = {"cohort": asked.shared["cohort"]}
    for name in ("delegation", "group", "first"):
        if name in asked.shared:
            carried[name] = asked.shared[name]
            url = f"{reverse('insight:people')}?{urlencode(carried)}"
            found.append((asked.label(name), url))
    if unit is not None:
        url = f"{reverse('insight:unit', args=[unit.pk])}?{asked.query}"
        found.append((str(unit), url))
    if row is not None:
        if asked.narrowed:
            found.append((_("名单"), f"{reverse('insight:people')}?{asked.whole_query}"))
        url = f"{reverse('insight:person', args=[row.learner_id])}?{asked.whole_query}"
        found.append((row.name, url))
    if last:
        found.append((last, ""))
    return found
