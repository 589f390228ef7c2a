"""Who may ask, whose question it is, and which questions staff may read."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cms.site.access import root_ids, roots_for
from cms.site.models import CongressRootPage
from training.cohorts.selectors import current_enrolment
from training.learning.enquiries.models import Enquiry, FaqEntry
from training.learning.enquiries.places import Place
from training.learning.enquiries.services import About
from training.people.access import Role, office_congress, standing
from training.people.models import Membership, User

KNOWN = ("learner", "congress", "cohort", "handed_to")


def learner_only(user: User) -> None:
    """Http404 for people who do not learn here."""
    if not standing(user, timezone.localdate()).learns:
        raise Http404


def about(user: User, place: Place, section: str) -> About:
    """Whose trainers a learner's question goes to: those of her class, else of her congress;
    Http404 for people who do not learn."""
    held = standing(user, timezone.localdate())
    if not held.learns:
        raise Http404
    enrolment = current_enrolment(user)
    own = set(held.congresses_as(*Membership.LEARNERS))
    cohort = enrolment.cohort if enrolment and enrolment.cohort.congress_id in own else None
    wanted = cohort.congress_id if cohort else min(own)
    congress = next(one for one in held.congresses if one.pk == wanted)
    return About(congress, cohort, place, section)


def own_enquiry(user: User, enquiry: UUID) -> Enquiry:
    """A person's own question; Http404 for everybody else's."""
    return get_object_or_404(Enquiry, learner_id=user.pk, pk=enquiry)


def at_desk(user: User) -> "QuerySet[Enquiry]":
    """The questions of the congresses for which a person works at the desk; not evaluated."""
    keys = roots_for(user).values_list("congress_key", flat=True)
    return Enquiry.objects.filter(congress__key__in=list(keys)).select_related(*KNOWN)


def enquiry_at_desk(user: User, enquiry: UUID) -> Enquiry:
    """One of these; Http404 otherwise."""
    return get_object_or_404(at_desk(user), pk=enquiry)


def at_office(user: User) -> "QuerySet[Enquiry]":
    """The questions that were handed to the office where a person works; Http404 for everybody
    else."""
    congress = office_congress(user, timezone.localdate())
    handed = Q(with_office=True) | Q(messages__kind="forward", messages__to=None)
    rows = Enquiry.objects.filter(handed, congress=congress)
    return rows.select_related(*KNOWN).distinct()


def enquiry_at_office(user: User, enquiry: UUID) -> Enquiry:
    """One of these; Http404 otherwise."""
    return get_object_or_404(at_office(user), pk=enquiry)


def trainers_of(congress_id: int) -> list[User]:
    """Who teaches in a congress today, by name. One query."""
    today = timezone.localdate()
    held = Membership.objects.filter(organisation__congress=congress_id, role=Role.TRAINER)
    held = held.filter(starts_on__lte=today)
    held = held.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name"))


def faq_at_desk(user: User) -> "QuerySet[FaqEntry]":
    """The common questions of the congresses for which a person works at the desk."""
    return FaqEntry.objects.filter(owner_root__in=root_ids(user)).select_related("owner_root")


def faq_entry_at_desk(user: User, entry: int) -> FaqEntry:
    """One of these; Http404 otherwise."""
    return get_object_or_404(faq_at_desk(user), pk=entry)


def root_of(user: User, enquiry: Enquiry | None) -> CongressRootPage:
    """For which congress a common question is written: that of the question it is made from, else
    the first the person works for; Http404 when there is none."""
    roots = roots_for(user).order_by("pk")
    if enquiry is not None:
        roots = roots.filter(congress_key=enquiry.congress.key)
    found = roots.first()
    if found is None:
        raise Http404
    return found
