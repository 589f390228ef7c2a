"""Whose imports the desk may see."""

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from training.office.access import Desk, desk_of
from training.people.rosters import RosterImport

State = RosterImport.State


def import_of(request: HttpRequest, uuid: UUID) -> tuple[Desk, RosterImport]:
    """The desk and one of its congress's imports; Http404 for everybody and everything else."""
    desk = desk_of(request)
    imports: Any = RosterImport.objects.select_related("congress", "by", "applied_by")
    job = get_object_or_404(imports, uuid=uuid, congress=desk.congress)
    return desk, cast(RosterImport, job)


def waiting_import(request: HttpRequest, uuid: UUID) -> tuple[Desk, RosterImport]:
    """The same, only while it waits for the office; Http404 for one that does not."""
    desk, job = import_of(request, uuid)
    if job.state not in {State.READY, State.FAILED}:
        raise Http404
    return desk, job
