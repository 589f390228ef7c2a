"""Sign-in codes by message: made while they are sent, kept nowhere."""

import re

import pytest
from django.apps import apps
from django.core import mail

from tests.factories.post import Post
from tests.training.notices.conftest import MORNING
from training.notices.activation import send_codes
from training.notices.delivering import deliver
from training.notices.gateways.contract import MessageRefused
from training.notices.models import Delivery, Notice
from training.notices.retrying import retry
from training.people.errors import SlipRefused
from training.people.models import SignInSlip
from training.people.services import use_slip

CODE = re.compile(r"[A-Z2-9]{5}-[A-Z2-9]{5}")


@pytest.fixture
def order(dinghai, zhang, reachable):
    def say(*people, **more):
        return send_codes(
            people=[person.pk for person in people],
            congress=dinghai.congress,
            by=zhang,
            now=more.pop("now", MORNING),
            **more,
        )

    return say


def code_of(text):
    return CODE.search(text)[0]


def use(number, code, later):
    return use_slip(number=number, code=code, password="Hao-mima-2026", now=later(1))


def test_a_code_arrives_and_works_and_is_kept_nowhere(order, wang, later):
    batch = order(wang, channels=["sms"])
    deliver(now=MORNING)
    code = code_of(Post.texts()[0])
    assert wang.username in Post.texts()[0]
    assert "/accounts/" in Post.texts()[0]
    for model in apps.get_models():
        for row in model.objects.all().values():
            assert code not in str(row)
            assert code.replace("-", "") not in str(row)
    assert use(wang.username, code, later).pk == wang.pk
    assert batch.notices.count() == 1


def test_it_is_in_no_inbox(order, as_wang, wang):
    order(wang)
    deliver(now=MORNING)
    assert not Notice.objects.get(learner=wang).in_inbox
    assert "登录码" not in as_wang.get("/my/inbox/").content.decode()


def test_nothing_is_made_before_it_is_sent(order, wang):
    order(wang)
    assert not SignInSlip.objects.exists()


def test_trying_again_sends_a_new_code_and_ends_the_old_one(order, zhang, wang, later):
    batch = order(wang, channels=["sms"])
    deliver(now=MORNING)
    first = code_of(Post.texts()[0])
    Delivery.objects.update(state=Delivery.State.UNSURE)
    retry(batch=batch, people=[wang.pk], by=zhang, now=MORNING)
    deliver(now=MORNING)
    second = code_of(Post.texts()[1])
    assert first != second
    with pytest.raises(SlipRefused):
        use(wang.username, first, later)
    assert use(wang.username, second, later).pk == wang.pk


def test_one_code_by_the_first_way_that_reaches_her(order, wang, chen):
    chen.phone, chen.email = "", "chen@example.com"
    chen.save()
    order(wang, chen)
    deliver(now=MORNING)
    assert [m.address for m in Post.sent] == [wang.phone]
    assert [m.to for m in mail.outbox] == [[chen.email]]
    assert code_of(mail.outbox[0].body)
    assert SignInSlip.objects.count() == 2


def test_whose_number_is_wrong_is_shown_and_no_code_is_lost(order, wang, chen):
    Post.fails = [MessageRefused("550")]
    batch = order(wang, chen, channels=["sms"])
    deliver(now=MORNING)
    states = dict(Delivery.objects.values_list("learner__username", "state"))
    assert sorted(states.values()) == ["refused", "sent"]
    assert batch.notices.count() == 2
