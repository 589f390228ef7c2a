"""What a learner may take along, and what she may tell of; the office's desk."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from wagtail.models import Page

from courses.catalogue.models import CoursePage, LessonPage
from training.cohorts.models import Enrolment
from training.learning.readings import opening
from training.people.access import office_congress, standing
from training.people.models import Congress, User
from training.people.page_access import FREQUENT, frequent_child, may_view
from training.people.requests import SignedInRequest


def learner_of(request: SignedInRequest) -> User:
    """Who asks, where she learns; Http404 for others."""
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404
    return request.user


def own_courses(learner: User) -> list[CoursePage]:
    """The published courses of the programmes of her classes, those of the newest class first; also
    of a class that is over. Two queries."""
    places = Enrolment.objects.filter(learner=learner, cohort__cancelled_at=None)
    above = places.order_by("-cohort__starts_on").values_list("cohort__programme__path", flat=True)
    paths = list(dict.fromkeys(above))
    found = [course for path in paths for course in _courses_below(path)]
    return [course for course in found if may_view(learner, course)]


def _courses_below(path: str) -> list[CoursePage]:
    rows = CoursePage.objects.live().filter(path__startswith=path).order_by("path")
    return list(rows.defer_streamfields())


def own_course(learner: User, course: UUID) -> CoursePage:
    """A course she may take along; Http404 for any other. Three queries at most."""
    found = next((one for one in own_courses(learner) if one.activity_uuid == course), None)
    if found is None:
        raise Http404
    return found


def told_page(learner: User, key: Any) -> Any:
    """A lesson or case that she has read, also where it was taken down since; None for what is
    gone, foreign, or was never published. One query."""
    if not isinstance(key, int) or isinstance(key, bool) or not 0 < key < 2**31:
        return None
    was_open = Q(live=True) | Q(first_published_at__isnull=False)
    found = Page.objects.filter(was_open, pk=key).select_related(*FREQUENT).first()
    page = frequent_child(found) if found else None
    return page if page is not None and may_view(learner, page) else None


def is_open(learner: User, page: Any, now: datetime) -> bool:
    """Whether a page is open to her by the order of her class."""
    if not isinstance(page, LessonPage) or opening.sees_everything(learner):
        return True
    return opening.hold_on(learner_id=learner.pk, lesson=page, now=now) is None


@dataclass(frozen=True)
class Desk:
    """The office looking at its people's phones."""

    viewer: User
    congress: Congress
    now: datetime

    @property
    def today(self) -> date:
        """The day where the congress is."""
        return timezone.localdate(self.now)


def desk_of(request: SignedInRequest) -> Desk:
    """The office at its desk; Http404 for everybody else."""
    now = timezone.now()
    return Desk(request.user, office_congress(request.user, timezone.localdate(now)), now)
