"""The annex with names, where the office asks for it: who is behind or has not begun."""

from django.utils.translation import gettext as _

from training.insight import figures
from training.insight.definitions import State
from training.insight.exports import Cell, Column, Table
from training.insight.figures import Overview
from training.insight.selectors import Filters

KEY = "names"


def names_of(told: Overview) -> Table:
    """Those behind, then those who have not begun, by unit. Some queries for every five hundred."""
    columns = [
        Column(_("姓名"), key="name"),
        Column(_("镇街"), key="unit"),
        Column(_("状态"), key="state"),
        Column(_("必修完成"), "number", "done"),
        Column(_("必修应完成"), "number", "required"),
        Column(_("最近学习"), "date", "last"),
    ]
    rows: list[list[Cell]] = [
        [row.name, str(row.unit), str(row.state.label), row.done, row.required, row.last_at]
        for state in (State.BEHIND, State.NOT_STARTED)
        for row in figures.each_person(
            scope=told.scope,
            cohort=told.cohort,
            now=told.now,
            filters=Filters(state=state.value),
        )
    ]
    return Table(_("附：滞后和未开始的人"), columns, rows, key=KEY)
