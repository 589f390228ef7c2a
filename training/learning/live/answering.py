"""Taking a deputy's answer. Only rows of hers and, of an anonymous round, one row that nobody can
trace back are written; no row that others share is locked or counted up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from training.learning.live import asking
from training.learning.live.errors import LiveRefused
from training.learning.live.models import LiveAnswer, LiveRound, LiveSlip, LiveTaking
from training.people.models import User

Kind, State = LiveRound.Kind, LiveRound.State


def may_change(live: LiveRound) -> bool:
    """Whether a person who answered may still answer otherwise: a vote is cast once, and nobody
    could tell which anonymous answer is hers."""
    return live.state == State.OPEN and live.named and live.kind != Kind.BALLOT


@transaction.atomic
def answer(
    *,
    live: LiveRound,
    learner_id: UUID,
    client_id: UUID,
    posted: Mapping[str, Sequence[str]],
    now: datetime,
) -> bool:
    """Take an answer; False, and nothing written, for one that was taken already. The same
    `client_id` has one effect.

    LiveRefused when the round is over or the answer cannot be one; AskAgain for a vote that would
    be void or blank and was not confirmed. Whoever is caught by the closing is either refused or
    counted, never both: four queries.
    """
    _hold(learner_id)
    known = _known(live, learner_id)
    if client_id in known or (known and not may_change(live) and not live.over):
        return False
    _still_open(live)
    payload = asking.read_answer(live, posted)
    if live.named:
        LiveAnswer.objects.create(
            learner_id=learner_id,
            round=live,
            number=len(known) + 1,
            client_id=client_id,
            payload=payload,
            at=now,
        )
        return True
    # Neither the device's number nor the moment is kept.
    LiveTaking.objects.create(learner_id=learner_id, round=live)
    LiveSlip.objects.create(round=live, payload=payload)
    return True


def _hold(learner_id: UUID) -> None:
    """Her own row, as every writer of hers: two taps at once come one after the other."""
    held = User.objects.select_for_update(no_key=True).filter(pk=learner_id)
    held.values_list("pk").first()


def _known(live: LiveRound, learner_id: UUID) -> list[UUID | None]:
    """What she sent before, by the device's numbers; of an anonymous round only that there is
    something."""
    if live.named:
        rows = LiveAnswer.objects.filter(learner_id=learner_id, round=live)
        return list(rows.values_list("client_id", flat=True))
    took = LiveTaking.objects.filter(learner_id=learner_id, round=live).exists()
    return [None] if took else []


def _still_open(live: LiveRound) -> None:
    if live.state == State.OPEN:
        return
    raise LiveRefused("closed", _("这一轮已经停止作答，您这一份没有赶上。"))
