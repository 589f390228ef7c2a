"""Whose use of the content is looked at: one class, or all classes of a trainer's congresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language

from cms.models import CaseStudyPage, CongressRootPage, SharedRootPage
from cms.site.access import root_ids
from courses.models import LessonPage
from training.cohorts.models import Cohort, Enrolment
from training.learning.plan.access import classes_at_desk
from training.people.models import User

MOST_CLASSES = 200
"""So many classes, the newest, can be chosen from, and make up 全部班次."""


@dataclass(frozen=True)
class Looking:
    """Who looks, at which class (None: all of `cohorts` together), and when."""

    viewer: User
    cohorts: tuple[Cohort, ...]
    cohort: Cohort | None
    now: datetime

    @property
    def chosen(self) -> tuple[Cohort, ...]:
        """The classes that count."""
        return (self.cohort,) if self.cohort else self.cohorts

    @property
    def query(self) -> str:
        """What keeps the class in an address; '' for all."""
        return f"?class={self.cohort.pk}" if self.cohort else ""

    @property
    def key(self) -> str:
        """The same for everybody who would see the same, in the same language."""
        roots = "*" if self.viewer.is_superuser else sorted(root_ids(self.viewer))
        told = f"{roots} {[one.pk for one in self.chosen]} {get_language()}"
        return sha256(told.encode()).hexdigest()[:32]

    def learners(self) -> "QuerySet[Enrolment, Any]":
        """The keys of the people of these classes, for `learner__in`: a query within a query."""
        places = Enrolment.objects.filter(
            cohort__in=[one.pk for one in self.chosen], status=Enrolment.Status.ACTIVE
        )
        return places.order_by().values("learner_id")

    def how_many(self) -> int:
        """How many people these are, each once. One query."""
        return int(self.learners().distinct().count())

    def lessons(self) -> list[LessonPage]:
        """The published lessons of their programmes, in order. One query."""
        below = [Q(path__startswith=path) for path in {c.programme.path for c in self.chosen}]
        if not below:
            return []
        return list(LessonPage.objects.live().filter(reduce(or_, below)).order_by("path"))

    def cases(self) -> list[CaseStudyPage]:
        """The published cases of their congresses, and shared ones, in order. Three queries."""
        keys = {one.congress.key for one in self.chosen}
        roots = CongressRootPage.objects.filter(congress_key__in=keys).values_list(
            "path", flat=True
        )
        shared = SharedRootPage.objects.values_list("path", flat=True)
        below = [Q(path__startswith=path) for path in (*roots, *shared)]
        if not below:
            return []
        return list(
            CaseStudyPage.objects.live().filter(reduce(or_, below)).order_by("code", "path")
        )


def works_here(user: Any) -> bool:
    """Whether a person works on the content of any congress."""
    return bool(user.is_superuser or root_ids(user))


def looking(user: User, asked: Mapping[str, str], now: datetime) -> Looking:
    """What is looked at. Two queries.

    Http404 for who works for no congress, and for a class that is not one of hers.
    """
    if not works_here(user):
        raise Http404
    cohorts = tuple(classes_at_desk(user)[:MOST_CLASSES])
    wanted = asked.get("class", "")
    found = next((one for one in cohorts if str(one.pk) == wanted), None)
    if wanted and found is None:
        raise Http404
    return Looking(user, cohorts, found, now)
