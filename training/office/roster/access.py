"""Whose imports the desk may see."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
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


def is_waiting(job: RosterImport) -> bool:
    """Whether it waits for the office, so that something can be decided about it."""
    return job.state in {State.READY, State.FAILED}
