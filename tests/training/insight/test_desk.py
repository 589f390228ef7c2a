"""我的班 on the trainers' landing page."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from tests.factories.desk import as_li, desk
from tests.factories.world import World, person
from tests.training.insight.conftest import NOW, Class
from training.insight.desk import glance, running
from training.insight.selectors import Tally
from training.packs.desk import prepare_desk
from training.people.models import Membership, Organisation, User

__all__ = ["as_li", "desk"]


@pytest.fixture
def foreigner(elsewhere: World, desk: object) -> User:
    """A trainer of another congress."""
    office = elsewhere.congress.organisations.get(kind=Organisation.Kind.OFFICE)
    user = person("waixian-js", "外县孙教员", office, Membership.Role.TRAINER)
    prepare_desk(by=None, today=timezone.localdate())
    return user


def test_a_class_shows_its_day_and_who_stands_where(klass: Class) -> None:
    shown = glance(klass.world.cohort, NOW)
    assert (shown.day, shown.days) == (2, 2)
    assert shown.total == Tally(
        should=5, finished=1, on_track=1, behind=1, not_started=2, done=6, required=15
    )
    assert not shown.begins_later
    assert not shown.is_over


def test_only_own_classes_that_run_or_still_count(
    klass: Class, li: User, as_li: Client, foreigner: User
) -> None:
    assert [one.pk for one in running(li, NOW)] == [klass.world.cohort.pk]
    assert running(li, NOW - timedelta(days=60)) == []
    assert running(li, NOW + timedelta(days=60)) == []
    assert klass.world.cohort not in running(foreigner, NOW)


def test_the_panel_names_nobody(klass: Class, as_li: Client, monkeypatch: object) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)  # type: ignore[attr-defined]
    page = BeautifulSoup(as_li.get("/admin/").content, "html.parser")
    panel = page.select_one("[aria-labelledby=desk-classes]")
    assert panel is not None
    assert [dd.text for dd in panel.select("dd")] == ["1", "1", "1", "2"]
    assert klass.behind.name not in panel.text


def test_no_class_and_the_panel_is_left_out(
    klass: Class, as_li: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.insight.desk.running", lambda user, now: [])
    page = BeautifulSoup(as_li.get("/admin/").content, "html.parser")
    assert page.select_one("[aria-labelledby=desk-classes]") is None
