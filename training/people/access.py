"""Who may see whom. Every view of people, statistics and exports asks here."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet, UUIDField
from django.http import Http404
from django.shortcuts import get_object_or_404

from cms.core.prepared import prepared
from training.people.models import Congress, Membership, Organisation, User

Role = Membership.Role


@dataclass(frozen=True)
class Standing:
    """What a person is today: roles by congress, and the units of which she is director."""

    user: User
    roles: dict[int, frozenset[str]] = field(default_factory=dict)
    congresses: tuple[Congress, ...] = ()
    directs: frozenset[int] = frozenset()
    memberships: tuple[Membership, ...] = ()
    """All of hers, past ones too, with organisation, congress and term."""

    @property
    def congress_keys(self) -> frozenset[str]:
        """The keys of the congresses she belongs to, under which their content lives."""
        return frozenset(congress.key for congress in self.congresses)

    def has(self, *roles: str) -> bool:
        """Whether she holds one of the roles in any congress."""
        return any(held & set(roles) for held in self.roles.values())

    def congresses_as(self, *roles: str) -> list[int]:
        """The congresses in which she holds one of the roles."""
        return [congress for congress, held in self.roles.items() if held & set(roles)]

    @property
    def learns(self) -> bool:
        """Whether /my/ is for her."""
        return self.has(*Membership.LEARNERS)


def memberships_of(user: User) -> tuple[Membership, ...]:
    """Every role a person holds or held, with organisation, congress and term. One query."""
    found = tuple(_memberships.all(user=user.pk))
    for held in found:
        held.user = user
    return found


@prepared(user=UUIDField())
def _memberships(user: Any) -> "QuerySet[Membership]":
    return Membership.objects.filter(user=user).select_related("organisation__congress", "term")


def standing(user: User, today: date) -> Standing:
    """One query; remembered on the user object for the rest of the request."""
    known: Standing | None = getattr(user, "_standing", None)
    if known is not None:
        return known
    roles: dict[int, set[str]] = {}
    congresses: dict[int, Congress] = {}
    directs: set[int] = set()
    memberships: tuple[Membership, ...] = ()
    if user.is_authenticated and user.is_active:
        memberships = memberships_of(user)
        for held in memberships:
            if not held.holds_on(today):
                continue
            congress = held.organisation.congress
            roles.setdefault(congress.pk, set()).add(held.role)
            congresses[congress.pk] = congress
            if held.role == Role.DIRECTOR:
                directs.add(held.organisation_id)
    found = Standing(
        user=user,
        roles={congress: frozenset(held) for congress, held in roles.items()},
        congresses=tuple(congresses.values()),
        directs=frozenset(directs),
        memberships=memberships,
    )
    user._standing = found  # type: ignore[attr-defined]
    return found


def office_congress(user: User, today: date) -> Congress:
    """The congress whose desk she works at; raises Http404 for everybody else."""
    congresses = standing(user, today).congresses_as(Role.OFFICE)
    if not congresses:
        raise Http404
    return Congress.objects.get(pk=congresses[0])


@dataclass(frozen=True)
class Scope:
    """The part of one congress whose statistics a person may see; no units means all of them."""

    congress: Congress
    units: frozenset[int] | None = None

    def covers(self, unit: int) -> bool:
        """Whether a unit is inside the scope."""
        return self.units is None or unit in self.units


def insight_scope(user: User, today: date) -> Scope:
    """Office and administrators: their congress; a director: her units; others get Http404."""
    held = standing(user, today)
    whole = held.congresses_as(Role.OFFICE, Role.ADMINISTRATOR)
    if whole:
        return Scope(Congress.objects.get(pk=whole[0]))
    if held.directs:
        congress = Congress.objects.get(pk=held.congresses_as(Role.DIRECTOR)[0])
        return Scope(congress, held.directs)
    raise Http404


def person_at_desk(congress: Congress, person_id: object) -> User:
    """A person on the roster of a congress; Http404 for anybody else's people."""
    return get_object_or_404(
        User.objects.filter(memberships__organisation__congress=congress).distinct(), pk=person_id
    )


def unit_in_scope(scope: Scope, unit_id: int) -> Organisation:
    """A unit of the scope; Http404 for a foreign one."""
    unit = get_object_or_404(Organisation, pk=unit_id, congress=scope.congress)
    if not scope.covers(unit.pk):
        raise Http404
    return unit
