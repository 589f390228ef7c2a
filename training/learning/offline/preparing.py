"""Packs drawn beforehand by a job, so that no deputy waits for the first drawing."""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone, translation

from courses.catalogue.models import CoursePage
from training.cohorts.models import Cohort
from training.cohorts.selectors import CREDIT_TAIL
from training.learning.offline import packing

EVERY = 300
"""So many seconds lie between two looks; what is drawn already costs a look only."""


def prepare_packs(*, now: datetime) -> int:
    """Draw the packs of the classes that are on, or that still count; returns how many had to
    be; 0 when that was looked at a moment ago. Two queries, one for each programme and course."""
    if not cache.add("offline:prepared", True, EVERY):
        return 0
    today = timezone.localdate(now)
    classes = Cohort.objects.filter(cancelled_at=None, ends_on__gte=today - CREDIT_TAIL)
    paths = set(classes.values_list("programme__path", flat=True))
    rows = CoursePage.objects.live().defer_streamfields().order_by("path")
    courses = [course for path in sorted(paths) for course in rows.filter(path__startswith=path)]
    with translation.override(settings.LANGUAGE_CODE):
        waiting = [course for course in courses if not packing.is_ready(course)]
        for course in waiting:
            packing.pack_of(course)
    return len(waiting)
