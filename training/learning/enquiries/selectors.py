"""Reading questions: one's own, those that wait at a desk, and the common ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery

from training.learning.enquiries.models import Enquiry, EnquiryMessage, FaqEntry
from training.learning.enquiries.reminding import PATIENCE, overdue
from training.people.models import User

PER_PAGE = 30
ON_A_PAGE = 5
State, Kind = Enquiry.State, EnquiryMessage.Kind


@dataclass(frozen=True)
class Row:
    """A question in a list: what was asked first, and whether it has waited too long."""

    enquiry: Enquiry
    text: str
    late: bool = False


@dataclass(frozen=True)
class Queue:
    """What is at a desk: one page of it, and how many wait."""

    rows: Sequence[Row]
    page: Page[Enquiry]
    waiting: int
    late: int


@dataclass(frozen=True)
class Wanted:
    """Which questions of a desk are asked for: `show` waiting, mine or all."""

    show: str = "waiting"
    page: int = 1


def _with_text(rows: "QuerySet[Enquiry]") -> "QuerySet[Enquiry]":
    first = EnquiryMessage.objects.filter(
        learner=OuterRef("learner"), enquiry=OuterRef("pk"), number=1
    )
    return rows.annotate(first_words=Subquery(first.values("text")[:1]))


def mine(learner_id: UUID) -> list[Enquiry]:
    """A person's questions with their first words, what changed last first. One query."""
    rows = Enquiry.objects.filter(learner_id=learner_id)
    return list(_with_text(rows).order_by("-changed_at", "pk"))


def messages_of(enquiry: Enquiry) -> list[EnquiryMessage]:
    """What was said about a question, in order. One query."""
    rows = EnquiryMessage.objects.filter(learner_id=enquiry.learner_id, enquiry=enquiry)
    return list(rows.select_related("by", "to").order_by("number"))


def queue(rows: "QuerySet[Enquiry]", wanted: Wanted, user: User, now: datetime) -> Queue:
    """What is at a desk: what waits first and longest before what was answered. Four queries."""
    waiting = rows.filter(state=State.WAITING)
    if wanted.show == "mine":
        shown = waiting.filter(handed_to=user).order_by("waiting_since", "pk")
    elif wanted.show == "all":
        shown = rows.order_by("-changed_at", "pk")
    else:
        shown = waiting.order_by("waiting_since", "pk")
    page = Paginator(_with_text(shown), PER_PAGE).get_page(wanted.page)
    found = [
        Row(
            one,
            one.first_words,  # type: ignore[attr-defined]
            one.state == State.WAITING and one.waiting_since <= now - PATIENCE,
        )
        for one in page
    ]
    return Queue(found, page, waiting.count(), rows.filter(overdue(now)).count())


def faq_for(
    congress_keys: frozenset[str], *, words: str = "", all_of_them: bool = False
) -> list[FaqEntry]:
    """Published common questions of these congresses, the newest first, those with all the words;
    `all_of_them` for a superuser. One query."""
    rows = FaqEntry.objects.filter(live=True)
    if not all_of_them:
        rows = rows.filter(owner_root__congress_key__in=congress_keys)
    for word in words.split():
        rows = rows.filter(Q(question__icontains=word) | Q(answer__icontains=word))
    return list(rows.order_by("-published_at", "pk"))


def faq_on(activity: UUID, congress_keys: frozenset[str], page: Any = None) -> list[FaqEntry]:
    """Published common questions that belong to a page or, when it is given, to one of its
    knowledge points, at most five. One query."""
    belongs = Q(activity=activity)
    if page is not None:
        # As subqueries: a join would bring an entry once for each point.
        points = type(page)._meta.get_field("points")
        its = points.remote_field.through.objects.filter(**{points.m2m_field_name(): page.pk})
        about = FaqEntry.points.through.objects.filter(
            knowledgepoint__in=its.values(points.m2m_reverse_field_name())
        )
        belongs |= Q(pk__in=about.values("faqentry"))
    rows = FaqEntry.objects.filter(belongs, live=True, owner_root__congress_key__in=congress_keys)
    return list(rows.order_by("-published_at", "pk")[:ON_A_PAGE])
