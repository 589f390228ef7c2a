"""Who lets programs in: administrators, for their own congress."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from training.insight.api.models import Client
from training.people.access import Role, standing
from training.people.models import Congress, User
from training.people.officers import Desk


def administrator(request: HttpRequest) -> Desk:
    """The desk of an administrator; Http404 for everybody else."""
    now, person = timezone.now(), cast(User, request.user)
    held = standing(person, timezone.localdate(now)).congresses_as(Role.ADMINISTRATOR)
    if not held:
        raise Http404
    return Desk(Congress.objects.get(pk=held[0]), person, now)


def client(desk: Desk, uuid: UUID) -> Client:
    """A program of the administrator's congress; Http404 for a foreign one."""
    return get_object_or_404(Client, congress=desk.congress, uuid=uuid)
