"""What the people of the sample class did and were given: each thing once, in this order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.models import LoadedItem
from courses.models import WritingTask
from training.cohorts.models import Cohort
from training.packs import (
    seeding,
    seeding_attendance,
    seeding_diagnosis,
    seeding_enquiries,
    seeding_feedback,
    seeding_hours,
    seeding_live,
    seeding_notices,
    seeding_offline,
    seeding_timetable,
    seeding_waivers,
    seeding_writing,
)
from training.packs.loading.keeping import Keeper
from training.packs.pack import Pack
from training.people.models import User


@dataclass(frozen=True)
class Sample:
    """The sample class with the pack it comes from."""

    pack: Pack
    keeper: Keeper
    cohort: Cohort

    @property
    def slow(self) -> frozenset[str]:
        """Whose line is bad, by roster number."""
        rows = self.pack.roster
        return frozenset(row.entry.roster_id for row in rows if row.entry.low_bandwidth == "是")

    @property
    def points(self) -> list[str]:
        """The knowledge points, by key."""
        return [point.entry.key for point in self.pack.points]

    def staff(self, role: str) -> User | None:
        """The first sample member of staff with a role."""
        members = self.pack.staff.entry.staff
        number = next((member.number for member in members if member.role == role), "")
        return User.objects.filter(pk=self.keeper.pk(f"person:{number}")).first()


def _progress(sample: Sample) -> int:
    return seeding.seed_progress(
        cohort=sample.cohort, slow=sample.slow, points=sample.points, by=sample.staff("office")
    )


def _hours(sample: Sample) -> int:
    return seeding_hours.seed_hours(cohort=sample.cohort, by=sample.staff("office"))


def _waivers(sample: Sample) -> int:
    return seeding_waivers.seed_waivers(cohort=sample.cohort, by=sample.staff("office"))


def _drafts(sample: Sample) -> int | None:
    if sample.pack.writing is None:
        return None
    entry = sample.pack.writing.entry
    tasks = {task.key: sample.keeper.pk(f"task:{task.key}") for task in entry.tasks}
    live = WritingTask.objects.filter(live=True).in_bulk([pk for pk in tasks.values() if pk])
    drafts: list[Any] = [
        (draft, live[tasks[draft.task]]) for draft in entry.drafts if tasks[draft.task] in live
    ]
    by = sample.staff("trainer")
    return seeding_writing.seed_drafts(cohort=sample.cohort, drafts=drafts, by=by)


def _live(sample: Sample) -> int:
    cases = {case.entry.key: case.body for case in sample.pack.cases}
    return seeding_live.seed_live(
        cohort=sample.cohort,
        case=cases.get("C04", ""),
        by=sample.staff("trainer"),
        now=sample.keeper.now,
    )


def _diagnoses(sample: Sample) -> int:
    return seeding_diagnosis.seed_diagnoses(
        cohort=sample.cohort, slow=sample.slow, points=sample.points
    )


def _timetable(sample: Sample) -> int:
    return seeding_timetable.seed_timetable(
        cohort=sample.cohort, by=sample.staff("office"), trainer=sample.staff("trainer")
    )


def _notices(sample: Sample) -> int:
    return seeding_notices.seed_notices(
        cohort=sample.cohort, by=sample.staff("office"), now=sample.keeper.now
    )


def _attendance(sample: Sample) -> int:
    return seeding_attendance.seed_attendance(cohort=sample.cohort, by=sample.staff("office"))


def _feedback(sample: Sample) -> int:
    return seeding_feedback.seed_feedback(cohort=sample.cohort)


def _enquiries(sample: Sample) -> int:
    return seeding_enquiries.seed_enquiries(
        cohort=sample.cohort, by=sample.staff("trainer"), now=sample.keeper.now
    )


def _offline(sample: Sample) -> int | None:
    return seeding_offline.seed_offline(cohort=sample.cohort, slow=sample.slow)


@dataclass(frozen=True)
class Deed:
    """One of these things: its key, its words in the report, and how it is done; None where the
    pack has nothing for it."""

    key: str
    label: str | Promise
    seed: Callable[[Sample], int | None]


DEEDS = (
    Deed("seed", _("演示数据（人）"), _progress),
    Deed("seed-hours", _("演示学习会（人）"), _hours),
    Deed("seed-waivers", _("演示免修和裁定（条）"), _waivers),
    Deed("seed-drafts", _("演示稿子（份）"), _drafts),
    Deed("seed-diagnoses", _("演示诊断（人）"), _diagnoses),
    Deed("seed-live", _("演示课堂互动（轮）"), _live),
    Deed("seed-feedback", _("演示满意度表（份）"), _feedback),
    Deed("seed-timetable", _("演示教室（节）"), _timetable),
    Deed("seed-attendance", _("演示签到（人）"), _attendance),
    Deed("seed-enquiries", _("演示提问（个）"), _enquiries),
    Deed("seed-offline", _("演示离线手机（台）"), _offline),
    Deed("seed-notices", _("演示通知（人）"), _notices),
)


def seed(sample: Sample, deeds: Iterable[Deed] = DEEDS) -> None:
    """Whatever of this the class was not given yet, also by an earlier version of the site. An
    interrupted run goes on where it stopped."""
    keeper = sample.keeper
    for deed in deeds:
        key = f"{deed.key}:{sample.cohort.key}"
        keeper.seen.add(key)
        if key in keeper.known:
            continue
        count = deed.seed(sample)
        if count is None:
            continue
        LoadedItem.objects.create(
            pack=sample.pack.key,
            key=key,
            model=Cohort._meta.label,
            object_pk=str(sample.cohort.pk),
            loaded_at=keeper.now,
        )
        keeper.report.people[str(deed.label)] = count
