"""Loading a checked pack: every subject in the order in which the later ones need the earlier."""

import time
from datetime import datetime

from django.conf import settings

from training.packs import sample_class
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
            sample_class.seed(sample_class.Sample(pack, keeper, cohort))
    report = keeper.finish()
    report.seconds = time.monotonic() - started
    return report
