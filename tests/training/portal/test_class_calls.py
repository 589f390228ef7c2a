"""What the class calls a deputy to, on her home page: only while there is something to do."""

from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories import live
from tests.factories.certified import finish
from tests.factories.feedback import EVENING, form_of_day_one
from tests.factories.presence import ON_TIME, taught
from tests.factories.world import World, moment
from training.cohorts.models import Cohort, Enrolment
from training.learning.attendance.services import record_presence
from training.learning.certificates import services as certificates
from training.learning.live import services as rounds
from training.notices import inbox
from training.notices.services import tell
from training.people.models import User
from training.portal.calls import Tally, tallies

SECTION = "section[aria-labelledby='now-title']"


def calls_at(client: Client, monkeypatch: Any, when: Any, queries: int = 20) -> list[str]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: when)
    with at_most(queries):
        page = BeautifulSoup(client.get(reverse("portal:home")).content, "html.parser")
    return [str(link["href"]) for link in page.select(f"{SECTION} a")]


def test_nothing_calls_before_the_class_and_asking_costs_nothing(
    as_wang: Client, dinghai: World, wangs_enrolment: Enrolment, monkeypatch: Any
) -> None:
    assert calls_at(as_wang, monkeypatch, moment(1, 1), queries=12) == []


def test_check_in_while_it_is_open_and_one_is_not_there(
    as_wang: Client, dinghai: World, wangs_enrolment: Enrolment, monkeypatch: Any
) -> None:
    assert calls_at(as_wang, monkeypatch, ON_TIME) == [reverse("attendance:type")]
    for code in ("D1-0", "D1-1"):  # of both it is the time
        one = taught(dinghai, code)
        record_presence(enrolment=wangs_enrolment, scheduled=one, at=ON_TIME, by=None)
    assert calls_at(as_wang, monkeypatch, ON_TIME) == []


def test_a_question_in_the_room_until_it_is_closed(
    as_wang: Client, dinghai: World, wangs_enrolment: Enrolment, monkeypatch: Any
) -> None:
    asked = live.opened(dinghai, named=True)
    night = moment(1, 2)
    assert calls_at(as_wang, monkeypatch, night) == [reverse("live:now")]
    rounds.close(live=asked, by=None, now=live.NOW)
    assert calls_at(as_wang, monkeypatch, night) == []


def test_the_form_of_the_day(
    as_wang: Client, dinghai: World, wangs_enrolment: Enrolment, monkeypatch: Any
) -> None:
    form_of_day_one(dinghai)
    assert calls_at(as_wang, monkeypatch, EVENING) == [reverse("feedback:mine")]


def test_what_is_unread_until_it_is_read(
    as_wang: Client, wang: User, wangs_enrolment: Enrolment, monkeypatch: Any
) -> None:
    early = moment(1, 1)
    about = {"title": "明天的课", "text": "请带笔记本。"}
    tell(people=[wang.pk], kind="from_office", key="x", about=about, now=early)
    assert calls_at(as_wang, monkeypatch, early) == [reverse("notices:inbox")]
    inbox.mark_read(person=wang, notices=None, now=early)
    assert calls_at(as_wang, monkeypatch, early) == []


def test_a_new_certificate(
    as_wang: Client,
    dinghai: World,
    wangs_enrolment: Enrolment,
    zhang: User,
    monkeypatch: Any,
) -> None:
    finish(dinghai, wangs_enrolment)
    night = moment(3, 1)
    certificates.issue(enrolment=wangs_enrolment, by=zhang, now=night)
    assert reverse("certificates:mine") in calls_at(as_wang, monkeypatch, night)


@pytest.mark.parametrize("left", ["withdrawn", "cancelled"])
def test_a_class_one_is_not_in_does_not_call(
    left: str,
    as_wang: Client,
    dinghai: World,
    wangs_enrolment: Enrolment,
    monkeypatch: Any,
) -> None:
    taught(dinghai)
    if left == "withdrawn":
        Enrolment.objects.filter(pk=wangs_enrolment.pk).update(status="withdrawn")
    else:
        type(dinghai.cohort).objects.filter(pk=dinghai.cohort.pk).update(cancelled_at=moment(1, 1))
    assert calls_at(as_wang, monkeypatch, ON_TIME) == []


def test_how_many_classes_she_has_makes_no_difference(
    dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    """One query for none, one, two; each class is asked at its own clock."""
    here = dinghai.cohort
    held = Cohort.objects.get(pk=here.pk)
    held.pk, held.uuid, held.key, held.clock_held_at = None, uuid4(), "held", ON_TIME
    held.save()
    for one in here.timetable.all():
        one.pk, one.uuid, one.cohort = None, uuid4(), held
        one.save()
    night = moment(0, 2)

    def check_ins(*classes: Cohort) -> int:
        with at_most(1):
            return tallies(wang, classes, night).get("checkin", Tally()).n

    assert check_ins() == check_ins(here) == 0
    assert check_ins(held) == check_ins(here, held) == check_ins(held, here) > 0
