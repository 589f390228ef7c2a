"""为什么还没结业？ says what is missing, what to do, and what is done by what."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.counting import at_most
from tests.factories.world import World, moment, person
from training.cohorts import requirements
from training.cohorts.models import Enrolment, RequirementVersion
from training.cohorts.selectors import credit_window
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.learning.waivers import services
from training.learning.waivers.services import Ground, Kind, Ruling
from training.people.models import Membership, User

WHY = reverse("portal:why")
NOW = moment(1, 8)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday morning, before anything."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def text(client: Client) -> str:
    response = client.get(WHY)
    assert response.status_code == 200
    return str(response.content.decode())


def did(learner: User, *done: tuple[Verb, Any]) -> None:
    happenings = [
        Happening(verb=verb, activity=activity, activity_type="any", occurred_at=NOW)
        for verb, activity in done
    ]
    evidence.record(learner_id=learner.pk, happenings=happenings, now=NOW)


def test_what_is_missing_comes_first_with_what_to_do(as_wang: Client, dinghai: World) -> None:
    page = text(as_wang)
    assert "还差 3 项" in page
    assert "0 / 3" in page
    assert "11月16日 09:00 到课签到。" in page
    assert f'<a href="{dinghai.lesson.url}">学完这一课' in page
    assert "参加测验，交卷就算。" in page
    assert "参加测验，达到 70 分。" in page
    assert "未开始" in page
    assert "约 10 分钟" in page


def test_what_is_done_says_how_and_when(as_wang: Client, wang: User, dinghai: World) -> None:
    did(wang, (Verb.COMPLETED, dinghai.lesson.activity_uuid), (Verb.FAILED, dinghai.final.uuid))
    page = text(as_wang)
    assert "已完成 1 项" in page
    assert "11月16日 08:00 · 学完本课" in page
    assert "还没通过" in page


def test_a_session_that_is_over_and_has_no_lesson_is_the_office_s_business(
    as_wang: Client, dinghai: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dinghai.lesson.unpublish()
    monkeypatch.setattr(timezone, "now", lambda: moment(3, 8))
    page = text(as_wang)
    assert "只能到课签到，课已经上过了。请联系工作机构。" in page
    assert 'href="tel:' in page


def test_a_lesson_that_is_not_open_says_when(as_wang: Client, dinghai: World) -> None:
    dinghai.lesson.opens_ahead = 0
    dinghai.lesson.save()
    dinghai.cohort.timetable.filter(session__code="D1-1").update(
        starts_at=moment(4, 9), ends_at=moment(4, 10)
    )
    page = text(as_wang)
    assert "11月19日开放。" in page
    assert f'<a href="{dinghai.lesson.url}">' not in page


def test_a_waiver_shows_reason_and_who_gave_it(
    as_wang: Client, wangs_enrolment: Enrolment, zhang: User
) -> None:
    ground = Ground(kind=Kind.TESTED_OUT, reason="去年考过", earlier={})
    services.waive(enrolment=wangs_enrolment, code="D1-1", ground=ground, by=zhang, now=NOW)
    page = text(as_wang)
    assert '<span class="status status--waived">免修</span>' in page
    assert "已测试合格：去年考过（张主任）" in page


def test_finished_says_since_when_and_by_which_version(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    did(
        wang,
        (Verb.COMPLETED, dinghai.lesson.activity_uuid),
        (Verb.COMPLETED, dinghai.quiz.uuid),
        (Verb.PASSED, dinghai.final.uuid),
    )
    page = text(as_wang)
    assert "我的结业" in page
    assert "已结业，自 2026年11月16日 08:00 起。" in page
    assert "按第 1 版结业要求" in page


def test_a_verdict_withdrawn_by_the_office_says_why(
    as_wang: Client, wangs_enrolment: Enrolment, zhang: User
) -> None:
    for done in (True, False):
        ruling = Ruling(code="", done=done, reason="材料不实")
        services.rule(enrolment=wangs_enrolment, ruling=ruling, by=zhang, now=NOW)
    assert "工作机构收回了结业。理由：材料不实" in text(as_wang)


def test_without_requirements_nothing_is_required_and_nobody_is_finished(
    as_wang: Client, dinghai: World
) -> None:
    for session in dinghai.programme.sessions.all():
        session.required = False
        session.save()
    requirements.refresh(programme=dinghai.programme, now=NOW)
    page = text(as_wang)
    assert "目前没有必修要求，也就没有结业" in page
    assert "%" not in page.split("<main")[1].split("</main")[0]
    RequirementVersion.objects.all().delete()
    assert "目前没有必修要求" in text(as_wang)


def test_home_and_checklist_name_the_same_last_day(as_wang: Client, dinghai: World) -> None:
    enrolment = Enrolment.objects.get(cohort=dinghai.cohort, learner__username="wang")
    last = credit_window(enrolment)[1] - timedelta(seconds=1)
    day = f"{timezone.localtime(last).month}月{timezone.localtime(last).day}日"
    assert f"截止 {day}" in as_wang.get(reverse("portal:home")).content.decode()
    assert f"到 {day} 为止完成的都算数" in text(as_wang)


def test_without_a_class_the_office_is_named(dinghai: World) -> None:
    alone = person("sun", "孙代表", dinghai.unit, Membership.Role.DEPUTY)
    client = Client()
    client.force_login(alone)
    assert "还没有编入班次" in text(client)


def test_after_the_window_the_page_says_so(
    as_wang: Client, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=60))
    as_wang.force_login(wang)
    assert "计入本班的时间已经过了" in text(as_wang)


def test_the_page_takes_a_known_number_of_queries(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    did(wang, (Verb.COMPLETED, dinghai.lesson.activity_uuid))
    with at_most(12):
        as_wang.get(WHY)


def test_the_last_day_is_the_thirtieth_after_the_class_by_the_site_s_clock(
    as_wang: Client, wangs_enrolment: Enrolment
) -> None:
    start, end = credit_window(wangs_enrolment)
    assert (start, end) == (moment(0, 12), moment(33, 0))  # two days, thirty more, midnight
    assert "到 12月17日 为止完成的都算数。" in text(as_wang)
