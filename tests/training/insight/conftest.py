"""The class on Tuesday at eight: one finished, one on track, one behind, two not started, one
gone."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import world as making
from tests.factories.world import World, moment
from training.cohorts.models import Enrolment
from training.cohorts.services import enrol
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.people.models import Membership, Organisation, User

NOW = moment(2, 8)


@dataclass
class Class:
    """The people of the class by what became of them."""

    world: World
    jintang: Organisation
    nobodys: Organisation
    farming: Organisation
    finished: User
    on_track: User
    behind: User
    not_started: User
    disabled: User
    withdrawn: User


def tell(learner: User, verb: Verb, activity: Any, at: datetime, **extra: Any) -> Happening:
    """Something that happened to a learner, recorded."""
    happening = Happening(
        verb=verb,
        activity=activity,
        activity_type=extra.pop("activity_type", "lesson"),
        occurred_at=at,
        **extra,
    )
    evidence.record(learner_id=learner.pk, happenings=[happening], now=at)
    return happening


def hand_in(learner: User, quiz: Any, at: datetime, scaled: str) -> None:
    """A test handed in, and passed where it has a pass mark."""
    verb = Verb.PASSED if quiz.pass_mark else Verb.COMPLETED
    tell(learner, verb, quiz.uuid, at, activity_type="quiz", scaled=Decimal(scaled))


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Tuesday of the class's week, before the second day begins."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def _take_in(world: World, user: User, **extra: Any) -> Enrolment:
    given = {"unit": world.unit, "group": world.group, "first_term": True, **extra}
    return enrol(learner=user, cohort=world.cohort, now=moment(0, 12), **given)


@pytest.fixture
def klass(dinghai: World, wang: User, chen: User) -> Class:
    """Six people of two townships and two groups; a third township sent nobody."""
    jintang = dinghai.congress.organisations.get(name="金塘镇")
    add = dinghai.congress.organisations.create
    nobodys = add(kind=Organisation.Kind.STREET, name="盐仓街道")
    farming = add(kind=Organisation.Kind.GROUP, name="农业组")
    people = {
        name: making.person(name, shown, jintang, Membership.Role.DEPUTY)
        for name, shown in (
            ("sun", "孙代表"),
            ("zhou", "周代表"),
            ("qian", "钱代表"),
            ("wu", "吴代表"),
        )
    }
    _take_in(dinghai, people["sun"], unit=jintang, group=farming, first_term=False)
    _take_in(dinghai, people["zhou"], unit=jintang, group=None, first_term=None)
    _take_in(dinghai, people["qian"], unit=jintang, group=farming)
    gone = _take_in(dinghai, people["wu"], unit=jintang)
    gone.status = Enrolment.Status.WITHDRAWN
    gone.save()
    people["qian"].is_active = False
    people["qian"].save()
    learned = Class(
        dinghai,
        jintang,
        nobodys,
        farming,
        finished=wang,
        on_track=chen,
        behind=people["sun"],
        not_started=people["zhou"],
        disabled=people["qian"],
        withdrawn=people["wu"],
    )
    _learn(learned)
    return learned


def _learn(klass: Class) -> None:
    world, lesson = klass.world, klass.world.lesson.activity_uuid
    for learner in (klass.finished, klass.on_track):
        hand_in(learner, world.quiz, moment(1, 9), "0.500000")
        tell(learner, Verb.COMPLETED, lesson, moment(1, 10))
    hand_in(klass.finished, world.final, moment(1, 20), "0.850000")
    tell(klass.behind, Verb.COMPLETED, lesson, moment(1, 11, 30))


def browser(user: User) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def office(zhang: User) -> Client:
    """张主任's browser."""
    return browser(zhang)


@pytest.fixture
def director(chen: User) -> Client:
    """陈主任's browser, of 昌国街道."""
    return browser(chen)
