"""Whose inbox, and whose desk."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from training.notices.kinds import KINDS
from training.notices.models import Batch, Notice
from training.people.models import User
from training.people.officers import Desk, desk_of

__all__ = [
    "Desk",
    "batch",
    "desk_of",
    "kind",
    "own_notice",
]


def own_notice(person: User, notice_id: UUID) -> Notice:
    """What a person herself was told; Http404 for another's."""
    return get_object_or_404(Notice, learner=person, pk=notice_id, in_inbox=True)


def batch(desk: Desk, batch_id: UUID) -> Batch:
    """A batch of the desk's congress; Http404 for a foreign one."""
    rows = Batch.objects.select_related("made_by")
    return get_object_or_404(rows, congress=desk.congress, pk=batch_id)


def kind(key: str) -> str:
    """A kind that is in use; Http404 for another."""
    if key not in KINDS:
        raise Http404
    return key
