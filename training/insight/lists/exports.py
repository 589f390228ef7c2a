"""A list as a file: the cells of the page, and what was done about it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from training.insight.exports import Column, Table
from training.insight.handing import Stream, streamed
from training.insight.lists.selectors import LISTS, Asked, Listed, each_listed, learners_on
from training.learning.contacts.models import Contact
from training.people import audit
from training.people.access import Scope
from training.people.models import User


def table_of(rows: Iterable[Listed]) -> Table:
    """Why each is on the list, when she learned and signed in last, who spoke to her."""
    columns = [
        Column(_("姓名")),
        Column(_("编号")),
        Column(_("镇街")),
        Column(_("小组")),
        Column(_("电话")),
        Column(_("为什么在名单上"), "long"),
        Column(_("最近学习"), "date"),
        Column(_("最近登录"), "date"),
        Column(_("最近联系"), "date"),
        Column(_("联系说明"), "long"),
        Column(_("联系以后")),
    ]
    return Table(_("名单"), columns, (_cells(one) for one in rows))


def _cells(one: Listed) -> list[Any]:
    spoken = one.contact
    return [
        one.row.name,
        one.row.number,
        str(one.row.unit),
        str(one.row.group or ""),
        one.person.phone,
        one.why,
        one.row.last_at,
        one.person.last_login,
        spoken.at if spoken else None,
        f"{Contact.How(spoken.how).label} {spoken.by.name} {spoken.note}".strip() if spoken else "",
        one.caught_up,
    ]


def export(*, asked: Asked, scope: Scope, kind: str, by: User, now: datetime) -> Stream:
    """The list as Excel or CSV, however long, noted in the audit log before the first byte."""
    name = str(LISTS[asked.which])
    audit.note(
        actor=by,
        action="export.list",
        at=now,
        target=asked.cohort.key,
        list=asked.which,
        format=kind,
        people=len(learners_on(asked=asked, scope=scope, now=now)),
    )
    stamp = timezone.localtime(now).strftime("%Y-%m-%d %H:%M")
    about = Table(
        _("说明"),
        [Column(_("项目")), Column(_("说明"), "long")],
        [[_("班次"), str(asked.cohort)], [_("名单"), name], [_("数据截至"), stamp]],
    )
    table = table_of(each_listed(asked=asked, scope=scope, now=now))
    return streamed(f"{name}-{asked.cohort.key}", kind, table, lambda: about, now)
