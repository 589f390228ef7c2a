"""What speaks against a timetable. Warnings only: the office decides."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training.cohorts.changes import Entry, Slot, local
from training.cohorts.dates import is_free
from training.cohorts.models import Cohort, ScheduledSession


@dataclass(frozen=True)
class Clash:
    """Something that speaks against the timetable, in words."""

    sessions: frozenset[int]
    words: str


@dataclass(frozen=True)
class Elsewhere:
    """A session of another class at the same time."""

    cohort: str
    title: str
    slot: Slot


def _when(slot: Slot) -> str:
    begins, ends = local(slot.starts_at), local(slot.ends_at)
    return f"{date_format(begins, _('n月j日'))} {begins:%H:%M}—{ends:%H:%M}"


def _same_place(one: Slot, other: Slot) -> bool:
    return bool(one.place) and one.place.split() == other.place.split()


def _same_people(one: Slot, other: Slot) -> bool:
    same_guest = bool(one.guest) and one.guest.split() == other.guest.split()
    return same_guest or bool(one.trainers & other.trainers)


def _within(table: Sequence[Entry]) -> Iterable[Clash]:
    for one, other in combinations(table, 2):
        if one.slot.overlaps(other.slot):
            told = _("%(one)s（%(when)s）和%(other)s（%(then)s）时间重叠。")
            words = {
                "one": one.name,
                "when": _when(one.slot),
                "other": other.name,
                "then": _when(other.slot),
            }
            yield Clash(frozenset((one.pk, other.pk)), told % words)


def _with_others(table: Sequence[Entry], others: Sequence[Elsewhere]) -> Iterable[Clash]:
    for entry in table:
        for other in others:
            if not entry.slot.overlaps(other.slot):
                continue
            words = {"one": entry.name, "cohort": other.cohort, "other": other.title}
            words |= {"place": entry.slot.place, "when": _when(entry.slot)}
            if _same_place(entry.slot, other.slot):
                told = _("%(one)s（%(when)s）用的%(place)s，“%(cohort)s”的%(other)s同时也在用。")
                yield Clash(frozenset((entry.pk,)), told % words)
            if _same_people(entry.slot, other.slot):
                told = _("%(one)s（%(when)s）的讲师，同时在“%(cohort)s”讲%(other)s。")
                yield Clash(frozenset((entry.pk,)), told % words)


def _out_of_days(table: Sequence[Entry], cohort: Cohort, clock: datetime) -> Iterable[Clash]:
    for entry in table:
        slot, told = entry.slot, ""
        if slot.cancelled:
            continue
        if is_free(slot.day, skips_weekends=cohort.skips_weekends, skipped=cohort.free_days):
            told = _("%(one)s（%(when)s）在不排课的日子。")
        elif not cohort.starts_on <= slot.day <= cohort.ends_on:
            told = _("%(one)s（%(when)s）在班次的日期以外，改了以后班次日期会跟着放宽。")
        elif slot.starts_at < clock:
            told = _("%(one)s排到了已经过去的时间（%(when)s）。")
        if not told and local(slot.ends_at).date() != slot.day:
            told = _("%(one)s（%(when)s）要到半夜以后才结束。")
        if told:
            words = {"one": entry.name, "when": _when(slot)}
            yield Clash(frozenset((entry.pk,)), told % words)


def held_elsewhere(cohort: Cohort, table: Sequence[Entry]) -> list[Elsewhere]:
    """The sessions of the congress's other classes that are held at times of this timetable. Two
    queries; none for an empty timetable."""
    held = [entry.slot for entry in table if not entry.slot.cancelled]
    if not held:
        return []
    first, last = min(one.starts_at for one in held), max(one.ends_at for one in held)
    rows = ScheduledSession.objects.filter(
        Q(cohort__congress=cohort.congress_id, cohort__cancelled_at=None, cancelled_at=None),
        starts_at__lt=last,
        ends_at__gt=first,
    ).exclude(cohort=cohort)
    return [
        Elsewhere(cohort=row.cohort.name, title=row.session.title, slot=slot_of(row))
        for row in rows.select_related("cohort", "session").prefetch_related("trainers")
    ]


def slot_of(row: ScheduledSession) -> Slot:
    """When, where and with whom; needs the trainers to be loaded."""
    return Slot(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        guest=row.guest,
        trainers=frozenset(str(trainer.pk) for trainer in row.trainers.all()),
        cancelled=row.cancelled_at is not None,
        why=row.cancelled_reason,
    )


def clashes(
    cohort: Cohort, table: Sequence[Entry], *, clock: datetime, only: Collection[int] | None = None
) -> list[Clash]:
    """What speaks against a timetable; with `only`, as far as these sessions are concerned. Two
    queries."""
    changed = set(only) if only is not None else None
    found = [*_within(table), *_with_others(table, held_elsewhere(cohort, table))]
    # That a session has been held is no fault of a timetable as it stands.
    begins = min((entry.slot.starts_at for entry in table), default=clock)
    found += _out_of_days(table, cohort, begins if changed is None else clock)
    return [one for one in found if changed is None or one.sessions & changed]
