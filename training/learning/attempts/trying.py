"""Practice with immediate feedback: an answer given for judgement is judged at once, with hints
while tries are left. Examination questions never come here: a practice quiz does not ask them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from training.learning.attempts import telling
from training.learning.attempts.errors import SaveRefused
from training.learning.attempts.models import Attempt, Score
from training.learning.attempts.saving import Save, append, given, locked_item
from training.learning.attempts.sheets import Judged, Sheet, sheet_of

State = Attempt.State


@dataclass(frozen=True)
class Tried:
    """How one item stands in immediate feedback: its state, the hints earned, tries left."""

    state: str
    hints: tuple[str, ...]
    tries_left: int

    @property
    def closed(self) -> bool:
        """Whether the key is shown and nothing more is asked."""
        return self.tries_left == 0


def is_immediate(attempt: Attempt) -> bool:
    """Whether a sitting's answers are judged one by one."""
    return bool(attempt.rules.get("behaviour") == "immediate")


@transaction.atomic
def give(
    *,
    learner_id: UUID,
    attempt_id: UUID,
    position: int,
    posted: Any,
    save: Save,
    now: datetime,
) -> Tried:
    """Judge one answer at once and keep it as a try; a closed question stays as it was.

    The try that closes the question is scored and recorded as evidence in this transaction.
    Raises SaveRefused when the quiz does not judge at once, and what save_response raises.
    """
    item = locked_item(learner_id, attempt_id, position)
    attempt = Attempt.objects.select_related("quiz").get(learner_id=learner_id, id=attempt_id)
    if not is_immediate(attempt):
        raise SaveRefused("not_immediate", _("这份试卷交卷以后才讲评。"))
    before = sheet_of(attempt)
    stood = tried_of(before)
    if position in stood and stood[position].closed:
        return stood[position]
    said = given(posted, item)
    if position in stood and said.payload == before.answers[item.pk].payload:
        return stood[position]  # the same answer again costs nothing
    append(item, said, save, now)
    sheet = sheet_of(attempt)
    one = next(one for one in sheet.judged() if one.item.position == position)
    tried = _tried(sheet, one)
    if tried.closed and attempt.state == State.INPROGRESS:
        _close(sheet, one, now)
    return tried


def _close(sheet: Sheet, one: Judged, now: datetime) -> None:
    Score.objects.create(
        learner_id=sheet.attempt.learner_id,
        item=one.item,
        number=1,
        fraction=one.fraction,
        outcome=one.outcome.as_json(),
        at=now,
    )
    telling.answered_now(sheet, one, now=now)


def _tried(sheet: Sheet, one: Judged) -> Tried:
    allowed = sheet.attempt.rules.get("tries") or 1
    used = one.answer.tries
    over = one.outcome.state == "right" or used >= allowed or one.outcome.needs_person
    hints = one.item.version.answer_key.get("hints", [])
    return Tried(
        state=one.outcome.state,
        hints=() if over else tuple(hints[:used]),
        tries_left=0 if over else allowed - used,
    )


def tried_of(sheet: Sheet) -> dict[int, Tried]:
    """How every question that was given for judgement stands, by position."""
    return {one.item.position: _tried(sheet, one) for one in sheet.judged() if one.answer.tries}
