"""Townships, delegations, groups are kept and closed; a term ends and people are carried over."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.counting import at_most
from tests.factories import world as making
from tests.factories.world import World
from tests.training.office.conftest import NOW
from tests.training.office.test_people import noted, url, words
from training.cohorts.models import Cohort, Enrolment
from training.people.models import Membership, Organisation, Term, User

Role = Membership.Role
TODAY = NOW.date()


@pytest.mark.db
def test_units_are_listed_with_counts(office: Client, wang: User, chen: User, sun: User) -> None:
    with at_most(12):
        text = words(office.get(url("units")))
    assert "昌国街道" in text
    assert "街道" in text
    unit = wang.memberships.get().organisation
    text = words(office.get(url("unit", unit.pk)))
    assert "现在有 2 人" in text


def test_a_unit_is_added_renamed_and_put_in_order(office: Client, dinghai: World) -> None:
    typed = {"kind": "delegation", "name": "第二代表团", "name_en": "Second", "order": 3}
    assert office.post(url("add_unit"), typed).status_code == 302
    unit = Organisation.objects.get(name="第二代表团")
    assert "已经有叫" in words(office.post(url("add_unit"), typed))
    office.post(url("unit", unit.pk), {"name": "第三代表团", "name_en": "Third", "order": 1})
    unit.refresh_from_db()
    assert (unit.name, unit.name_en, unit.order, unit.kind) == (
        "第三代表团",
        "Third",
        1,
        "delegation",
    )
    assert noted("unit.corrected").detail["before"] == "第二代表团"


@pytest.mark.db
def test_a_unit_with_people_is_not_closed_and_an_empty_one_is(
    office: Client, sun: User, jintang: Organisation, dinghai: World
) -> None:
    office.post(url("close_unit", jintang.pk), {"last_day": TODAY.isoformat()})
    jintang.refresh_from_db()
    assert jintang.closed_on is None
    sun.memberships.update(ends_on=date(2026, 10, 1))
    office.post(url("close_unit", jintang.pk), {"last_day": TODAY.isoformat()})
    jintang.refresh_from_db()
    assert jintang.closed_on == TODAY
    assert "2026-11-17 撤销" in words(office.get(url("units")))
    assert f'value="{jintang.pk}"' not in office.get(url("add")).content.decode()
    office.post(url("close_unit", jintang.pk), {"reopen": "1"})
    jintang.refresh_from_db()
    assert jintang.closed_on is None


def test_the_office_itself_and_foreign_units_are_not_found(
    office: Client, dinghai: World, elsewhere: World
) -> None:
    own = dinghai.congress.organisations.get(kind=Organisation.Kind.OFFICE)
    for pk in (own.pk, elsewhere.unit.pk):
        assert office.get(url("unit", pk)).status_code == 404
        assert office.post(url("close_unit", pk), {"last_day": "2026-01-01"}).status_code == 404


# ---- terms


@pytest.fixture
def eighteenth(dinghai: World) -> Term:
    """第 18 届, not ended."""
    Term.objects.filter(congress=dinghai.congress).delete()
    return Term.objects.create(
        congress=dinghai.congress, number=18, starts_on=date(2022, 1, 1), ends_on=TODAY
    )


def test_terms_do_not_overlap(office: Client, eighteenth: Term) -> None:
    typed = {"number": 19, "starts_on": TODAY.isoformat(), "ends_on": ""}
    assert "还没有结束" in words(office.post(url("open_term"), typed))
    typed["number"] = 18
    assert "已经有了" in words(office.post(url("open_term"), typed))
    assert Term.objects.count() == 1


@pytest.mark.db
def test_a_term_ends_and_the_re_elected_go_on(
    office: Client, eighteenth: Term, wang: User, sun: User, chen: User
) -> None:
    group = Organisation.objects.create(
        congress=eighteenth.congress, kind=Organisation.Kind.DELEGATION, name="一团"
    )
    Membership.objects.create(
        user=wang, organisation=group, role=Role.DEPUTY, starts_on=date(2022, 1, 1)
    )
    office.post(url("open_term"), {"number": 19, "starts_on": "2026-11-18", "ends_on": ""})
    page = words(office.get(url("end_term", 18)))
    assert "王代表" in page
    assert "陈主任" not in page
    typed = {"last_day": TODAY.isoformat(), "person": [str(wang.pk)]}
    assert "请核对名单" in words(office.post(url("end_term", 18), typed))
    assert wang.memberships.filter(ends_on=None).count() == 2
    assert office.post(url("end_term", 18), typed | {"sure": "on"}).status_code == 302
    assert set(sun.memberships.values_list("ends_on", "ended_by")) == {(TODAY, "term")}
    new = wang.memberships.filter(ends_on=None)
    assert {(post.term.number, post.starts_on, post.first_term) for post in new} == {
        (19, date(2026, 11, 18), False)
    }
    assert new.count() == 2
    assert chen.memberships.get().ends_on is None
    assert sun.is_active
    assert Enrolment.objects.get(learner=wang).status == "active"
    assert noted("term.ended").detail | {"n": 18} == {
        "n": 18,
        "day": TODAY.isoformat(),
        "ended": 1,
        "carried_over": 1,
    }


def test_nobody_is_re_elected_into_no_term(office: Client, eighteenth: Term, wang: User) -> None:
    typed = {"last_day": TODAY.isoformat(), "person": [str(wang.pk)], "sure": "on"}
    assert "把下一届建好" in words(office.post(url("end_term", 18), typed))
    assert wang.memberships.get().ends_on is None


def test_forged_people_are_not_carried_over(
    office: Client, eighteenth: Term, wang: User, zhao: User
) -> None:
    typed = {"last_day": TODAY.isoformat(), "person": [str(zhao.pk)], "sure": "on"}
    assert office.post(url("end_term", 18), typed).status_code == 200
    assert wang.memberships.get().ends_on is None


def test_ending_a_term_of_many_costs_the_same(
    office: Client, eighteenth: Term, jintang: Organisation
) -> None:
    for number in range(12):
        making.person(f"R{number:03}", f"学员{number}", jintang, Role.DEPUTY)
    with at_most(14):
        assert office.get(url("end_term", 18)).status_code == 200


@pytest.mark.db
def test_a_group_of_a_running_class_is_not_closed(
    office: Client, wang: User, dinghai: World
) -> None:
    group = Enrolment.objects.get(learner=wang).group
    assert group is not None
    last = TODAY + timedelta(days=3)
    Cohort.objects.filter(pk=dinghai.cohort.pk).update(ends_on=last)
    assert "现在有 1 人" in words(office.get(url("unit", group.pk)))
    page = office.post(url("close_unit", group.pk), {"last_day": TODAY.isoformat()}, follow=True)
    assert "请先调整小组" in page.content.decode()
    group.refresh_from_db()
    assert group.closed_on is None
    office.post(url("close_unit", group.pk), {"last_day": last.isoformat()})
    group.refresh_from_db()
    assert group.closed_on == last


@pytest.mark.db
def test_an_open_term_gets_its_last_day_before_the_next_is_made(
    office: Client, eighteenth: Term
) -> None:
    Term.objects.update(ends_on=None)
    following = {"number": 19, "starts_on": "2027-01-01", "ends_on": ""}
    assert "还没有结束" in words(office.post(url("open_term"), following))
    dates = {"starts_on": "2022-01-01", "ends_on": "2026-12-31"}
    assert office.post(url("term", 18), dates).status_code == 302
    assert office.post(url("open_term"), following).status_code == 302
    dates["ends_on"] = "2027-02-01"
    assert "重叠" in words(office.post(url("term", 18), dates))
    assert "重叠" in words(office.post(url("term", 18), dates | {"ends_on": ""}))
    eighteenth.refresh_from_db()
    assert eighteenth.ends_on == date(2026, 12, 31)
