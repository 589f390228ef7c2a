"""What the desk shows of imports and exports."""

from typing import Any

from django.db.models import Q, QuerySet

from cms.desk.ownership import scoped
from courses.exchange.models import ImportJob, ImportRow
from courses.questions.access import questions_for

SHOWN = {
    "": Q(),
    "new": Q(outcome=ImportRow.Outcome.NEW),
    "update": Q(outcome=ImportRow.Outcome.UPDATE),
    "unchanged": Q(outcome=ImportRow.Outcome.UNCHANGED),
    "rejected": Q(outcome=ImportRow.Outcome.REJECTED),
    "warned": ~Q(problems=[]) & ~Q(outcome=ImportRow.Outcome.REJECTED),
    "alike": ~Q(alike=[]),
    "noted": ~Q(note=""),
}
"""How the rows of a plan are narrowed."""


def jobs_for(user: Any) -> "QuerySet[ImportJob]":
    """The imports a person sees: those of the congresses she works for, the newest first."""
    return scoped(user, ImportJob.objects.all()).select_related("by")


def rows_shown(job: ImportJob, show: str) -> "QuerySet[ImportRow]":
    """The rows of a plan, narrowed."""
    return job.rows.filter(SHOWN.get(show, Q())).select_related("question")


def to_export(user: Any, root: Any, wanted: dict[str, Any]) -> "QuerySet[Any]":
    """The questions of a root that a person asked to export."""
    rows = questions_for(user).filter(owner_root=root, retired_at=None)
    if wanted.get("category"):
        rows = rows.filter(category=wanted["category"])
    if wanted.get("use"):
        rows = rows.filter(use=wanted["use"])
    unpublished = Q(live=False) | Q(has_unpublished_changes=True)
    if wanted.get("state"):
        rows = rows.filter(live=True) if wanted["state"] == "live" else rows.filter(unpublished)
    return rows
