"""Two phones without a line, told in any order, in pieces, and twice: nothing is lost, nothing
doubled, and what follows is what would have followed had she had a line all the time."""

import json
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from courses.models import Question
from tests.factories.world import World
from tests.training.learning.offline.phone import (
    DECISION,
    chosen,
    item,
    practice,
    reading,
)
from training.learning import evidence
from training.learning.models import (
    ActivityProgress,
    PointMastery,
    Reading,
    ReviewCard,
    Statement,
    SyncedItem,
)
from training.learning.offline.arriving import call_in
from training.learning.offline.services import Told, take
from training.people.models import User

pytestmark = pytest.mark.django_db
ROOTS = frozenset({"dinghai"})
KINDS = ("practice", "wrong", "review", "unknown", "decision", "other", "lesson")

acts = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(KINDS)), min_size=1, max_size=8)


def made(world: World, asked: Question, drawn: list[tuple[int, str]], now: datetime) -> list[Any]:
    """For each act what the phone noted, as (phone, items); each a minute after the one before."""
    begun = now - timedelta(hours=1)
    return [
        (phone, acted(world, asked, kind, begun + timedelta(minutes=n)))
        for n, (phone, kind) in enumerate(drawn)
    ]


def acted(world: World, asked: Question, kind: str, at: datetime) -> list[Any]:
    """What a phone notes of an act."""
    when: dict[str, Any] = {"at": at.isoformat()}
    page = {"page": world.case.pk, "block": DECISION}
    if kind == "lesson":
        done = item("complete", page=world.lesson.pk, **when)
        return [reading(world, 200, **when), done]
    said: dict[str, tuple[str, dict[str, Any]]] = {
        "practice": ("practice", chosen(asked, "乙")),
        "wrong": ("practice", chosen(asked, "丙")),
        "review": ("review", {**chosen(asked, "乙"), "sure": 2}),
        "unknown": ("review", {**chosen(asked), "dont_know": True}),
        "decision": ("decision", {**page, "option": "a"}),
        "other": ("decision", {**page, "option": "b"}),
    }
    name, fields = said[kind]
    return [item(name, **fields, **when)]


def tell(learner: User, phone: UUID, items: list[Any], now: datetime) -> list[Told]:
    """One call at a fixed moment."""
    said = {"device": str(phone), "sent_at": now.isoformat(), "waiting": 0, "items": items}
    return take(learner=learner, roots=ROOTS, call=call_in(json.dumps(said).encode()), now=now)


def amounts_to(learner: User) -> dict[str, Any]:
    """Everything that follows from what she did, without whose it is."""
    points = PointMastery.objects.filter(learner=learner)
    cards = ReviewCard.objects.filter(learner=learner)
    progress = ActivityProgress.objects.filter(learner=learner)
    return {
        "points": sorted(points.values_list("point", "evidence", "answers", "right", "tally")),
        "cards": sorted(cards.values_list("question", "memory", "reps", "lapses", "last_at")),
        "done": sorted((one.activity, one.completed_at is not None) for one in progress),
        "log": sorted(Statement.objects.filter(learner=learner).values_list("verb", flat=True)),
        "read": sum(Reading.objects.filter(learner=learner).values_list("seconds", flat=True)),
    }


QUICK = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.generate, Phase.shrink],
)


@pytest.mark.full
@settings(QUICK, max_examples=200)
@given(drawn=acts, luck=st.integers(0, 2**32))
def test_many_more_orders_come_to_the_same(
    wang: User, chen: User, dinghai: World, drawn: list[tuple[int, str]], luck: int
) -> None:
    with transaction.atomic():
        _same(wang, chen, dinghai, drawn, Random(luck))
        transaction.set_rollback(True)


@QUICK
@given(drawn=acts, luck=st.integers(0, 2**32))
def test_two_phones_in_any_order_cut_and_repeated_come_to_the_same(
    wang: User, chen: User, dinghai: World, drawn: list[tuple[int, str]], luck: int
) -> None:
    with transaction.atomic():
        _same(wang, chen, dinghai, drawn, Random(luck))
        transaction.set_rollback(True)


def _same(wang: User, chen: User, world: World, drawn: list[tuple[int, str]], luck: Random) -> None:
    now = timezone.now()
    noted = made(world, practice(world, f"V{uuid4().hex[:6]}"), drawn, now)
    for _phone, items in noted:  # she who had a line all the time
        tell(chen, uuid4(), items, now)
    queues: tuple[list[Any], list[Any]] = ([], [])
    for phone, items in noted:
        queues[phone].extend(items)
    for queue in queues:
        for seq, one in enumerate(queue):
            one["seq"] = seq
    phones = (uuid4(), uuid4())
    while any(queues):
        which = luck.choice([n for n in (0, 1) if queues[n]])
        size = luck.randint(1, len(queues[which]))
        told = tell(wang, phones[which], queues[which][:size], now)
        assert {one.outcome for one in told} <= {"done", "known"}
        if luck.random() < 0.5:  # the reply arrived
            del queues[which][:size]
        elif luck.random() < 0.5:  # it did not, and the phone was closed half way through
            del queues[which][: size // 2]
    for which, phone in enumerate(phones):  # all of it once more: nothing is new
        again = [one for told, items in noted if told == which for one in items]
        assert {one.outcome for one in tell(wang, phone, again, now)} <= {"known"}
    assert SyncedItem.objects.filter(learner=wang).count() == sum(len(items) for _p, items in noted)
    assert amounts_to(wang) == amounts_to(chen)
    for kept in evidence.KEPT:
        assert kept.differences(wang.pk) == []
