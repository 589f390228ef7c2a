"""Forms open by the timetable, are given, filled in once, and counted in batches."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.counting import at_most
from tests.factories.feedback import EVENING, filled, form_of_day_one
from tests.factories.world import moment
from training.cohorts.models import Cohort, ScheduledSession
from training.learning.feedback import opening, services, tickets
from training.learning.feedback.errors import FeedbackRefused
from training.learning.feedback.jobs import feedback_due
from training.learning.feedback.models import (
    AnswerBox,
    FeedbackAnswer,
    FeedbackForm,
    FeedbackRules,
    FormGiven,
    SpentTicket,
)
from training.learning.feedback.opening import open_due
from training.learning.feedback.selectors import open_to, waiting_for
from training.learning.feedback.services import BATCH, GRACE
from training.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def form(dinghai, wangs_enrolment) -> FeedbackForm:
    return form_of_day_one(dinghai)


def waiting(form: FeedbackForm) -> int:
    return len(AnswerBox.objects.get(form=form).answers)


# ---- opening


def test_a_form_opens_when_the_days_last_session_ends(dinghai, wangs_enrolment):
    last = ScheduledSession.objects.filter(cohort=dinghai.cohort, session__day=1)
    end = last.order_by("-ends_at").first().ends_at
    assert open_due(now=end - timedelta(seconds=1)) == 0
    assert open_due(now=end) == 1
    assert open_due(now=end + timedelta(minutes=1)) == 0
    form = FeedbackForm.objects.get()
    assert (form.occasion, form.day, form.opens_at) == ("day", 1, end)


def test_a_moved_session_takes_the_form_with_it(dinghai, wangs_enrolment):
    held = ScheduledSession.objects.filter(cohort=dinghai.cohort, session__day=1)
    last = held.order_by("-ends_at").first()
    ScheduledSession.objects.filter(pk=last.pk).update(ends_at=last.ends_at + timedelta(hours=3))
    assert open_due(now=last.ends_at + timedelta(hours=2)) == 0
    assert open_due(now=last.ends_at + timedelta(hours=3)) == 1


def test_the_last_day_opens_the_form_of_the_end_too(dinghai, wangs_enrolment):
    open_due(now=moment(2, 22))
    assert {("day", 2), ("end", 0)} <= set(FeedbackForm.objects.values_list("occasion", "day"))


def test_a_cancelled_class_is_not_asked(dinghai, wangs_enrolment):
    dinghai.cohort.cancelled_at = EVENING
    dinghai.cohort.save()
    assert open_due(now=EVENING) == 0


def test_everybody_in_the_class_is_told_once(wang, dinghai, wangs_enrolment):
    open_due(now=EVENING)
    open_due(now=EVENING)
    told = Notice.objects.get(learner=wang, kind="feedback_open")
    assert "第 1 天" in told.title
    assert told.link == f"/my/feedback/{FeedbackForm.objects.get(day=1).uuid}/"


def test_nothing_to_do_is_cheap(dinghai, form):
    with at_most(4 + 1):  # for what is to be opened and what is to be closed, however many classes
        assert feedback_due(now=EVENING) == 0


def test_a_congress_that_does_not_ask_opens_nothing(dinghai, wangs_enrolment):
    FeedbackRules.objects.create(congress=dinghai.congress, asks=False)
    with at_most(4):
        assert open_due(now=EVENING) == 0


def test_a_clock_that_stands_still_opens_by_its_own_hour(dinghai, wangs_enrolment):
    Cohort.objects.filter(pk=dinghai.cohort.pk).update(clock_held_at=moment(1, 9))
    assert open_due(now=EVENING) == 0
    Cohort.objects.filter(pk=dinghai.cohort.pk).update(clock_held_at=EVENING)
    assert open_due(now=EVENING + timedelta(days=9)) == 1
    with at_most(4):
        assert open_due(now=EVENING + timedelta(days=9)) == 0


def test_a_class_whose_forms_would_be_closed_again_keeps_nobody_waiting(dinghai, wangs_enrolment):
    """The worker was away: thousands of such classes must not take the turn of those that wait."""
    long_after = moment(2, 22) + timedelta(days=30)
    with at_most(4):
        assert open_due(now=long_after) == 0
    FeedbackRules.objects.create(congress=dinghai.congress, end_stays_open=60)
    assert open_due(now=long_after) == 1
    assert FeedbackForm.objects.get().occasion == "end"


def test_what_is_too_much_for_a_round_waits_for_the_next(dinghai, wangs_enrolment, monkeypatch):
    monkeypatch.setattr(opening, "SECONDS_PER_RUN", -1)
    assert open_due(now=EVENING) == 0
    monkeypatch.undo()
    assert open_due(now=EVENING) == 1


# ---- filling in


def test_through_the_door_with_nothing_but_forms(as_wang: Client, wang, form, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    assert form.cohort.name in as_wang.get("/my/feedback/").content.decode()
    fill = f"/my/feedback/{form.uuid}/fill/"
    assert as_wang.get(fill).status_code == 302, "given only by pressing the button"
    assert not FormGiven.objects.exists()
    page = as_wang.post(f"/my/feedback/{form.uuid}/start/", follow=True)
    assert FormGiven.objects.get().learner == wang
    sent = {"ticket": page.context["ticket"], "content": "4", "better": " 茶太凉 "}
    # The session has run out meanwhile: what she wrote is taken all the same.
    assert Client().post("/my/feedback/send/", sent).headers["Location"] == "/my/feedback/thanks/"
    assert AnswerBox.objects.get(form=form).answers == [{"content": 4, "better": "茶太凉"}]
    assert "已交" in as_wang.get("/my/feedback/").content.decode()


def test_sent_again_it_is_still_one(form, wang):
    ticket = tickets.ticket(form, wang.pk)
    for content in (5, 1):
        services.hand_in(ticket=ticket, posted={"content": content}, now=EVENING)
    assert AnswerBox.objects.get(form=form).answers == [{"content": 5}]


def test_another_phone_gives_no_second_ticket(form, wang):
    assert tickets.ticket(form, wang.pk) == tickets.ticket(form, wang.pk)


def test_an_empty_form_is_not_taken_and_may_be_filled_again(client, form, wang, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    ticket = tickets.ticket(form, wang.pk)
    reply = client.post("/my/feedback/send/", {"ticket": ticket, "content": "9"})
    assert (reply.status_code, reply.context["refused"].code) == (400, "empty")
    assert not SpentTicket.objects.exists()


@pytest.mark.parametrize("ticket", ["", "1:abc", "1:abc:forged"])
def test_without_a_ticket_of_ours_nothing_is_taken(client, form, ticket):
    reply = client.post("/my/feedback/send/", {"ticket": ticket, "content": "5"})
    assert reply.status_code == 400
    assert waiting(form) == 0


def test_a_form_that_was_on_the_phone_when_it_closed_is_taken_for_an_hour(form, wang, chen):
    late = form.closes_at + GRACE
    services.hand_in(ticket=tickets.ticket(form, wang.pk), posted={"content": 5}, now=late)
    with pytest.raises(FeedbackRefused):
        services.hand_in(
            ticket=tickets.ticket(form, chen.pk),
            posted={"content": 5},
            now=late + timedelta(seconds=1),
        )


def test_the_home_page_calls_until_it_is_handed_in(form, wang):
    with at_most(2):
        assert [one.form for one in waiting_for(wang.pk, EVENING)] == [form]
    services.give(form=form, learner_id=wang.pk)
    assert waiting_for(wang.pk, EVENING)[0].opened
    services.hand_in(ticket=tickets.ticket(form, wang.pk), posted={"content": 5}, now=EVENING)
    assert waiting_for(wang.pk, EVENING) == []
    assert open_to(wang.pk, EVENING)[0].filled
    with at_most(1):
        assert waiting_for(wang.pk, form.closes_at + timedelta(days=9)) == []


def test_zhao_from_another_county_finds_no_form(as_zhao: Client, form):
    for path in ("", "fill/"):
        assert as_zhao.get(f"/my/feedback/{form.uuid}/{path}").status_code == 404
    assert as_zhao.post(f"/my/feedback/{form.uuid}/start/").status_code == 404


# ---- counting


def test_batches_are_never_smaller_than_five(form):
    morning = moment(2, 6)
    for _ in range(2 * BATCH - 1):
        filled(form)
    services.release_due(now=morning)
    assert (FeedbackAnswer.objects.count(), waiting(form)) == (0, 9)
    for _ in range(3):
        filled(form)
    services.release_due(now=moment(3, 6))
    assert (FeedbackAnswer.objects.count(), waiting(form)) == (7, 5)


def test_nothing_is_added_in_the_evening_nor_twice_in_a_morning(form):
    for _ in range(12):
        filled(form)
    services.release_due(now=EVENING + timedelta(minutes=1))
    services.release_due(now=moment(2, 4))
    assert FeedbackAnswer.objects.count() == 0
    services.release_due(now=moment(2, 5))
    for _ in range(12):
        filled(form, now=moment(2, 9))
    services.release_due(now=moment(2, 10))
    assert FeedbackAnswer.objects.count() == 7


def test_at_the_end_nothing_is_lost_and_the_tickets_go(form):
    for _ in range(7):
        filled(form)
    services.release_due(now=form.closes_at + GRACE + timedelta(seconds=1))
    form.refresh_from_db()
    assert form.closed
    assert FeedbackAnswer.objects.filter(form=form).count() == 7
    assert not AnswerBox.objects.exists()
    assert not SpentTicket.objects.exists()
    with pytest.raises(FeedbackRefused):
        filled(form)
