"""Loading a checked pack: every subject in the order in which the later ones need the earlier."""

import time
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from cms.core.models import LoadedItem
from courses.models import WritingTask
from training.cohorts.models import Cohort
from training.packs import (
    seeding,
    seeding_diagnosis,
    seeding_hours,
    seeding_waivers,
    seeding_writing,
)
from training.packs.loading import (
    cases,
    congress,
    drawings,
    law,
    lessons,
    people,
    points,
    programme,
    questions,
    quizzes,
    site,
    writing,
)
from training.packs.loading.keeping import Keeper
from training.packs.pack import Pack
from training.packs.report import LoadReport
from training.people.models import User


def _seed(pack: Pack, keeper: Keeper, cohort: Cohort) -> None:
    """Give the sample class its progress, once. An interrupted run goes on where it stopped."""
    key = f"seed:{cohort.key}"
    keeper.seen.add(key)
    if key in keeper.known:
        return
    count = seeding.seed_progress(
        cohort=cohort,
        slow=frozenset(
            row.entry.roster_id for row in pack.roster if row.entry.low_bandwidth == "是"
        ),
        points=[point.entry.key for point in pack.points],
        by=User.objects.filter(pk=keeper.pk(_person(pack, "office"))).first(),
    )
    LoadedItem.objects.create(
        pack=pack.key,
        key=key,
        model=Cohort._meta.label,
        object_pk=str(cohort.pk),
        loaded_at=keeper.now,
    )
    keeper.report.people = {_("演示数据（人）"): count}


def _seed_drafts(pack: Pack, keeper: Keeper, cohort: Cohort) -> None:
    """Let the sample class write, once; also where its progress was given to it earlier."""
    key = f"seed-drafts:{cohort.key}"
    keeper.seen.add(key)
    if key in keeper.known or pack.writing is None:
        return
    tasks = {task.key: keeper.pk(f"task:{task.key}") for task in pack.writing.entry.tasks}
    live = WritingTask.objects.filter(live=True).in_bulk([pk for pk in tasks.values() if pk])
    count = seeding_writing.seed_drafts(
        cohort=cohort,
        drafts=[
            (draft, live[tasks[draft.task]])
            for draft in pack.writing.entry.drafts
            if tasks[draft.task] in live
        ],
        by=User.objects.filter(pk=keeper.pk(_person(pack, "trainer"))).first(),
    )
    LoadedItem.objects.create(
        pack=pack.key,
        key=key,
        model=Cohort._meta.label,
        object_pk=str(cohort.pk),
        loaded_at=keeper.now,
    )
    keeper.report.people[_("演示稿子（份）")] = count


def _seed_diagnoses(pack: Pack, keeper: Keeper, cohort: Cohort) -> None:
    """Let the sample class be diagnosed, once; also where its progress was given to it earlier."""
    key = f"seed-diagnoses:{cohort.key}"
    keeper.seen.add(key)
    if key in keeper.known:
        return
    count = seeding_diagnosis.seed_diagnoses(
        cohort=cohort,
        slow=frozenset(
            row.entry.roster_id for row in pack.roster if row.entry.low_bandwidth == "是"
        ),
        points=[point.entry.key for point in pack.points],
    )
    LoadedItem.objects.create(
        pack=pack.key,
        key=key,
        model=Cohort._meta.label,
        object_pk=str(cohort.pk),
        loaded_at=keeper.now,
    )
    keeper.report.people[_("演示诊断（人）")] = count


def _seed_hours(pack: Pack, keeper: Keeper, cohort: Cohort) -> None:
    """Give the sample class hours of other events, once; also where its progress is older."""
    key = f"seed-hours:{cohort.key}"
    keeper.seen.add(key)
    if key in keeper.known:
        return
    officer = User.objects.filter(pk=keeper.pk(_person(pack, "office"))).first()
    count = seeding_hours.seed_hours(cohort=cohort, by=officer)
    LoadedItem.objects.create(
        pack=pack.key,
        key=key,
        model=Cohort._meta.label,
        object_pk=str(cohort.pk),
        loaded_at=keeper.now,
    )
    keeper.report.people[_("演示学习会（人）")] = count


def _seed_waivers(pack: Pack, keeper: Keeper, cohort: Cohort) -> None:
    """Let the office waive items of the sample class, once; also where its progress is older."""
    key = f"seed-waivers:{cohort.key}"
    keeper.seen.add(key)
    if key in keeper.known:
        return
    officer = User.objects.filter(pk=keeper.pk(_person(pack, "office"))).first()
    count = seeding_waivers.seed_waivers(cohort=cohort, by=officer)
    LoadedItem.objects.create(
        pack=pack.key,
        key=key,
        model=Cohort._meta.label,
        object_pk=str(cohort.pk),
        loaded_at=keeper.now,
    )
    keeper.report.people[_("演示免修和裁定（条）")] = count


def _person(pack: Pack, role: str) -> str:
    """The item of the first sample member of staff with a role; empty when there is none."""
    numbers = [member.number for member in pack.staff.entry.staff if member.role == role]
    return f"person:{numbers[0]}" if numbers else ""


def load(*, pack: Pack, now: datetime, take: frozenset[str] = frozenset()) -> LoadReport:
    """Bring the site up to date with a pack that checks.checked_pack found nothing wrong with.

    One transaction per file. Loading again writes nothing; what a person changed on the site is
    left and listed, unless its key is in `take`. Raises PackRefused, naming file and line, when
    the site refuses an item; files before it stay loaded.
    """
    started = time.monotonic()
    keeper = Keeper(pack.key, now, take)
    points.load(pack, keeper)
    law.load(pack, keeper)
    drawings.load(pack, keeper)
    here = congress.load(pack, keeper)
    site.load_public(pack, keeper)
    root = site.load_root(pack, keeper)
    cases.load(pack, keeper)
    questions.load(pack, keeper, root)
    programme.load_courses(pack, keeper)
    lessons.load(pack, keeper)
    quizzes.load(pack, keeper, root)
    writing.load(pack, keeper, root)
    page = programme.load_sessions(pack, keeper)
    if settings.SAMPLE_ACCOUNTS:
        cohort = people.load(pack, keeper, here, page)
        if cohort:
            _seed(pack, keeper, cohort)
            _seed_hours(pack, keeper, cohort)
            _seed_waivers(pack, keeper, cohort)
            _seed_drafts(pack, keeper, cohort)
            _seed_diagnoses(pack, keeper, cohort)
    report = keeper.finish()
    report.seconds = time.monotonic() - started
    return report
