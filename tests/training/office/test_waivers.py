"""The office's pages about waivers, rulings and requirements."""

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import World, moment
from tests.training.office.conftest import Clock
from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.learning.models import CourseProgress, Statement
from training.learning.progress import keeping
from training.people.models import User

LIST, GIVE = reverse("office:waivers"), reverse("office:waivers_give")


def text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def given(office: Client, *enrolments: Enrolment, **typed: Any) -> Any:
    form = {
        "cohort": "class-1",
        "item": "D1-1",
        "enrolment": [one.pk for one in enrolments],
        "kind": "Tested Out",
        "reason": "已经考过",
    }
    return office.post(GIVE, form | typed)


def state_of(enrolment: Enrolment) -> Any:
    return CourseProgress.objects.get(enrolment=enrolment, whole=True).reasons["items"]


def test_without_any_the_list_says_how_to_begin(office: Client, dinghai: World) -> None:
    page = text(office.get(LIST))
    assert "这个班次还没有免修，也没有裁定。" in page
    assert GIVE in page


def test_an_item_is_waived_for_several_people_at_once(
    office: Client, wangs_enrolment: Enrolment, chen: User
) -> None:
    chens = Enrolment.objects.get(learner=chen)
    page = text(office.get(GIVE, {"cohort": "class-1", "item": "D1-1"}))
    assert "王代表" in page
    assert "陈主任" in page
    assert given(office, wangs_enrolment, chens).status_code == 302
    for one in (wangs_enrolment, chens):
        assert state_of(one)["D1-1"]["how"] == "waived"
    page = text(office.get(LIST))
    assert "已测试合格" in page
    assert "已经考过" in page
    assert "张主任" in page


def test_without_people_or_reason_nothing_is_given(
    office: Client, wangs_enrolment: Enrolment
) -> None:
    assert "请先勾选要免修的人。" in text(given(office))
    assert "请写明理由。" in text(given(office, wangs_enrolment, reason=" "))
    assert "请选择免修原因。" in text(given(office, wangs_enrolment, kind=""))
    assert not Statement.objects.exists()


def test_pressed_twice_it_is_given_once_and_says_so(
    office: Client, wangs_enrolment: Enrolment, chen: User
) -> None:
    given(office, wangs_enrolment)
    again = text(given(office, wangs_enrolment))
    assert "名单已更新，请重新勾选。" in again
    assert str(wangs_enrolment.pk) not in again
    assert Statement.objects.count() == 1


def test_earlier_evidence_is_offered_as_the_reason(
    office: Client, dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    early = moment(-5, 9)
    told = Happening(
        verb=Verb.COMPLETED,
        activity=dinghai.lesson.activity_uuid,
        activity_type="lesson",
        occurred_at=early,
    )
    evidence.record(learner_id=wang.pk, happenings=[told], now=early)
    asked = {"cohort": "class-1", "item": "D1-1", "enrolment": str(wangs_enrolment.pk)}
    page = text(office.get(GIVE, asked))
    assert page.count("2026-11-10 学完本课") == 2  # in her row, and as the reason to begin with
    given(office, wangs_enrolment, kind="Equivalent AU")
    assert state_of(wangs_enrolment)["D1-1"]["ids"][1:] == [str(told.statement_id)]


def test_a_person_s_page_shows_states_apart_and_takes_back(
    office: Client, dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    given(office, wangs_enrolment)
    there = reverse("office:waivers_person", args=[wangs_enrolment.pk])
    page = text(office.get(there))
    assert '<span class="status status--waived">免修</span>' in page
    act = Statement.objects.get(verb=Verb.WAIVED)
    back = reverse("office:waivers_take_back", args=[wangs_enrolment.pk, act.statement_id])
    assert "撤回这次免修？" in text(office.get(back))
    assert "请写明理由。" in text(office.post(back, {"reason": ""}))
    assert office.post(back, {"reason": "弄错了人"}).status_code == 302
    page = text(office.get(there))
    assert "已撤回" in page
    assert "弄错了人" in page
    assert CourseProgress.objects.get(enrolment=wangs_enrolment, whole=True).done == 0
    assert keeping.differences(wang.pk) == []


def test_a_ruling_is_kept_apart_from_a_waiver(office: Client, wangs_enrolment: Enrolment) -> None:
    rule = reverse("office:waivers_rule", args=[wangs_enrolment.pk])
    assert "请选择裁定结果。" in text(office.post(f"{rule}?item=D1-1", {"reason": "有"}))
    office.post(f"{rule}?item=D1-1", {"done": "yes", "reason": "签到表上有"})
    assert state_of(wangs_enrolment)["D1-1"]["how"] == "overridden"
    again = office.post(f"{rule}?item=D1-1", {"done": "yes", "reason": "签到表上有"})
    assert "现在就是完成，不需要裁定。" in text(again)
    office.post(rule, {"done": "yes", "reason": "区委党校同班结业"})
    page = text(office.get(reverse("office:waivers_person", args=[wangs_enrolment.pk])))
    assert "已结业" in page
    assert "区委党校同班结业" in page
    assert "裁定结业" in page


def test_of_two_rulings_the_later_one_stands(
    office: Client, wangs_enrolment: Enrolment, clock: Clock
) -> None:
    rule = reverse("office:waivers_rule", args=[wangs_enrolment.pk])
    office.post(f"{rule}?item=D1-1", {"done": "yes", "reason": "签到表上有"})
    clock.now = moment(2, 9)
    office.post(f"{rule}?item=D1-1", {"done": "no", "reason": "签到表是代签的"})
    page = text(office.get(reverse("office:waivers_person", args=[wangs_enrolment.pk])))
    assert page.count("已另行裁定") == 1
    assert "裁定完成" not in page


def test_unknown_items_classes_and_people_of_others_are_404(
    office: Client, elsewhere: World, zhao: User, wangs_enrolment: Enrolment
) -> None:
    foreign = Enrolment.objects.get(learner=zhao)
    assert office.get(LIST, {"cohort": "class-9"}).status_code == 404
    assert office.get(GIVE, {"cohort": "class-1", "item": "X9"}).status_code == 404
    for name in ("waivers_person", "waivers_rule"):
        assert office.get(reverse(f"office:{name}", args=[foreign.pk])).status_code == 404
    assert "勾选" in text(given(office, foreign)) or not Statement.objects.exists()
    unknown = reverse("office:waivers_rule", args=[wangs_enrolment.pk]) + "?item=X9"
    assert office.get(unknown).status_code == 404


def test_the_versions_of_the_requirements_tell_what_changed(office: Client, dinghai: World) -> None:
    page = text(office.get(reverse("office:requirements")))
    assert "第 1 版" in page
    assert "现行" in page
    session = dinghai.programme.sessions.get(code="D1-1")
    session.required = False
    session.save()
    dinghai.final.pass_mark = None
    dinghai.final.save()
    from training.cohorts import requirements

    requirements.refresh(programme=dinghai.programme, now=moment(1, 12))
    page = text(office.get(reverse("office:requirements")))
    assert "不再要求：D1-1" in page
    assert "完成方式由“测验通过”改为“交卷”" in page


def test_the_list_takes_a_known_number_of_queries(
    office: Client, wangs_enrolment: Enrolment, chen: User
) -> None:
    given(office, wangs_enrolment, Enrolment.objects.get(learner=chen))
    with at_most(12):
        office.get(LIST)
    with at_most(14):
        office.get(GIVE, {"cohort": "class-1", "item": "D1-0"})
