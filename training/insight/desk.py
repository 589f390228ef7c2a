"""我的班: the running classes of a trainer's congresses, on the landing page of the desk.

Only counts: who is behind is the office's business, and single answers have pages of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.utils import timezone

from cms.desk.home import DeskPanel
from cms.site.access import roots_for
from training.cohorts.models import Cohort
from training.cohorts.selectors import CREDIT_TAIL
from training.insight.selectors import Tally, completion
from training.people.access import Scope
from training.people.models import User

MOST = 3
SOON = timedelta(days=14)


@dataclass(frozen=True)
class ClassGlance:
    """One class: its day, and how many stand where, as of a moment."""

    cohort: Cohort
    day: int
    days: int
    as_of: datetime
    total: Tally

    @property
    def begins_later(self) -> bool:
        """Whether the first day is still to come."""
        return self.day < 1

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed; what is done still counts for a while."""
        return self.day > self.days


def running(user: User, now: datetime) -> list[Cohort]:
    """The classes of the person's congresses that run, begin soon, or still count, newest first.
    One query."""
    today = timezone.localdate(now)
    return list(
        Cohort.objects.filter(
            congress__key__in=roots_for(user).order_by().values("congress_key"),
            starts_on__lte=today + SOON,
            ends_on__gte=today - CREDIT_TAIL,
            cancelled_at=None,
        )
        .select_related("programme", "congress")
        .order_by("-starts_on")[:MOST]
    )


def glance(cohort: Cohort, now: datetime) -> ClassGlance:
    """One class now. Five queries."""
    clock = timezone.localdate(cohort.clock(now))
    return ClassGlance(
        cohort=cohort,
        day=(clock - cohort.starts_on).days + 1,
        days=(cohort.ends_on - cohort.starts_on).days + 1,
        as_of=now,
        total=completion(scope=Scope(cohort.congress), cohort=cohort, now=now).total,
    )


class ClassesPanel(DeskPanel):
    """我的班, beneath what is to do."""

    order = 15
    template_name = "admin/desk/classes.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """The classes; none, and the panel is left out."""
        now = timezone.now()
        user = cast(User, self.request.user)
        classes = [glance(cohort, now) for cohort in running(user, now)]
        return {"classes": classes}
