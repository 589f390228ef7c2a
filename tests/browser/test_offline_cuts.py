"""The line goes at any moment, also between what the server keeps and what the phone hears of it:
nothing that the phone promised is lost, nothing counts twice."""

import random

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.taken import OFFLINE, all_sent, course_of, take_along
from tests.factories.world import World
from training.learning.ledger.models import Statement
from training.learning.offline.models import SyncedItem
from training.people.models import User

CUTS = ("never sent", "answer lost", "server away", "none")


def cut_at(chance: random.Random, route: Route) -> None:
    """One call meets one fate."""
    fate = chance.choice(CUTS)
    if fate == "never sent":
        route.abort()
    elif fate == "answer lost":
        route.fetch()
        route.abort()
    elif fate == "server away":
        route.fulfill(status=503, body="")
    else:
        route.continue_()


def many_cuts(phone: Page, wang: User, dinghai: World, times: int, seed: int) -> None:
    """So many answers, each on a page that is left at some moment, with cuts all the way."""
    chance = random.Random(seed)
    course = course_of(dinghai)
    take_along(phone, wang)
    promised = 0
    phone.context.route("**/my/sync/", lambda route: cut_at(chance, route))
    phone.context.set_offline(True)
    for _time in range(times):
        phone.goto(course.lesson.url)
        box = phone.locator("[data-offline-practice]").first
        box.get_by_text("乙", exact=False).first.tap()
        box.get_by_role("button", name="看看对不对").tap()
        expect(box).to_contain_text("已记在手机上")
        promised += 1
        # The line comes back for a moment, and goes while things are being sent.
        phone.context.set_offline(False)
        phone.wait_for_timeout(chance.randrange(0, 250))
        phone.context.set_offline(True)
    phone.context.unroute("**/my/sync/")
    phone.context.set_offline(False)
    phone.goto(OFFLINE)
    all_sent(phone)
    told = SyncedItem.objects.filter(kind="practice")
    assert told.filter(outcome="done").count() == promised
    assert Statement.objects.filter(learner_id=wang.pk, verb="answered").count() == promised


def test_ten_cuts_lose_and_double_nothing(phone: Page, wang: User, dinghai: World) -> None:
    many_cuts(phone, wang, dinghai, times=10, seed=8)


@pytest.mark.full
def test_two_hundred_cuts_lose_and_double_nothing(phone: Page, wang: User, dinghai: World) -> None:
    many_cuts(phone, wang, dinghai, times=200, seed=88)
