"""Loading a checked pack: every subject in the order in which the later ones need the earlier."""

import time
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from cms.core.models import LoadedItem
from training.cohorts.models import Cohort
from training.packs import seeding
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
        by=User.objects.filter(pk=keeper.pk(_office_person(pack))).first(),
    )
    LoadedItem.objects.create(
        pack=pack.key,
        key=key,
        model=Cohort._meta.label,
        object_pk=str(cohort.pk),
        loaded_at=keeper.now,
    )
    keeper.report.people = {_("演示数据（人）"): count}


def _office_person(pack: Pack) -> str:
    """The item of the sample member of the office, who notes who was there."""
    numbers = [member.number for member in pack.staff.entry.staff if member.role == "office"]
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
    page = programme.load_sessions(pack, keeper)
    if settings.SAMPLE_ACCOUNTS:
        cohort = people.load(pack, keeper, here, page)
        if cohort:
            _seed(pack, keeper, cohort)
    report = keeper.finish()
    report.seconds = time.monotonic() - started
    return report
