"""Sending: nothing lost, nothing doubled, whatever the other side does."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail

from tests.factories.post import Post
from tests.factories.world import moment
from tests.training.notices.conftest import MORNING
from training.notices import delivering
from training.notices.delivering import deliver
from training.notices.gateways.contract import (
    ChannelAway,
    MessagePutOff,
    MessageRefused,
    OutcomeUnknown,
)
from training.notices.models import Channel, Delivery, NoticeRules

State = Delivery.State


def states(channel="sms"):
    return sorted(Delivery.objects.filter(channel=channel).values_list("state", flat=True))


def test_messages_leave_by_every_channel_that_reaches_her(told, wang, chen):
    told()
    assert deliver(now=MORNING) == 3
    assert sorted(m.address for m in Post.sent) == ["13900000001", "13900000002"]
    assert Post.texts()[0] == "D2-3 改到 14:00。请按新的时间地点参加。"
    assert [m.to for m in mail.outbox] == [["wang@example.com"]]
    assert "/my/inbox/" in mail.outbox[0].body
    sms = Delivery.objects.get(learner=wang, channel="sms")
    assert (sms.state, sms.sent_at, sms.tries) == (State.SENT, MORNING, 1)
    assert sms.provider_id


def test_nothing_leaves_twice_however_often_it_is_told_and_sent(told, later):
    for minutes in (0, 1, 2):
        told()
        deliver(now=later(minutes))
    assert len(Post.sent) == 2
    assert len(mail.outbox) == 1


def test_the_signature_stands_in_front_of_text_messages(told, dinghai):
    NoticeRules.objects.create(congress=dinghai.congress, signature="定海人大")
    told()
    deliver(now=MORNING)
    assert Post.texts()[0].startswith("【定海人大】D2-3")
    assert not mail.outbox[0].body.startswith("【")


# ---- the other side is down


def test_a_mail_server_that_is_down_for_an_hour_loses_and_doubles_nothing(told, later, monkeypatch):
    told()
    refuses = {"now": True}

    def open_(self):
        if refuses["now"]:
            raise ConnectionRefusedError
        return True

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", open_)
    for minutes in range(60):
        deliver(now=later(minutes))
    assert mail.outbox == []
    assert states("email") == [State.SKIPPED, State.WAITING]
    channel = Channel.objects.get(pk="email")
    assert channel.last_error == "ConnectionRefusedError"
    assert channel.failures < 12
    refuses["now"] = False
    for minutes in range(60, 120):
        deliver(now=later(minutes))
    assert len(mail.outbox) == 1
    assert states("email") == [State.SENT, State.SKIPPED]
    assert Channel.objects.get(pk="email").failures == 0


def test_one_channel_that_is_down_does_not_hold_up_the_other(told):
    Post.away = ChannelAway("503")
    told()
    assert deliver(now=MORNING) == 1
    assert len(mail.outbox) == 1
    assert states() == [State.WAITING, State.WAITING]


def test_tries_are_not_used_up_while_a_channel_is_away(told, later):
    Post.away = ChannelAway("503")
    told()
    for minutes in range(0, 600, 5):
        deliver(now=later(minutes))
    assert set(Delivery.objects.filter(channel="sms").values_list("tries", flat=True)) == {0}


def test_after_three_days_it_is_too_late_and_the_office_is_told_so(told):
    Post.away = ChannelAway("503")
    told()
    Post.away = None
    deliver(now=MORNING + timedelta(days=3, minutes=1))
    assert Post.sent == []
    assert states() == [State.GIVEN_UP, State.GIVEN_UP]
    assert set(Delivery.objects.filter(channel="sms").values_list("reason", flat=True)) == {
        "too_late"
    }


# ---- one message fails


def test_a_message_that_is_put_off_is_tried_again_later_and_not_for_ever(told, wang, later):
    told(people=[wang])
    Post.fails = [MessagePutOff("busy") for _n in range(9)]
    tries = []
    for minutes in range(0, 24 * 60, 10):
        deliver(now=later(minutes))
        tries.append(Delivery.objects.get(channel="sms").tries)
    sms = Delivery.objects.get(channel="sms")
    assert sms.tries == 6
    assert (sms.state, sms.reason) == (State.GIVEN_UP, "too_often")
    assert tries[:6] == [1, 2, 3, 3, 3, 4]


def test_a_refused_message_is_not_sent_again_by_itself(told, wang, later):
    told(people=[wang])
    Post.fails = [MessageRefused("550")]
    deliver(now=MORNING)
    deliver(now=later(300))
    assert Post.sent == []
    sms = Delivery.objects.get(channel="sms")
    assert (sms.state, sms.reason, sms.answer) == (State.REFUSED, "refused", "550")


def test_an_address_that_was_refused_three_times_is_left_alone_until_it_changes(told, wang):
    for n in range(3):
        Post.fails = [MessageRefused("550")]
        told(people=[wang], key=f"k{n}")
        deliver(now=MORNING)
    told(people=[wang], key="k3")
    fourth = Delivery.objects.get(notice__key="k3", channel="sms")
    assert (fourth.state, fourth.reason) == (State.SKIPPED, "dead")
    wang.phone = "13900000009"
    wang.save()
    told(people=[wang], key="k4")
    assert Delivery.objects.get(notice__key="k4", channel="sms").state == State.WAITING


# ---- nobody can tell


def test_a_crash_between_sending_and_noting_sends_to_nobody_twice(told, wang, later, monkeypatch):
    told()

    def crash(self, delivery, state, reason="", **changes):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(delivering._Run, "_note", crash)
        with pytest.raises(SystemExit):
            deliver(now=MORNING)
    assert len(mail.outbox) == 1
    for minutes in (1, 9, 11, 60):
        deliver(now=later(minutes))
    assert len(mail.outbox) == 1, "never again by itself"
    row = Delivery.objects.get(learner=wang, channel="email")
    assert (row.state, row.reason) == (State.UNSURE, "interrupted")
    assert len(Post.sent) == 2, "the others are sent"


def test_no_answer_leaves_it_unsure_and_slows_down(told, later):
    told()
    Post.fails = [OutcomeUnknown("TimeoutError"), OutcomeUnknown("TimeoutError")]
    deliver(now=MORNING)
    deliver(now=MORNING)
    assert states() == [State.UNSURE, State.WAITING]
    for minutes in range(1, 30):
        deliver(now=later(minutes))
    assert states() == [State.UNSURE, State.UNSURE]
    assert Post.sent == []


def test_a_gateway_that_breaks_its_word_stops_nothing_else(told, later):
    told()
    Post.fails = [ZeroDivisionError()]
    assert deliver(now=MORNING) == 1
    deliver(now=later(5))
    assert states() == [State.SENT, State.UNSURE] or states() == [State.UNSURE, State.SENT]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"no such user")}), State.REFUSED),
        (smtplib.SMTPRecipientsRefused({"a@b": (451, b"later")}), State.WAITING),
        (smtplib.SMTPDataError(554, b"spam"), State.REFUSED),
        (smtplib.SMTPSenderRefused(421, b"closing", "x"), State.WAITING),
        (smtplib.SMTPServerDisconnected("gone"), State.UNSURE),
        (TimeoutError(), State.UNSURE),
    ],
)
def test_what_a_mail_server_says_is_understood(told, wang, monkeypatch, error, state):
    def refuse(self, messages):
        raise error

    told(people=[wang])
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    deliver(now=MORNING)
    row = Delivery.objects.get(channel="email")
    assert row.state == state
    assert "a@b" not in row.answer


# ---- when


def test_nothing_leaves_at_night_and_everything_in_the_morning(told, later):
    night = moment(3, 21, 30)
    told(kind="class_changed", now=night)
    deliver(now=night)
    deliver(now=moment(4, 7, 59))
    assert Post.sent == []
    deliver(now=moment(4, 8))
    assert len(Post.sent) == 2


def test_what_is_urgent_may_leave_until_ten_and_from_seven(told):
    told(now=moment(3, 21, 30))
    deliver(now=moment(3, 21, 30))
    assert len(Post.sent) == 2
    told(key="late", now=moment(3, 22, 30))
    deliver(now=moment(3, 22, 30))
    assert len(Post.sent) == 2
    deliver(now=moment(4, 7))
    assert len(Post.sent) == 4


def test_a_worker_that_comes_back_at_night_still_waits(told):
    told(kind="class_changed", now=moment(3, 15))
    deliver(now=moment(3, 23))
    assert Post.sent == []
    deliver(now=moment(4, 8, 1))
    assert len(Post.sent) == 2


def test_text_messages_keep_to_their_number_a_minute(told, settings, later):
    settings.SMS_PER_MINUTE = 1
    told()
    assert [deliver(now=later(0)), deliver(now=later(0)), deliver(now=later(1))] == [2, 0, 1]
    assert len(Post.sent) == 2


def test_who_was_disabled_in_between_gets_nothing(told, wang):
    told()
    wang.is_active = False
    wang.save()
    deliver(now=MORNING)
    assert {row.reason for row in Delivery.objects.filter(learner=wang)} == {"disabled"}
    assert mail.outbox == []


def test_logs_hold_no_numbers_and_no_texts(told, settings, tmp_path, caplog, wang):
    settings.SMS_GATEWAY = "training.notices.gateways.console.ConsoleGateway"
    told(people=[wang])
    with caplog.at_level("INFO"):
        deliver(now=MORNING)
    assert "139****0001" in caplog.text
    assert wang.phone not in caplog.text
    assert "D2-3" not in caplog.text
