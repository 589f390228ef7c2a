"""Keeping a reader's note: nothing written is ever lost, on whichever device."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from training.learning.notes.models import Note
from training.people.errors import Refused

LONGEST = 10_000


class NoteTooLong(Refused):
    """Nothing was stored; the text is still on the writer's screen."""


@dataclass(frozen=True)
class Saved:
    """What is stored now, and whether another device's words were kept beside these."""

    text: str
    revision: int
    updated_at: datetime
    merged: bool


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").rstrip()


def _both(stored: str, written: str) -> str:
    """Both texts, the stored one first; neither when one already has all of the other."""
    if stored in written:
        return written
    if written in stored:
        return stored
    return f"{stored}\n\n{_('—— 下面是在另一台设备上写的 ——')}\n{written}"


@transaction.atomic
def save_note(
    *, learner_id: UUID, activity: UUID, page_title: str, text: str, base: int, now: datetime
) -> Saved:
    """Store a note that went on from revision `base` (0 for a new one).

    When somebody saved in between, both texts are kept. An empty text clears the note. Raises
    NoteTooLong.
    """
    written = _plain(text)
    if len(written) > LONGEST:
        told = _("笔记最多 %(most)d 字，现在有 %(now)d 字。请删掉一些再存。")
        raise NoteTooLong("too_long", told % {"most": LONGEST, "now": len(written)})
    note, _created = Note.objects.select_for_update().get_or_create(
        learner_id=learner_id,
        activity=activity,
        defaults={"page_title": page_title[:255], "updated_at": now},
    )
    if written == note.text:
        return Saved(note.text, note.revision, note.updated_at, merged=False)
    went_on = base == note.revision
    kept = written if went_on else _both(note.text, written)[: LONGEST * 2]
    merged = kept != written
    note.text, note.page_title = kept, page_title[:255]
    note.revision, note.updated_at = note.revision + 1, now
    note.save(update_fields=["text", "page_title", "revision", "updated_at"])
    return Saved(kept, note.revision, now, merged=merged)


@transaction.atomic
def remove_note(*, learner_id: UUID, note: UUID) -> bool:
    """Take a note away for good; False when she has no such note."""
    deleted, _rows = Note.objects.filter(learner_id=learner_id, pk=note).delete()
    return bool(deleted)
