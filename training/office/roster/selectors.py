"""Reading imports of a roster for their pages."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort
from training.office.roster import columns
from training.office.roster.planning import organisations
from training.office.roster.reading import Sheet
from training.office.roster.understanding import CUT, KINDS, Names, meaning_key
from training.office.selectors import RosterFilters, roster
from training.people.models import Congress, User
from training.people.rosters import RosterImport, RosterRow

Outcome = RosterRow.Outcome
SHOWN = (*Outcome.values, "noted", "missing")
"""By what the rows of a plan can be narrowed."""


def imports_of(congress: Congress) -> QuerySet[RosterImport]:
    """The imports of a congress, the newest first; not evaluated."""
    return RosterImport.objects.filter(congress=congress).select_related("by", "applied_by")


def open_classes(congress: Congress) -> QuerySet[Cohort]:
    """The classes into which people can still be taken; not evaluated."""
    return congress.cohorts.filter(cancelled_at=None, closed_at=None)


def counts_of(job: RosterImport) -> dict[str, int]:
    """How many rows there are of each outcome, how many are ticked, how many have a note. One
    query."""
    taken = Q(outcome__in=RosterRow.TAKEN)
    return job.rows.aggregate(
        **{outcome: Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome.values},
        ticked=Count("pk", filter=taken & Q(chosen=True)),
        noted=Count("pk", filter=~Q(problems=[])),
        total=Count("pk"),
    )


def rows_shown(job: RosterImport, show: str) -> QuerySet[RosterRow]:
    """The rows of one kind, or all; what needs somebody stands first. Not evaluated."""
    if show in Outcome.values:
        return job.rows.filter(outcome=show)
    if show == "noted":
        return job.rows.exclude(problems=[])
    return job.rows.all()


def missing_from(job: RosterImport, today: date) -> QuerySet[User]:
    """Who is a deputy or director at present and has no row in the file; not evaluated. Nothing
    is ever done to them by itself."""
    there = RosterRow.objects.filter(job=job, person=OuterRef("pk"))
    found = roster(job.congress, RosterFilters(active=True, todo="held"), today=today)
    return found.filter(~Exists(there))


@dataclass(frozen=True)
class Unknown:
    """A name that the roster does not know, how many rows say it, and what it could mean."""

    key: str
    text: str
    label: str
    rows: int
    choices: list[tuple[int, str]]
    meant: int | None


def unknown_names(job: RosterImport, today: date) -> list[Unknown]:
    """Names of units that no row could be planned with, or that the office explained, the most
    frequent first. Two queries."""
    names = Names(organisations(job.congress, today), job.meanings)
    sheets = [Sheet(**sheet) for sheet in job.sheets]
    said: dict[tuple[str, str], int] = {}
    unknown = Q(outcome=Outcome.ERROR) if not job.meanings else Q()
    for row in job.rows.filter(unknown).only("sheet", "cells").order_by():
        places = sheets[row.sheet].places
        for code in KINDS if job.cohort else ("unit", "delegation"):
            place = places.get(code)
            text = names.written(row.cells[place]) if place is not None else ""
            key = meaning_key(code, text)
            if text and (key in job.meanings or names.find(code, text)[0] is None):
                said[code, text] = said.get((code, text), 0) + 1
    found = [_unknown(job, names, code, text, rows) for (code, text), rows in said.items()]
    return sorted(found, key=lambda one: (-one.rows, one.text))


def _unknown(job: RosterImport, names: Names, code: str, text: str, rows: int) -> Unknown:
    near = names.nearest(code, text)
    there = sorted(names.by_column[code].items(), key=lambda one: one[0] not in near)
    return Unknown(
        key=meaning_key(code, text),
        text=text[:CUT],
        label=columns.COLUMNS[code],
        rows=rows,
        choices=[(organisation.pk, name) for name, organisation in there],
        meant=job.meanings.get(meaning_key(code, text)),
    )


COLUMN_NAMES = {**columns.COLUMNS, "class": "班次", "account": "账号"}


def column_name(code: str) -> str:
    """What people call a column."""
    return COLUMN_NAMES.get(code, code)


def fate(job: RosterImport, row: RosterRow) -> str:
    """What became of a row, or will."""
    if row.outcome not in RosterRow.TAKEN:
        return str(Outcome(row.outcome).label)
    if not row.chosen:
        return _("没有选")
    if job.state != RosterImport.State.APPLIED:
        return str(Outcome(row.outcome).label)
    done = {
        Outcome.NEW: _("已新增"),
        Outcome.CHANGED: _("已更新"),
        Outcome.TRANSFER: _("已调动"),
    }
    return done[Outcome(row.outcome)]


def told_of(row: RosterRow) -> list[str]:
    """What is to be said of a row: its changes, its question, its problems."""
    told = [change_words(*change) for change in row.changes]
    if row.question and not row.question.get("answer"):
        told.append(row.question["text"])
    told += [f"{column_name(problem['column'])}：{problem['message']}" for problem in row.problems]
    return told


def change_words(code: str, before: str, after: str) -> str:
    """One change in words: 手机：（空）→ 13800001234."""
    return f"{column_name(code)}：{before} → {after}" if before else f"{column_name(code)}：{after}"
