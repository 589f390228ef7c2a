"""Telling people: once each, in the words of the moment, in the caller's transaction."""

import pytest
from django.db import transaction

from tests.counting import at_most
from tests.factories.world import moment
from tests.training.notices.conftest import MORNING
from training.notices.inbox import notices_of, unread_count, unread_of
from training.notices.kinds import GROUPS, KINDS
from training.notices.models import Batch, Delivery, Notice
from training.notices.services import tell
from training.notices.wording import TEXTS, names_in, parts_of, unbalanced, unknown_in

State = Delivery.State


def test_a_notice_is_in_the_inbox_with_its_fields_filled(told, wang):
    assert told(link="/my/timetable/") == 2
    notice = notices_of(wang.pk).get()
    assert notice.title == "课程有变动：学习班"
    assert "D2-3 改到 14:00" in notice.body
    assert "原因" not in notice.body
    assert notice.link == "/my/timetable/"
    assert notice.urgent
    assert notice.read_at is None


def test_telling_again_changes_nothing_and_reaches_only_who_was_not_told(told, wang, chen):
    assert told(people=[wang]) == 1
    assert told(people=[wang, chen], about={"cohort": "别的", "changes": "别的"}) == 1
    assert told(people=[wang, chen]) == 0
    assert notices_of(wang.pk).get().title == "课程有变动：学习班"
    assert Batch.objects.count() == 1
    assert Delivery.objects.filter(learner=wang).count() == 2


def test_the_same_kind_about_another_thing_is_another_notice(told, wang):
    told()
    assert told(key="change-2") == 2
    assert unread_count(wang.pk) == 2


def test_nothing_is_told_when_the_callers_transaction_fails(told):
    with transaction.atomic():
        told()
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


def test_a_disabled_person_is_passed_over(told, wang, chen):
    chen.is_active = False
    chen.save()
    assert told() == 1
    assert not Notice.objects.filter(learner=chen).exists()


def test_nobody_is_told_of_an_unknown_kind(told):
    with pytest.raises(KeyError, match=r"kinds\.py"):
        told(kind="birthday")


def test_who_cannot_be_reached_is_written_down_with_the_reason(told, wang, chen):
    wang.phone = ""
    wang.save()
    chen.phone = "0580-2020000"
    chen.save()
    told()
    reasons = {
        (row.learner_id, row.channel): (row.state, row.reason) for row in Delivery.objects.all()
    }
    assert reasons[wang.pk, "sms"] == (State.SKIPPED, "no_phone")
    assert reasons[wang.pk, "email"] == (State.WAITING, "")
    assert reasons[chen.pk, "sms"] == (State.SKIPPED, "bad_phone")
    assert reasons[chen.pk, "email"] == (State.SKIPPED, "no_email")


def test_sample_people_get_no_real_messages(told, wang, chen):
    wang.is_sample = True
    wang.save()
    told()
    hers = Delivery.objects.filter(learner=wang)
    assert set(hers.values_list("state", "reason")) == {(State.SKIPPED, "sample")}


def test_a_shut_channel_is_said_to_be_shut(told, settings, wang):
    settings.SMS_GATEWAY = ""
    told()
    assert Delivery.objects.get(learner=wang, channel="sms").reason == "closed"


def test_english_readers_get_english_words(told, wang):
    about = {"cohort": "学习班", "cohort_en": "The class", "changes": "改", "changes_en": "moved"}
    told(about=about)
    assert notices_of(wang.pk).get().title_en == "Timetable changed: The class"


def test_answers_to_single_people_are_one_batch_a_day_for_the_office(told, wang, chen):
    for n, person in enumerate((wang, chen)):
        told(people=[person], kind="leave_answered", key=f"leave-{n}", about={"answer": "同意"})
    assert Batch.objects.get().notices.count() == 2


def test_whose_office_sees_it_follows_from_the_people(told, elsewhere, zhao):
    told(people=[zhao], congress=None)
    assert Batch.objects.get().congress == elsewhere.congress


def test_a_value_with_braces_and_brackets_stays_as_it_is(told, wang):
    told(about={"cohort": "学习班", "changes": "改到 [东楼] {二层}", "reason": "停电[{原因}]"})
    body = notices_of(wang.pk).get().body
    assert "改到 [东楼] {二层}" in body
    assert "原因：停电[{原因}]。" in body


def test_telling_many_takes_as_many_queries_as_telling_two(dinghai, reachable, told):
    with at_most(9):
        told()


def test_what_calls_a_person_now_is_one_query_and_urgent_first(told, wang):
    told()
    told(kind="class_changed", key="x", now=moment(3, 11))
    with at_most(1):
        unread = unread_of(wang.pk)
    assert (unread.count, unread.urgent) == (2, True)
    assert unread.newest.startswith("课程有变动")


def test_a_batch_is_not_named_after_one_of_its_people(told, wang, chen):
    each = {wang.pk: {"count": "3"}, chen.pk: {"count": "1"}}
    told(kind="behind", about={"cohort": "学习班"}, each=each)
    assert "3 项" in Notice.objects.get(learner=wang).title
    assert "1 项" in Notice.objects.get(learner=chen).title
    assert "项没有" not in Batch.objects.get().title


def test_a_key_that_does_not_fit_is_refused_on_every_database(told):
    with pytest.raises(ValueError, match="120"):
        told(key="k" * 121)


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_can_be_told_in_its_own_words(key, dinghai, reachable, wang):
    kind = KINDS[key]
    assert kind.group in GROUPS
    for name in TEXTS:
        assert unknown_in(getattr(kind, name), kind) == []
        assert not unbalanced(getattr(kind, name))
    about = {field.key: field.sample for field in kind.fields}
    tell(people=[wang.pk], kind=key, key="k", about=about, now=MORNING)
    notice = Notice.objects.get(learner=wang)
    assert notice.title
    assert not names_in(notice.body)
    assert parts_of(notice.sms) <= (2 if key in {"activation", "session_moved"} else 1)
