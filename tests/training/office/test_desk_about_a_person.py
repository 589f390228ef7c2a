"""The desk about one person: a lost phone, devices, memberships by hand, leaving, by-elections."""

from datetime import date, timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import world as making
from tests.factories.world import World
from tests.training.office.conftest import NOW, Clock, browser
from tests.training.office.test_people import noted, url, words
from training.cohorts.models import Enrolment
from training.learning.attempts import services as attempts
from training.learning.attempts.models import AttemptItem, Response
from training.learning.attempts.saving import save_whole_form
from training.packs.sample_answers import posted_answer
from training.people.devices import device_of
from training.people.models import AuditEvent, Membership, Organisation, User

Role = Membership.Role
TODAY = NOW.date()
PHONE = "Mozilla/5.0 (Linux; Android 13; V2055A Build/TP1A; wv) Chrome/116 MicroMessenger/8.0.42"


@pytest.fixture
def delegation(dinghai: World) -> Organisation:
    return Organisation.objects.create(
        congress=dinghai.congress, kind=Organisation.Kind.DELEGATION, name="第一代表团"
    )


def with_phone(user: User) -> Client:
    client = browser(user)
    session = client.session
    session["device"] = device_of(PHONE)
    session.save()
    return client


# ---- devices and a lost phone


@pytest.mark.db
def test_a_lost_phone_is_one_step(office: Client, sun: User) -> None:
    phone = browser(sun)
    assert "手机丢了" in words(office.get(url("lost", sun.pk)))
    assert phone.get("/accounts/devices/").status_code == 200
    page = words(office.post(url("lost", sun.pk)))
    assert "登录码" in page
    assert phone.get("/accounts/devices/").status_code == 302
    sun.refresh_from_db()
    assert not sun.has_usable_password()
    assert sun.slips.filter(used_at=None, replaced_at=None).count() == 1
    assert noted("person.signed_out").detail["sessions"] == 1


def test_a_disabled_account_gets_no_slip_for_a_lost_phone(office: Client, sun: User) -> None:
    User.objects.filter(pk=sun.pk).update(is_active=False)
    office.post(url("lost", sun.pk))
    assert not sun.slips.exists()


def test_the_page_names_the_devices_and_signs_one_out(office: Client, wang: User) -> None:
    first, second = with_phone(wang), browser(wang)
    assert "安卓手机 · V2055A · 微信" in words(office.get(url("person", wang.pk)))
    token = wang.sessions.get(device__contains="wechat").token
    office.post(url("sign_out", wang.pk), {"device": token})
    assert first.get("/accounts/devices/").status_code == 302
    assert second.get("/accounts/devices/").status_code == 200
    office.post(url("sign_out", wang.pk))
    assert second.get("/accounts/devices/").status_code == 302


def test_the_history_of_a_person_is_on_her_page(office: Client, sun: User) -> None:
    office.post(url("slip", sun.pk))
    text = words(office.get(url("person", sun.pk)))
    assert "经办记录" in text
    assert "发登录条" in text


# ---- memberships


@pytest.mark.db
def test_a_delegation_stands_beside_the_township(
    office: Client, wang: User, delegation: Organisation
) -> None:
    typed = {"organisation": delegation.pk, "role": "deputy", "starts_on": "2026-01-05"}
    assert office.post(url("add_post", wang.pk), typed).status_code == 302
    text = words(office.get(url("person", wang.pk)))
    assert "第一代表团" in text
    assert "昌国街道" in words(office.get(url("people")))
    again = words(office.post(url("add_post", wang.pk), typed))
    assert "已经在第一代表团" in again


def test_the_unit_of_a_deputy_is_never_her_delegation(
    office: Client, wang: User, delegation: Organisation, jintang: Organisation
) -> None:
    Membership.objects.create(
        user=wang, organisation=delegation, role=Role.DEPUTY, starts_on=date(2026, 6, 1)
    )
    moved = {"name": "王代表", "number": "wang", "unit": jintang.pk, "role": "deputy"}
    office.post(url("correct", wang.pk), moved | {"joined_on": "2026-11-16"})
    units = wang.memberships.exclude(organisation=delegation).order_by("starts_on")
    assert [(one.organisation.name, one.ends_on) for one in units] == [
        ("昌国街道", date(2026, 11, 15)),
        ("金塘镇", None),
    ]
    assert wang.memberships.get(organisation=delegation).ends_on is None


def test_one_membership_ends_on_a_day_with_a_reason(
    office: Client, wang: User, delegation: Organisation
) -> None:
    post = Membership.objects.create(
        user=wang, organisation=delegation, role=Role.DEPUTY, starts_on=date(2026, 6, 1)
    )
    too_early = {"why": "transfer", "last_day": "2026-05-01"}
    assert "不能早于" in words(office.post(url("end_post", wang.pk, post.pk), too_early))
    office.post(url("end_post", wang.pk, post.pk), {"why": "transfer", "last_day": "2026-11-10"})
    post.refresh_from_db()
    assert (post.ends_on, post.ended_by) == (date(2026, 11, 10), "transfer")
    assert noted("membership.ended").detail["unit"] == "第一代表团"


def test_a_foreign_membership_is_not_found(office: Client, wang: User, zhao: User) -> None:
    assert office.get(url("end_post", wang.pk, zhao.memberships.get().pk)).status_code == 404


def test_a_by_election_keeps_its_date(office: Client, jintang: Organisation) -> None:
    typed = {
        "name": "补代表",
        "number": "R090",
        "unit": jintang.pk,
        "role": "deputy",
        "joined_on": "2026-10-20",
        "began_by": "by_election",
        "constituency": "第十二选区",
        "email": "bu@example.com",
    }
    assert office.post(url("add"), typed).status_code == 302
    user = User.objects.get(number="R090")
    held = user.memberships.get()
    assert (held.starts_on, held.began_by, held.constituency) == (
        date(2026, 10, 20),
        "by_election",
        "第十二选区",
    )
    text = words(office.get(url("person", user.pk)))
    assert "补选" in text
    assert "bu@example.com" in text


# ---- leaving


@pytest.mark.db
def test_a_resignation_ends_every_post_and_keeps_what_she_learned(
    office: Client, wang: User, delegation: Organisation
) -> None:
    Membership.objects.create(
        user=wang, organisation=delegation, role=Role.DEPUTY, starts_on=date(2026, 6, 1)
    )
    yesterday = TODAY - timedelta(days=1)
    typed = {"why": "resigned", "last_day": yesterday.isoformat()}
    assert office.post(url("leave", wang.pk), typed).status_code == 302
    ends = set(wang.memberships.values_list("ends_on", "ended_by"))
    assert ends == {(yesterday, "resigned")}
    wang.refresh_from_db()
    assert wang.is_active
    assert Enrolment.objects.get(learner=wang).status == "active"
    assert "已离任" in words(office.get(url("people")))
    assert AuditEvent.objects.filter(action="membership.ended").count() == 2
    assert "已经不在任" in words(office.post(url("leave", wang.pk), typed))


def test_a_death_may_close_account_and_class_in_one_step(office: Client, wang: User) -> None:
    typed = {"why": "died", "last_day": TODAY.isoformat(), "disable": "on", "withdraw": "on"}
    office.post(url("leave", wang.pk), typed)
    wang.refresh_from_db()
    place = Enrolment.objects.get(learner=wang)
    assert not wang.is_active
    assert (place.status, place.withdrawn_reason) == ("withdrawn", "去世")


def test_an_impossible_last_day_changes_nothing(office: Client, wang: User) -> None:
    page = office.post(url("leave", wang.pk), {"why": "died", "last_day": "2020-01-01"})
    assert "核对日期" in words(page)
    assert wang.memberships.get().ends_on is None


def test_her_place_counts_as_before_until_the_day_is_over(
    office: Client, wang: User, clock: Clock
) -> None:
    typed = {"why": "moved", "last_day": TODAY.isoformat()}
    office.post(url("leave", wang.pk), typed)
    assert "已离任" not in words(office.get(url("people")))
    clock.now = NOW + timedelta(days=1)
    assert "已离任" in words(browser(making.User.objects.get(username="zhang")).get(url("people")))


# ---- in mid-course


@pytest.mark.db
def test_who_is_disabled_in_mid_sitting_loses_no_answer(
    office: Client, wang: User, dinghai: World
) -> None:
    place = Enrolment.objects.get(learner=wang)
    sitting = attempts.start(quiz=dinghai.quiz, learner_id=wang.pk, enrolment=place, now=NOW)
    items = AttemptItem.objects.filter(attempt=sitting).select_related("version")
    posted: dict[str, list[str]] = {}
    for item in items:
        posted |= posted_answer(item, 1.0, Random(1))
    save_whole_form(attempt=sitting, posted=posted, device="phone", now=NOW)
    answered = Response.objects.filter(item__attempt=sitting).count()
    assert answered
    office.post(url("disable", wang.pk))
    much_later = NOW + timedelta(days=30)
    attempts.close_overdue(now=much_later)
    sitting.refresh_from_db()
    assert Response.objects.filter(item__attempt=sitting).count() == answered
    assert sitting.state in {"inprogress", "finished"}
    office.post(url("enable", wang.pk))
    phone = browser(wang)
    assert phone.get(reverse("portal:home")).status_code == 200


@pytest.mark.db
def test_a_transfer_in_mid_course_leaves_class_and_evidence_alone(
    office: Client, wang: User, dinghai: World, jintang: Organisation
) -> None:
    before = Enrolment.objects.filter(learner=wang).values().get()
    moved = {"name": "王代表", "number": "wang", "unit": jintang.pk, "role": "deputy"}
    office.post(url("correct", wang.pk), moved | {"joined_on": TODAY.isoformat()})
    assert Enrolment.objects.filter(learner=wang).values().get() == before
    told = [(post.organisation.name, post.ended_by) for post in wang.memberships.order_by("pk")]
    assert told == [("昌国街道", "transfer"), ("金塘镇", "")]
