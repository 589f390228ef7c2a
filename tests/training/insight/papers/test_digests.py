"""The weekly letter: once a week, late rather than never, no names, each her own part."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import moment
from tests.training.insight.conftest import NOW, Class, hand_in
from training.cohorts.models import Cohort
from training.insight.cubes.keeping import count_class
from training.insight.papers.digests import send_due, set_rules, told_of, words_of
from training.insight.papers.models import DigestRules
from training.notices.models import Notice
from training.people.models import User

pytestmark = pytest.mark.django_db
PAGE = reverse("digest:home")


def switched_on(klass: Class, *people: User, by: User) -> DigestRules:
    wanted = {"on": True, "weekday": 1, "hour": 8}
    congress = klass.world.congress
    return set_rules(congress=congress, wanted=wanted, people=people, by=by, now=moment(1, 6))


def letters() -> dict[str, str]:
    return {one.learner.name: one.body for one in Notice.objects.filter(kind="weekly_digest")}


def test_one_letter_a_week_to_each(klass: Class, zhang: User, chen: User) -> None:
    switched_on(klass, zhang, chen, by=zhang)
    assert send_due(now=moment(1, 23)) == 0  # Monday: not its day yet
    assert send_due(now=NOW) == 2
    assert send_due(now=NOW + timedelta(hours=1)) == 0
    told = letters()
    assert "应训 5 人" in told[zhang.name]
    assert "应训 2 人" in told[chen.name]  # a director's own unit
    names = User.objects.exclude(pk__in=[zhang.pk, chen.pk]).values_list("name", flat=True)
    assert not [name for name in names if name and any(name in text for text in told.values())]


def test_a_worker_that_slept_sends_late_and_tells_the_change(klass: Class, zhang: User) -> None:
    rules = switched_on(klass, zhang, by=zhang)
    DigestRules.objects.filter(pk=rules.pk).update(
        last_figures={klass.world.cohort.key: {"": {"finished": 0, "behind": 3}}}
    )
    assert send_due(now=moment(5, 20)) == 1
    assert "已结业增加 1 人" in letters()[zhang.name]


def test_a_director_is_told_the_change_of_her_own_unit(
    klass: Class, zhang: User, chen: User
) -> None:
    rules = switched_on(klass, chen, by=zhang)  # the director alone: sums are kept all the same
    assert send_due(now=NOW) == 1
    assert "比上周" not in letters()[chen.name]
    rules.refresh_from_db()
    kept = rules.last_figures[klass.world.cohort.key]
    assert kept[""] == {"finished": 1, "behind": 1}
    assert kept[str(klass.world.unit.pk)] == {"finished": 1, "behind": 0}
    hand_in(chen, klass.world.final, NOW + timedelta(days=1), "0.900000")
    assert send_due(now=NOW + timedelta(days=7)) == 1
    newest = Notice.objects.get(kind="weekly_digest", key__startswith="2026-W48")
    assert "比上周：已结业增加 1 人，滞后不变" in newest.body


def test_many_letters_cost_no_more_counting(klass: Class, zhang: User, chen: User) -> None:
    count_class(cohort=klass.world.cohort, now=NOW)
    told = told_of(klass.world.congress, NOW)
    with at_most(0):
        for units in (None, frozenset([klass.world.unit.pk]), frozenset([klass.jintang.pk])):
            assert words_of(told, units, {})


def test_without_a_running_class_nothing_is_sent(klass: Class, zhang: User) -> None:
    switched_on(klass, zhang, by=zhang)
    Cohort.objects.update(starts_on="2020-01-06", ends_on="2020-01-10")
    assert send_due(now=NOW) == 0
    assert not Notice.objects.filter(kind="weekly_digest").exists()


def test_who_has_left_her_post_is_passed_over(klass: Class, zhang: User, chen: User) -> None:
    switched_on(klass, zhang, chen, by=zhang)
    chen.memberships.update(ends_on=moment(-3, 9).date())
    assert send_due(now=NOW) == 1


def test_the_page_shows_the_letter_and_keeps_the_rules(
    office: Client, klass: Class, zhang: User, chen: User
) -> None:
    html = office.get(PAGE).content.decode()
    assert "应训 5 人" in html
    assert f"{chen.name}（昌国街道 {chen.memberships.get().get_role_display()}）" in html
    refused = office.post(PAGE, {"on": "on", "weekday": "0", "hour": "9"})
    assert "请至少选一个人" in refused.content.decode()
    office.post(PAGE, {"on": "on", "weekday": "4", "hour": "16", "people": [zhang.pk]})
    rules = DigestRules.objects.get()
    assert (rules.on, rules.weekday, rules.hour) == (True, 4, 16)
    assert list(rules.people.all()) == [zhang]


def test_strangers_cannot_be_chosen(office: Client, klass: Class, zhao: User) -> None:
    office.post(PAGE, {"on": "on", "weekday": "4", "hour": "16", "people": [zhao.pk]})
    assert not DigestRules.objects.exists()
