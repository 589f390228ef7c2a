"""The one tabular form of the statistics: what the page shows, Excel and CSV hold, prints, frozen
snapshots and programs read. Cells are exactly those of the page."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from training.insight.cubes.measures import SATISFACTION
from training.insight.definitions import DEFINITIONS
from training.insight.exports import DATE, Cell, Column, Table
from training.insight.figures import Measure, Overview
from training.insight.selectors import Line, PersonRow
from training.insight.suppression import shown_for


def _figure_columns(first: str) -> list[Column]:
    return [
        Column(first, key="name"),
        Column(_("应训"), "number", "should"),
        Column(_("结业率"), "percent", "share"),
        Column(_("已结业"), "number", "finished"),
        Column(_("正常进行"), "number", "ontrack"),
        Column(_("滞后"), "number", "behind"),
        Column(_("未开始"), "number", "notstarted"),
        Column(_("必修完成"), "number", "done"),
        Column(_("必修应完成"), "number", "required"),
        Column(_("必修完成率"), "percent", "doneshare"),
    ]


def _figures(line: Line) -> list[Cell]:
    told = line.tally
    return [
        line.name,
        told.should,
        told.share,
        told.finished,
        told.on_track,
        told.behind,
        told.not_started,
        told.done,
        told.required,
        told.done_share if told.required or not told.should else _("没有必修要求"),
    ]


def _lines_table(key: str, lines: Sequence[Line], told: Overview) -> Table:
    total = Line(None, _("合计"), told.total)
    rows = [_figures(line) for line in (*lines, total)]
    title = titles()[key]
    return Table(title, _figure_columns(title), rows, totalled=True, key=key)


def titles() -> dict[str, str]:
    """By what people are told apart, by its name in addresses."""
    return {
        "unit": _("镇街"),
        "delegation": _("代表团"),
        "group": _("小组"),
        "first": _("初任或连任"),
    }


def lines_of(told: Overview) -> dict[str, Sequence[Line]]:
    """The lines that there are, by what tells people apart: always the townships, the others where
    anybody is told apart by them."""
    found: dict[str, Sequence[Line]] = {"unit": told.units}
    if any(line.key for line in told.delegations):
        found["delegation"] = told.delegations
    if told.groups:
        found |= {"group": told.groups, "first": told.first_terms}
    return found


def overview_tables(told: Overview) -> list[Table]:
    """Everything the overview shows: by township, delegation, group and term, the days, knowledge
    points, and the other measures, also by township."""
    return [
        *(_lines_table(key, lines, told) for key, lines in lines_of(told).items()),
        days_table(told),
        points_table(told),
        measures_table(told),
        measures_by_unit_table(told),
    ]


def days_table(told: Overview) -> Table:
    """Required items done up to each day, beside what the timetable wanted by then."""
    columns = [
        Column(_("日期"), "day", "day"),
        Column(_("累计完成"), "number", "done"),
        Column(_("按课表应完成"), "number", "planned"),
    ]
    rows: list[list[Cell]] = [[day.day, day.done, day.planned] for day in told.trend]
    return Table(_("逐日进度"), columns, rows, key="days")


def points_table(told: Overview) -> Table:
    """Knowledge points, those that most lack first."""
    columns = [
        Column(_("知识点"), key="name"),
        Column(_("答过的人"), "number", "people"),
        Column(_("估计还没掌握"), "percent", "points"),
    ]
    rows: list[list[Cell]] = [
        [line.name, line.people, hidden_words(line.people) if line.hidden else line.share]
        for line in told.points
    ]
    return Table(_("知识点"), columns, rows, key="points")


def hidden_words(people: int) -> str:
    """What stands in the place of a figure about few people, or about siblings of few."""
    if shown_for(people):
        return _("为免推算出别组，不显示")
    return _("人数不足 5 人，不显示")


def measures_table(told: Overview) -> Table:
    """Attendance, hours, drafts, satisfaction, tests before and after, with their people."""
    columns = [
        Column(_("指标"), key="name"),
        Column(_("数值"), "tenths", "value"),
        Column(_("单位"), key="unit"),
        Column(_("人数"), "number", "people"),
    ]
    rows: list[list[Cell]] = [
        [one.name, _value(one), one.unit, one.people] for one in told.measures
    ]
    return Table(_("其他指标"), columns, rows, key="measures")


def _value(one: Measure) -> Cell:
    return hidden_words(one.people) if one.hidden else one.value


def measures_by_unit_table(told: Overview) -> Table:
    """The same by township, but for satisfaction, whose forms know no township."""
    kept = [one for one in told.measures if one.key != SATISFACTION]
    columns = [Column(_("镇街"), key="name")]
    columns += [Column(_("%(name)s（%(unit)s）") % vars(one), "tenths", one.key) for one in kept]
    rows: list[list[Cell]] = []
    for line in told.units:
        by_key = {one.key: one for one in told.measures_by_unit.get(line.key, ())}
        found = [by_key.get(one.key) for one in kept]
        rows.append([line.name, *(None if one is None else _value(one) for one in found)])
    return Table(_("各镇街其他指标"), columns, rows, key="measures_by_unit")


def measure_words(one: Measure) -> str:
    """A measure as it is written large: with its unit, why it is hidden, or a dash for nothing."""
    if one.hidden:
        return hidden_words(one.people)
    if one.value is None:
        return "—"
    return f"{one.value}%" if one.unit == "%" else f"{one.value} {one.unit}"


PEOPLE_KINDS = [
    "text",
    "text",
    "text",
    "text",
    "text",
    "text",
    "text",
    "number",
    "number",
    "long",
    "date",
    "date",
]


def people_columns() -> list[Column]:
    """The columns of a list of people."""
    names = [
        _("姓名"),
        _("编号"),
        _("镇街"),
        _("小组"),
        _("初任或连任"),
        _("账号"),
        _("状态"),
        _("必修完成"),
        _("必修应完成"),
        _("未完成项"),
        _("最近学习"),
        _("结业时间"),
    ]
    return [Column(name, kind) for name, kind in zip(names, PEOPLE_KINDS, strict=True)]


def person_cells(row: PersonRow) -> list[Cell]:
    """One person's line."""
    return [
        row.name,
        row.number,
        str(row.unit),
        str(row.group or ""),
        row.first_term_words,
        row.account_words,
        str(row.state.label),
        row.done,
        row.required,
        row.missing_words,
        row.last_at,
        row.finished_at,
    ]


def people_table_of(rows: Iterable[PersonRow]) -> Table:
    """The list of people with their state and what they miss."""
    return Table(_("名单"), people_columns(), [person_cells(row) for row in rows])


def definitions_table(told: Overview, scope_words: str) -> Table:
    """What the figures mean, and of which class and moment they are."""
    local = timezone.localtime
    about: list[list[Cell]] = [
        [_("班次"), str(told.cohort)],
        [_("范围"), scope_words],
        [_("数据截至"), local(told.as_of).strftime(DATE)],
        [_("课表时钟"), local(told.clock).strftime(DATE)],
    ]
    words: list[list[Cell]] = [[str(one.name), str(one.words)] for one in DEFINITIONS]
    return Table(_("口径"), [Column(_("项目")), Column(_("说明"), "long")], [*about, *words])


def scope_words(told: Overview) -> str:
    """The congress, or the units, and that something was filtered."""
    scope = told.scope
    named = [line.name for line in told.units] if scope.units is not None else []
    words = "、".join(named) or str(scope.congress)
    return _("%s（经过筛选）") % words if told.filters.narrows else words
