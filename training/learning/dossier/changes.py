"""For who was elected again: what is different from what she learned in earlier terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from cms.law.models import StatuteVersion
from cms.law.revising.models import Correspondence
from cms.site.models import CongressRootPage
from cms.taxonomy.models import KnowledgePoint
from courses.catalogue.models import LessonPage
from training.learning import evidence
from training.learning.dossier.periods import Period
from training.learning.evidence import Verb
from training.learning.mastery.selectors import mastery_of
from training.people.models import User

MOST = 60
"""Longer lists help nobody; the newest come first."""


@dataclass(frozen=True)
class Law:
    """A text that came since; `table` when its page of changes can be opened."""

    version: StatuteVersion
    table: bool


@dataclass(frozen=True)
class Revised:
    """A lesson that she completed and that was published anew since."""

    lesson: LessonPage
    completed_at: datetime


@dataclass(frozen=True)
class Changes:
    """What changed since `since`, the day of her last learning before the term."""

    period: Period
    since: date
    laws: Sequence[Law]
    revised: Sequence[Revised]
    new: Sequence[LessonPage]
    points: Sequence[str]

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.laws or self.revised or self.new or self.points)


def _learned(learner: User) -> dict[UUID, datetime]:
    """When she last completed each lesson. One query."""
    told = evidence.visible(learner_id=learner.pk, viewer_id=learner.pk)
    told = told.filter(Q(("voided", False)), verb=Verb.COMPLETED, activity_type="lesson")
    return dict(told.order_by("effective_at").values_list("activity", "effective_at"))


def _laws(since: date) -> list[Law]:
    """Texts in force, or passed where the date is not known, after a day. One query."""
    later = Q(in_force_from__gt=since) | Q(in_force_from=None, adopted_on__gt=since)
    tables = Correspondence.objects.filter(new_version=OuterRef("pk"))
    rows = StatuteVersion.objects.filter(later).select_related("statute", "replaced_by")
    rows = rows.annotate(table=Exists(tables)).order_by("-adopted_on")
    return [Law(one, one.table) for one in rows[:MOST]]


def _lessons(
    period: Period, learned: dict[UUID, datetime], since: date
) -> tuple[list[Revised], list[LessonPage]]:
    """Lessons of hers that were published anew, and lessons that are new. Two queries."""
    root = CongressRootPage.objects.filter(congress_key=period.congress.key).first()
    if root is None:
        return [], []
    moment = timezone.make_aware(datetime.combine(since, time.max))
    pages = LessonPage.objects.live().descendant_of(root).defer("body")
    pages = pages.filter(last_published_at__gt=moment).order_by(F("last_published_at").desc())
    revised = [
        Revised(page, at)
        for page in pages
        if (at := learned.get(page.translation_key)) and page.last_published_at > at
    ]
    new = [
        page
        for page in pages
        if page.translation_key not in learned
        and page.first_published_at
        and page.first_published_at > moment
    ]
    return revised[:MOST], new[:MOST]


def _points(learner: User, now: datetime) -> list[str]:
    """Points about which her answers say that a look would help. Four queries."""
    missing = {one.point for one in mastery_of(learner.pk, now) if one.missing and one.answers}
    if not missing:
        return []
    return [str(point) for point in KnowledgePoint.objects.filter(key__in=missing)]


def changes_for(*, learner: User, period: Period, now: datetime) -> Changes:
    """What is different for her in a term from what she learned before it. Eight queries."""
    learned = _learned(learner)
    begins = period.since or period.begins_on
    before = [day for at in learned.values() if (day := timezone.localdate(at)) < begins]
    since = max(before, default=min(begins, timezone.localdate(now)))
    revised, new = _lessons(period, learned, since)
    return Changes(
        period=period,
        since=since,
        laws=_laws(since),
        revised=revised,
        new=new,
        points=_points(learner, now),
    )
