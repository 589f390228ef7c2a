"""What the office's pages about waivers show, and whose they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from training.cohorts.models import Cohort, Enrolment
from training.cohorts.selectors import requirement_in_force
from training.learning.progress.models import CourseProgress
from training.learning.waivers import selectors as waivers
from training.learning.waivers.selectors import Earlier
from training.office import selectors
from training.office.access import Desk

PER_PAGE = 100
SHOWN = 200
"""So many people are offered at once; of more, the page asks for a name."""


def enrolment_at_desk(desk: Desk, pk: UUID) -> Enrolment:
    """An active enrolment in a class of the desk's congress; Http404 for any other."""
    return get_object_or_404(
        Enrolment.objects.select_related(
            "learner", "unit", "cohort__congress", "cohort__programme"
        ),
        pk=pk,
        cohort__congress=desk.congress,
        status=Enrolment.Status.ACTIVE,
    )


@dataclass(frozen=True)
class Choice:
    """The class that is looked at, among those on offer."""

    classes: Sequence[Cohort]
    cohort: Cohort | None

    @cached_property
    def items(self) -> list[Mapping[str, Any]]:
        """What the class requires now. One query."""
        version = requirement_in_force(self.cohort.programme_id) if self.cohort else None
        return list(version.items) if version else []

    def item(self, code: str) -> Mapping[str, Any] | None:
        """The item that was named; Http404 for an unknown one, None for no name."""
        found = next((item for item in self.items if item["code"] == code), None)
        if code and found is None:
            raise Http404
        return found


def chosen(desk: Desk, key: str) -> Choice:
    """The class named by its key, or the one people join now; Http404 for a foreign one."""
    classes = selectors.classes(desk.congress, desk.today)
    if not key:
        return Choice(classes, classes[0] if classes else None)
    found = next((cohort for cohort in classes if cohort.key == key), None)
    if found is None:
        raise Http404
    return Choice(classes, found)


def acts_page(cohort: Cohort | None, number: str | None) -> tuple[Page[Any], list[waivers.Told]]:
    """One page of a class's waivers and rulings. Three queries."""
    found: Any = waivers.acts_in(cohort) if cohort else []
    page: Page[Any] = Paginator(found, PER_PAGE).get_page(number)
    return page, waivers.told_of(page.object_list)


@dataclass(frozen=True)
class Candidate:
    """A person who has not done an item, with what she did towards it before."""

    enrolment: Enrolment
    earlier: tuple[Earlier, ...]
    ticked: bool

    @property
    def earlier_words(self) -> list[str]:
        """Her earlier evidence in words."""
        return [one.words for one in self.earlier]


@dataclass(frozen=True)
class Candidates:
    """Who may be given a waiver of an item, as far as one page shows them."""

    rows: tuple[Candidate, ...]
    more: bool

    @property
    def earlier(self) -> dict[UUID, list[UUID]]:
        """By enrolment, the statements of earlier evidence."""
        return {
            row.enrolment.pk: [one.statement_id for one in row.earlier]
            for row in self.rows
            if row.earlier
        }

    @property
    def suggestion(self) -> str:
        """A reason to begin with: the earlier evidence of the one person that is ticked."""
        ticked = [row for row in self.rows if row.ticked]
        return ticked[0].earlier_words[-1] if len(ticked) == 1 and ticked[0].earlier else ""


def lacking(cohort: Cohort, code: str) -> Any:
    """The active enrolments of a class whose verdict does not have an item."""
    verdicts = CourseProgress.objects.filter(enrolment__cohort=cohort, whole=True)
    done = [
        enrolment
        for enrolment, codes in verdicts.values_list("enrolment_id", "done_codes")
        if code in codes
    ]
    enrolled = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
    return enrolled.exclude(pk__in=done)


def candidates(
    cohort: Cohort, item: Mapping[str, Any], *, text: str, ticked: frozenset[str]
) -> Candidates:
    """Who of a class has not done an item, looked for by name or number. Four queries."""
    found = lacking(cohort, item["code"]).select_related("learner", "unit", "cohort")
    if text:
        matching = Q(learner__name__icontains=text) | Q(learner__number__icontains=text)
        found = found.filter(matching | Q(pk__in=[one for one in ticked if _is_uuid(one)]))
    rows = list(found.order_by("learner__number", "learner__username")[: SHOWN + 1])
    earlier = waivers.earlier_evidence(rows[:SHOWN], item)
    return Candidates(
        rows=tuple(
            Candidate(one, tuple(earlier.get(one.pk, ())), str(one.pk) in ticked)
            for one in rows[:SHOWN]
        ),
        more=len(rows) > SHOWN,
    )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
