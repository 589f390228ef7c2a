"""Whose desk it is, and whom it may act upon."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from training.people.access import Role, person_at_desk, standing
from training.people.models import Congress, Membership, Organisation, Term, User
from training.people.officers import Desk, desk_of

__all__ = [
    "Desk",
    "StaffDesk",
    "colleague",
    "desk_of",
    "hindrances",
    "learner",
    "manageable",
    "post",
    "staff_changer",
    "staff_desk_of",
    "term",
    "unit",
]


def learner(desk: Desk, person_id: UUID) -> User:
    """A deputy or director, present or former, of the desk's congress; Http404 for anybody else."""
    person = person_at_desk(desk.congress, person_id)
    here = person.memberships.filter(organisation__congress=desk.congress)
    if not here.filter(role__in=Membership.LEARNERS).exists():
        raise Http404
    return person


def hindrances(desk: Desk, people: Iterable[User]) -> dict[UUID, str]:
    """Whose accounts the desk may not touch, and why. Two queries.

    A sign-in slip is the power to sign in as somebody: the desk has it over learners only, never
    over staff, and never over people who also belong to another congress.
    """
    persons = {person.pk: person for person in people}
    found = {
        pk: _("这是工作人员账号，由管理员管理。")
        for pk in User.objects.filter(pk__in=persons, groups__isnull=False).values_list(
            "pk", flat=True
        )
    }
    held = Membership.objects.filter(user__in=persons).select_related("organisation")
    for membership in held:
        if membership.ends_on is not None and membership.ends_on < desk.today:
            continue
        if membership.role not in Membership.LEARNERS:
            found[membership.user_id] = _("这位同志还担任工作人员，账号由管理员管理。")
        elif membership.organisation.congress_id != desk.congress.pk:
            found.setdefault(
                membership.user_id, _("这位同志现在还在别的人大任职，账号由管理员管理。")
            )
    for person in persons.values():
        if person.merged_into_id:
            found[person.pk] = _("这份记录已经并入另一份，不再使用。")
        if person.is_superuser or person.is_staff:
            found[person.pk] = _("这是管理员账号，由管理员管理。")
    return found


def manageable(desk: Desk, person_id: UUID) -> User:
    """A learner on whose account the desk may act; Http404 for anybody else."""
    person = learner(desk, person_id)
    if hindrances(desk, [person]):
        raise Http404
    return person


def unit(desk: Desk, unit_id: int) -> Organisation:
    """A unit, delegation or group of the desk's congress; Http404 for its own office and for
    anybody else's."""
    return get_object_or_404(
        Organisation.objects.exclude(kind=Organisation.Kind.OFFICE),
        pk=unit_id,
        congress=desk.congress,
    )


def term(desk: Desk, number: int) -> Term:
    """A term of the desk's congress by its number; Http404 for one it does not have."""
    return get_object_or_404(Term, number=number, congress=desk.congress)


def post(desk: Desk, person: User, post_id: int) -> Membership:
    """A membership of a person at the desk's congress; Http404 for any other."""
    held = person.memberships.filter(organisation__congress=desk.congress)
    return get_object_or_404(held.select_related("organisation__congress", "user"), pk=post_id)


@dataclass(frozen=True)
class StaffDesk(Desk):
    """The list of staff: administrators change it, the office reads it."""

    may_change: bool = False
    nav: str = "staff"
    """Which place is open in the bar above; none of the office's for who does not work there."""


def staff_desk_of(request: HttpRequest) -> StaffDesk:
    """The desk of an administrator, or of an officer, who reads only; Http404 for everybody
    else."""
    now = timezone.now()
    person = cast(User, request.user)
    held = standing(person, timezone.localdate(now))
    administered = held.congresses_as(Role.ADMINISTRATOR)
    found = administered or held.congresses_as(Role.OFFICE)
    if not found:
        raise Http404
    nav = "staff" if held.has(Role.OFFICE) else ""
    return StaffDesk(Congress.objects.get(pk=found[0]), person, now, bool(administered), nav)


def staff_changer(request: HttpRequest) -> StaffDesk:
    """The desk of an administrator; Http404 for everybody else."""
    desk = staff_desk_of(request)
    if not desk.may_change:
        raise Http404
    return desk


def colleague(desk: Desk, person_id: UUID) -> User:
    """Somebody of the administrator's congress; Http404 for anybody who was merged away, who also
    belongs to another congress, or to none of hers."""
    person = person_at_desk(desk.congress, person_id)
    elsewhere = person.memberships.exclude(organisation__congress=desk.congress)
    still = elsewhere.filter(Q(ends_on=None) | Q(ends_on__gte=desk.today))
    if person.merged_into_id or still.exists():
        raise Http404
    return person
