"""Reading one's own notes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from training.learning.notes.models import Note
from training.learning.titles import activity_titles


@dataclass(frozen=True)
class Shown:
    """A note as its page shows it; empty before the first save."""

    text: str = ""
    revision: int = 0
    updated_at: datetime | None = None


@dataclass(frozen=True)
class Listed:
    """A note in the list of one's own; without an address when the page is gone."""

    pk: UUID
    title: str
    url: str
    text: str
    updated_at: datetime


def note_on(*, learner_id: UUID, activity: UUID) -> Shown:
    """A person's note on one page. One query."""
    note = Note.objects.filter(learner_id=learner_id, activity=activity).first()
    return (
        Shown(note.text, note.revision, note.updated_at)
        if note and note.text
        else Shown(revision=note.revision if note else 0)
    )


def notes_of(*, learner_id: UUID, words: str = "") -> list[Listed]:
    """The notes of a person, the newest first; with words those that have all of them, in the text
    or in the title of the page. Five queries."""
    notes = list(_with_words(Note.objects.filter(learner_id=learner_id), words))
    pages = activity_titles([note.activity for note in notes])
    found = []
    for note in notes:
        title, url = pages.get(note.activity, (note.page_title, ""))
        found.append(Listed(note.pk, title, url, note.text, note.updated_at))
    return found


def _with_words(rows: "QuerySet[Note]", words: str) -> "QuerySet[Note]":
    for word in words.split():
        rows = rows.filter(Q(text__icontains=word) | Q(page_title__icontains=word))
    return rows.exclude(text="").order_by("-updated_at")


def as_text(*, learner_id: UUID) -> str:
    """All notes as one plain text, to keep or to print."""
    parts = []
    for note in notes_of(learner_id=learner_id):
        day = timezone.localtime(note.updated_at).strftime("%Y-%m-%d %H:%M")
        parts.append(f"《{note.title}》\n{_('最后修改：')}{day}\n\n{note.text}\n")
    return ("\n" + "—" * 20 + "\n\n").join(parts)
