"""A sitting of 王代表, and answering it as her page would."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.factories.desk import as_li, as_qian, as_shen, desk, qian
from tests.factories.world import World, moment
from training.cohorts.models import Enrolment
from training.learning.attempts import services
from training.learning.attempts.models import Attempt
from training.learning.attempts.services import Save, Saved
from training.people.models import User

__all__ = ["as_li", "as_qian", "as_shen", "desk", "qian"]

NOW = moment(1, 8, 40)
AnswerSitting = Callable[..., Saved]


@pytest.fixture
def sitting(dinghai: World, wang: User, wangs_enrolment: Enrolment) -> Attempt:
    """王代表 sits the final, 45 minutes from 8:40."""
    return services.start(
        quiz=dinghai.final, learner_id=wang.pk, enrolment=wangs_enrolment, now=NOW
    )


def save(
    attempt: Attempt, position: int, posted: Any, at: datetime = NOW + timedelta(minutes=1)
) -> Saved:
    """Her phone saves an answer."""
    seq = int((at - NOW).total_seconds()) * 100 + position
    told = Save(device="phone", seq=seq, client_id=uuid4())
    return services.save_response(
        learner_id=attempt.learner_id,
        attempt_id=attempt.pk,
        position=position,
        posted=posted,
        save=told,
        now=at,
    )


def finished(attempt: Attempt, at: datetime = NOW + timedelta(minutes=30)) -> Attempt:
    """Handed in and marked."""
    return services.mark_now_or_later(attempt=services.hand_in(attempt=attempt, now=at), now=at)
