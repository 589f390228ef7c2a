"""A diagnosis asked at once, for samples, leaves what one answered question by question leaves."""

from typing import Any

import pytest

from tests.factories.world import World
from tests.training.learning.diagnosis.sitting import NOW, bank, begin, go_through, knows
from training.learning.diagnosis import access
from training.learning.diagnosis.models import Diagnosis, DiagnosisAnswer
from training.learning.diagnosis.whole import Sitter, room, sit
from training.learning.evidence import Verb
from training.learning.models import PointMastery, Statement
from training.people.models import User

pytestmark = pytest.mark.django_db


def kept(diagnosis: Diagnosis) -> dict[str, Any]:
    """What a diagnosis left, without keys and seeds of their own."""
    answers = DiagnosisAnswer.objects.filter(diagnosis=diagnosis).order_by("item__position")
    told = Statement.objects.filter(learner=diagnosis.learner).order_by("effective_at", "activity")
    mastery = PointMastery.objects.filter(learner=diagnosis.learner).order_by("point")
    names = ("state", "ended_by", "asked", "spent", "result", "belief", "pool", "ticking_since")
    return {
        "row": [getattr(diagnosis, name) for name in names],
        "answers": list(answers.values_list("outcome", "seconds", "certainty", "saved_at")),
        "told": [
            (one.verb, one.activity, one.success, one.effective_at)
            for one in told
            if one.verb == Verb.ANSWERED
        ],
        "mastery": list(mastery.values_list("point", "answers", "right")),
        "done": told.filter(verb=Verb.COMPLETED).count(),
    }


def test_at_once_as_one_by_one(dinghai: World, wang: User, chen: User) -> None:
    bank(dinghai)
    answers = knows("rights")
    slowly = go_through(begin(wang, seed="same"), answers)
    Diagnosis.objects.filter(pk=slowly.pk).update(started_at=NOW.replace(year=2020))
    slowly.items.update(put_at=NOW.replace(year=2020))
    sitter = Sitter(chen.pk, None, NOW, "same", answers, lambda: 10)
    at_once = sit(room=room(access.roots_of(chen)), sitter=sitter)
    at_once.refresh_from_db()
    assert kept(at_once) == kept(slowly)


def test_the_sittings_of_a_room_keep_questions_from_being_shown_too_often(
    dinghai: World, wang: User, chen: User
) -> None:
    bank(dinghai)
    where = room(access.roots_of(wang))
    for learner in (wang, chen):
        sit(room=where, sitter=Sitter(learner.pk, None, NOW, "same", knows("rights"), lambda: 10))
    first, second = Diagnosis.objects.order_by("started_at", "pk")
    met = set(first.items.values_list("version", flat=True))
    assert not met & set(second.items.values_list("version", flat=True))
