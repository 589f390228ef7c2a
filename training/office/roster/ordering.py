"""An import from beginning to end without anybody to ask: what `manage.py import_roster` does."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from courses.exchange.commanding import Told
from courses.exchange.contract import Unreadable
from training.cohorts.models import Cohort
from training.office.roster import selectors, services
from training.office.roster.errors import RosterRefused
from training.office.roster.reading import Sheet
from training.office.roster.services import Sent
from training.people.models import Congress, Membership, User
from training.people.rosters import RosterImport, RosterRow

State, Outcome = RosterImport.State, RosterRow.Outcome
STEPS = 4


def congress_called(key: str) -> Congress:
    """The congress with a key, or the only one; raises RosterRefused."""
    found = list(Congress.objects.filter(key=key) if key else Congress.objects.all()[:2])
    if len(found) != 1:
        keys = "、".join(Congress.objects.order_by("key").values_list("key", flat=True))
        told = (
            _("没有叫“%s”的人大。") % key
            if key
            else _("有几个人大，请用 --congress 写明是哪一个。")
        )
        raise RosterRefused("congress", told + _("现有：%s。") % keys)
    return found[0]


def class_called(key: str, congress: Congress) -> Cohort | None:
    """The class with a key, None for no key; raises RosterRefused for one that is not open."""
    if not key:
        return None
    cohort = selectors.open_classes(congress).filter(key=key).first()
    if cohort is None:
        raise RosterRefused("cohort", _("没有键是“%s”的班次，或者它已经取消、办结。") % key)
    return cohort


def officer_called(name: str, congress: Congress) -> User | None:
    """Under whose name it is noted, None for no name; raises RosterRefused for anybody who does
    not work at the congress's desk."""
    if not name:
        return None
    roles = (Membership.Role.OFFICE, Membership.Role.ADMINISTRATOR)
    staff = User.objects.filter(
        username__iexact=name,
        is_active=True,
        memberships__organisation__congress=congress,
        memberships__role__in=roles,
    )
    if (found := staff.first()) is None:
        raise RosterRefused("user", _("工作机构里没有登录名是“%s”的人。") % name)
    return found


def carry_through(
    *, congress: Congress, sent: Sent, by: User | None, dry_run: bool, now: datetime
) -> Told:
    """Read a file and take in what needs no answer, all of it in one transaction. Raises Unreadable
    and RosterRefused, and then nothing is changed; so it is with `dry_run`."""
    job = services.open_import(congress=congress, sent=sent, by=by, now=now)
    try:
        job = services.go_on(job=job, now=now)
        if job.state == State.FAILED:
            raise Unreadable(job.failure, job.failure_code)
        told = told_of(job)
        if dry_run or not (told.created or told.updated):
            return told
        services.choose(job=job, by=by, now=now)
        job = services.go_on(job=job, now=now)
        if job.state != State.APPLIED:
            raise RosterRefused("overtaken", job.failure)
        return told
    finally:
        job.refresh_from_db()
        if job.state in {State.READY, State.FAILED}:
            services.discard(job=job, by=by, now=now)


def told_of(job: RosterImport) -> Told:
    """What was (or would be) done. Two queries."""
    counts = selectors.counts_of(job)
    sheets = [Sheet(**sheet) for sheet in job.sheets]
    refused = job.rows.filter(outcome__in=(Outcome.ERROR, Outcome.QUESTION))
    rejected = [problem for row in refused for problem in _problems(job, sheets, row)]
    return Told(
        created=counts[Outcome.NEW],
        updated=counts[Outcome.CHANGED] + counts[Outcome.TRANSFER],
        unchanged=counts[Outcome.UNCHANGED],
        rejected=rejected,
        rejected_rows=counts[Outcome.ERROR] + counts[Outcome.QUESTION],
        said=list(job.said),
    )


def _problems(job: RosterImport, sheets: list[Sheet], row: RosterRow) -> list[dict[str, Any]]:
    sheet = sheets[row.sheet]
    place = {"source": f"{job.name} {sheet.name}".strip(), "row": row.line}
    told = [(one["column"], one["code"], one["message"]) for one in row.errors]
    if row.outcome == Outcome.QUESTION:
        told.append(("name", f"ask_{row.question['code']}", row.question["text"]))
    return [
        {**place, "column": column, "code": code, "message": message}
        for column, code, message in told
    ]
