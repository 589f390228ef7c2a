"""Keeping what is written: every save an appended step, none refused because it is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.workshops.parts import PARTS, empty, whole
from training.learning.saves import Save
from training.learning.submissions.errors import SaveRefused
from training.learning.submissions.models import Draft, DraftStep


@dataclass(frozen=True)
class Saved:
    """What the server answers: the step given, whether the draft was handed in already, and what
    another device wrote."""

    step: int
    late: bool = False
    current: bool = True
    other: dict[str, str] | None = None


@dataclass(frozen=True)
class Standing:
    """The text that counts, the step it came with (0: nothing was saved), and when."""

    parts: dict[str, str]
    step: int = 0
    saved_at: datetime | None = None


@transaction.atomic
def save(
    *, learner_id: UUID, draft_id: UUID, written: Mapping[str, Any], save: Save, now: datetime
) -> Saved:
    """Store the text as the next step; the same client_id twice has one effect. Three queries.

    A save to a draft that is handed in is stored as late and changes nothing, never refused.
    Raises SaveRefused for a text that is too long, and Draft.DoesNotExist when the person has no
    such draft.
    """
    parts = whole(written)
    for part in PARTS:
        if len(parts[part.name]) > part.longest:
            told = _("“%(part)s”太长了，最多 %(most)d 个字。请先删短，再保存。")
            raise SaveRefused("too_long", told % {"part": part.heading, "most": part.longest})
    draft = Draft.objects.select_for_update(of=("self",)).get(learner_id=learner_id, id=draft_id)
    known = list(
        DraftStep.objects.filter(learner_id=learner_id, draft=draft)
        .order_by("step")
        .values_list("step", "device", "seq", "client_id", "current", "late")
    )
    if twin := next((row for row in known if row[3] == save.client_id), None):
        return _told(draft, [row for row in known if row[0] < twin[0]], twin, save)
    row = _append(draft, known, parts, save, now)
    return _told(draft, known, row, save)


Row = tuple[int, str, int, UUID, bool, bool]
"""Step, device, seq, client_id, current, late."""


def _append(
    draft: Draft, known: list[Row], parts: dict[str, str], save: Save, now: datetime
) -> Row:
    """The next step of a draft that is locked."""
    last_seq = max((row[2] for row in known if row[1] == save.device), default=None)
    step = DraftStep.objects.create(
        learner_id=draft.learner_id,
        draft=draft,
        step=known[-1][0] + 1 if known else 1,
        parts=parts,
        current=last_seq is None or save.seq > last_seq,
        late=draft.state != Draft.State.WRITING,
        saved_at=now,
        **vars(save),
    )
    return (step.step, save.device, save.seq, save.client_id, step.current, step.late)


def _told(draft: Draft, before: list[Row], row: Row, save: Save) -> Saved:
    """What a save is told: after a clash also what stood there from another device."""
    step, _device, _seq, _client_id, current, late = row
    counting = [one for one in before if one[4] and not one[5]]
    standing = counting[-1] if counting else None
    other = None
    if standing and standing[0] > save.base_step and standing[1] != save.device and not late:
        rows = DraftStep.objects.filter(learner_id=draft.learner_id, draft=draft, step=standing[0])
        other = whole(rows.values_list("parts", flat=True).get())
    return Saved(step=step, late=late, current=current and not late, other=other)


def standing(draft: Draft) -> Standing:
    """What counts of a draft: its highest step that is current and not late. One query."""
    row = (
        DraftStep.objects.filter(learner_id=draft.learner_id, draft=draft, current=True, late=False)
        .order_by("-step")
        .values_list("parts", "step", "saved_at")
        .first()
    )
    return Standing(whole(row[0]), row[1], row[2]) if row else Standing(empty())
