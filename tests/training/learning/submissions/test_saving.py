"""Saves of a draft: nothing acknowledged is lost, sent twice is saved once, two devices are told of
each other."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import WritingTask
from tests.factories import writing
from tests.factories.world import World
from training.learning.models import Draft, DraftStep
from training.learning.submissions import saving, services
from training.learning.submissions.errors import SaveRefused
from training.learning.submissions.saving import Save, Saved
from training.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def task(dinghai: World) -> WritingTask:
    return writing.task(dinghai)


@pytest.fixture
def draft(task: WritingTask, wang: User) -> Draft:
    return services.start(task=task, learner_id=wang.pk, enrolment=None, now=timezone.now())


def keep(draft: Draft, cause: str, device: str = "phone", **more: Any) -> Saved:
    told: dict[str, Any] = {"seq": 1, "client_id": uuid4(), "base_step": 0, **more}
    return saving.save(
        learner_id=draft.learner_id,
        draft_id=draft.pk,
        written={"cause": cause},
        save=Save(device=device, **told),
        now=timezone.now(),
    )


def test_the_same_save_twice_is_one(draft: Draft):
    sent = uuid4()
    assert keep(draft, "一", client_id=sent) == keep(draft, "一", client_id=sent)
    assert DraftStep.objects.filter(draft=draft).count() == 1


def test_a_save_that_overtook_another_counts(draft: Draft):
    keep(draft, "新", seq=2)
    assert not keep(draft, "旧", seq=1).current
    assert saving.standing(draft).parts["cause"] == "新"
    assert DraftStep.objects.filter(draft=draft).count() == 2


def test_two_devices_are_told_of_each_other_and_both_texts_are_kept(draft: Draft):
    keep(draft, "手机上写的", "phone")
    told = keep(draft, "电脑上写的", "computer")
    assert told.other is not None
    assert told.other["cause"] == "手机上写的"
    assert saving.standing(draft).parts["cause"] == "电脑上写的"
    assert DraftStep.objects.filter(draft=draft, parts__cause="手机上写的").exists()


def test_who_knows_the_other_text_is_not_told_again(draft: Draft):
    step = keep(draft, "手机上写的", "phone").step
    assert keep(draft, "接着写的", "computer", base_step=step).other is None


def test_a_save_after_handing_in_is_kept_and_changes_nothing(draft: Draft):
    keep(draft, "交的")
    services.hand_in(learner_id=draft.learner_id, draft_id=draft.pk, now=timezone.now())
    assert keep(draft, "晚到的", seq=2).late
    assert saving.standing(draft).parts["cause"] == "交的"
    assert DraftStep.objects.filter(draft=draft, late=True).count() == 1


def test_a_text_too_long_is_refused_with_its_part_named(draft: Draft):
    with pytest.raises(SaveRefused, match="案由"):
        keep(draft, "字" * 20_001)


def test_nobody_else_can_save_to_it(draft: Draft, zhao: User):
    with pytest.raises(Draft.DoesNotExist):
        saving.save(
            learner_id=zhao.pk,
            draft_id=draft.pk,
            written={},
            save=Save("phone", 1, uuid4()),
            now=timezone.now(),
        )


ACTS = st.lists(
    st.tuples(st.sampled_from(["phone", "computer"]), st.sampled_from(["new", "again", "stale"])),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_whatever_two_devices_send_in_whatever_order_nothing_is_lost(
    acts: list[tuple[str, str]], task: WritingTask, wang: User
):
    fresh: Callable[[], Draft] = lambda: Draft.objects.create(  # noqa: E731
        learner=wang,
        task=task,
        number=Draft.objects.filter(task=task).count() + 1,
        state=Draft.State.WRITING,
        started_at=timezone.now(),
    )
    Draft.objects.filter(task=task).update(state=Draft.State.ASSESSED)
    draft = fresh()
    seqs, known, sent = {"phone": 0, "computer": 0}, {"phone": 0, "computer": 0}, []
    expected = ""
    for number, (device, act) in enumerate(acts):
        if act == "again" and sent:
            device, seq, client, text = sent[-1]
        else:
            seqs[device] += 1
            seq, client, text = seqs[device], uuid4(), f"{device} {number}"
            sent.append((device, seq, client, text))
            expected = text
        base = 0 if act == "stale" else known[device]
        told = _send(draft, (device, seq, client, text), base)
        known[device] = max(known[device], told.step)
    assert saving.standing(draft).parts["cause"] == expected
    kept = set(DraftStep.objects.filter(draft=draft).values_list("client_id", flat=True))
    assert kept == {client for _d, _s, client, _t in sent}


def _send(draft: Draft, sent: tuple[str, int, UUID, str], base: int) -> Saved:
    device, seq, client, text = sent
    return keep(draft, text, device, seq=seq, client_id=client, base_step=base)
