"""Changing the timetable of a class: one dated row a change, everyone told once, nothing recorded
touched.

Attendance, hours and requirements name a session, not its time, and stay where they are. Whoever
changes names the version of the timetable she saw: of two at once the second is told to look again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.cohorts import telling
from training.cohorts.changes import Entry, Slot, Step, taken_back
from training.cohorts.clashes import slot_of
from training.cohorts.errors import TimetableRefused
from training.cohorts.models import Cohort, ScheduledSession, TimetableChange
from training.cohorts.selectors import CREDIT_TAIL
from training.people import audit
from training.people.models import User

Kind = TimetableChange.Kind


@dataclass(frozen=True)
class Proposal:
    """A change as it was shown to whoever confirms it."""

    kind: str
    steps: Sequence[Step]
    version: int
    """Of the timetable it was worked out on."""
    reason: str = ""
    undoes: TimetableChange | None = None


def table_of(cohort: Cohort) -> list[Entry]:
    """The timetable as entries, in order, cancelled sessions too. Two queries."""
    rows = cohort.timetable.select_related("session").prefetch_related("trainers")
    return [
        Entry(
            pk=row.pk,
            code=row.session.code,
            title=row.session.local_title,
            number=row.session.day,
            slot=slot_of(row),
            required=row.session.required,
        )
        for row in rows.order_by("starts_at", "pk")
    ]


def _held(cohort: Cohort, version: int, now: datetime) -> Cohort:
    """The class's row, locked, if its timetable may change and is still the one that was seen."""
    held = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if held.cancelled_at or held.closed_at:
        raise TimetableRefused("closed", _("班次已经取消或者办结，课表不能再改。"))
    if timezone.localdate(held.clock(now)) > held.ends_on + CREDIT_TAIL:
        raise TimetableRefused("over", _("这个班次的学分期已经过了，课表不能再改。"))
    if held.timetable_version != version:
        raise TimetableRefused("changed", _changed(held))
    return held


def _changed(cohort: Cohort) -> str:
    last = cohort.timetable_changes.select_related("by").first()
    if last is None or last.by is None:
        return _("课表刚才有人改过，请看新的课表，再决定怎么改。")
    words = {"who": last.by, "when": f"{timezone.localtime(last.at):%H:%M}"}
    return _("课表在 %(when)s 由%(who)s改过了，请看新的课表，再决定怎么改。") % words


def _write(row: ScheduledSession, step: Step, now: datetime) -> None:
    after = step.after
    row.starts_at, row.ends_at = after.starts_at, after.ends_at
    row.place, row.guest = after.place, after.guest
    row.cancelled_at = (row.cancelled_at or now) if after.cancelled else None
    row.cancelled_reason = after.why
    row.changed_at = now
    row.sequence += 1
    row.save()
    if step.before.trainers != after.trainers:
        row.trainers.set(User.objects.filter(pk__in=after.trainers))


def _keep_dates(cohort: Cohort, kind: str) -> None:
    """The class's dates follow: exactly when all of it was moved, else they only become wider, so
    that nobody's evidence falls out of the time in which it counts."""
    days = [entry.slot.day for entry in table_of(cohort)]
    first, last = min(days), max(days)
    if kind != Kind.SHIFTED:
        first, last = min(first, cohort.starts_on), max(last, cohort.ends_on)
    cohort.starts_on, cohort.ends_on = first, last


def _undoing(change: TimetableChange) -> str:
    return Kind.SHIFTED if change.kind == Kind.SHIFTED else Kind.UNDONE


@transaction.atomic
def change(
    *, cohort: Cohort, proposal: Proposal, by: User | None, now: datetime
) -> TimetableChange:
    """Make the change, note it, and tell everyone whom it concerns once; raises TimetableRefused
    when the timetable is not the one that was seen, and where there is nothing to change."""
    held = _held(cohort, proposal.version, now)
    steps = list(proposal.steps)
    if proposal.kind == Kind.SHIFTED and has_begun(held, now):
        raise TimetableRefused("begun", _("班次已经开始，不能整班改期；请移动单节或半天。"))
    rows = {row.pk: row for row in held.timetable.prefetch_related("trainers")}
    if not steps:
        raise TimetableRefused("nothing", _("这样改和现在的课表一样，没有要改的。"))
    if any(_stands(rows.get(step.scheduled)) != step.before for step in steps):
        raise TimetableRefused("changed", _changed(held))
    for step in steps:
        _write(rows[step.scheduled], step, now)
    held.timetable_version += 1
    _keep_dates(held, _undoing(proposal.undoes) if proposal.undoes else proposal.kind)
    held.save(update_fields=["timetable_version", "starts_on", "ends_on"])
    made = TimetableChange.objects.create(
        cohort=held,
        number=held.timetable_version,
        kind=proposal.kind,
        reason=proposal.reason,
        steps=[step.told() for step in steps],
        undoes=proposal.undoes,
        by=by,
        at=now,
    )
    _note(made, by, now)
    telling.of_change(made, steps, now=now)
    return made


def has_begun(cohort: Cohort, now: datetime) -> bool:
    """Whether the first day of the class has come."""
    return timezone.localdate(cohort.clock(now)) >= cohort.starts_on


def _stands(row: ScheduledSession | None) -> Slot | None:
    return slot_of(row) if row else None


def _note(made: TimetableChange, by: User | None, now: datetime) -> None:
    audit.note(
        actor=by,
        action=f"class.timetable_{made.kind}",
        at=now,
        target=made.cohort.key,
        number=made.number,
        sessions=[step["code"] for step in made.steps],
        reason=made.reason,
    )


def steps_in(made: TimetableChange) -> list[Step]:
    """What a change did, step by step."""
    return [Step.read(told) for told in made.steps]


def to_undo(cohort: Cohort) -> TimetableChange | None:
    """The newest change that can be taken back: neither taken back nor a taking back. One query.
    Pressed again and again it goes back to the beginning."""
    open_ones = cohort.timetable_changes.filter(undone_by=None).exclude(kind=Kind.UNDONE)
    return open_ones.select_related("by").order_by("-number").first()


def undoing(cohort: Cohort, made: TimetableChange, reason: str = "") -> Proposal:
    """What takes a change back."""
    return Proposal(
        kind=Kind.UNDONE,
        steps=taken_back(steps_in(made)),
        version=cohort.timetable_version,
        reason=reason,
        undoes=made,
    )


@transaction.atomic
def mark_free(
    *, cohort: Cohort, days: Collection[str], skips_weekends: bool, by: User, now: datetime
) -> None:
    """Which days hold no sessions (ISO dates). Sessions stay where they are; the timetable then
    warns of those on free days."""
    held = Cohort.objects.select_for_update().get(pk=cohort.pk)
    held.skipped_days, held.skips_weekends = sorted(days), skips_weekends
    held.save(update_fields=["skipped_days", "skips_weekends"])
    audit.note(actor=by, action="class.free_days", at=now, target=held.key, days=sorted(days))
