"""A diagnosis on a phone: begin, answer, pause, go on, end early, result; also without a line."""

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import sign_in
from tests.browser.test_accessible import violations
from tests.factories.diagnosed import practice
from tests.factories.world import World
from tests.training.learning.diagnosis.sitting import bank
from training.learning.diagnosis.models import Diagnosis, DiagnosisAnswer
from training.people.models import User


def title(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", name=f"第 {number} 题")).to_be_visible()


def asked(page: Page, number: int) -> None:
    """The question is there, and so is its script."""
    title(page, number)
    page.locator("[data-diagnosis][data-ready]").wait_for()


def give(page: Page) -> None:
    page.get_by_role("button", name="交这一题").click()


def choose(page: Page, number: int, sure: str = "很有把握") -> None:
    page.locator("label.option").nth(number % 4).click()
    page.locator(".certainty").get_by_text(sure).click()


def test_a_diagnosis_from_the_first_page_to_the_result(
    phone: Page, wang: User, dinghai: World
) -> None:
    bank(dinghai)
    for topic in ("duties", "session", "motion", "recess", "contact", "immunity"):
        practice(
            dinghai.root, f"more-{topic}", topic
        )  # so much that five answers never tell it all
    sign_in(phone, wang)
    phone.goto("/my/diagnosis/")
    assert violations(phone) == []
    phone.get_by_role("button", name="开始诊断").click()
    asked(phone, 1)
    give(phone)
    expect(phone.locator("[data-told]")).to_contain_text("还没有作答")
    assert violations(phone) == []
    # What is chosen is still chosen after the page was closed; nothing was handed in by that.
    choose(phone, 1)
    phone.reload()
    asked(phone, 1)
    expect(phone.locator("[data-told]")).to_contain_text("选择还在")
    expect(phone.locator("input[name=q1]:checked")).to_have_count(1)
    give(phone)
    asked(phone, 2)
    without_a_line(phone)
    for number in (3, 4):
        choose(phone, number, "猜的")
        give(phone)
        asked(phone, number + 1)
    phone.get_by_role("button", name="不知道，下一题").click()
    asked(phone, 6)
    phone.get_by_role("button", name="暂停，以后再答").click()
    expect(phone.get_by_role("heading", name="诊断已暂停")).to_be_visible()
    assert violations(phone) == []
    phone.get_by_role("button", name="接着答").click()
    asked(phone, 6)
    phone.get_by_role("link", name="先问到这里，看结果").click()
    phone.wait_for_load_state()
    expect(phone.get_by_role("button", name="结束，看结果")).to_be_visible()
    assert violations(phone) == []
    phone.get_by_role("button", name="结束，看结果").click()
    expect(phone).to_have_url(re.compile("/result$"))
    phone.wait_for_load_state()
    expect(phone.get_by_text("您提前结束了")).to_be_visible()
    assert violations(phone) == []
    assert DiagnosisAnswer.objects.filter(counts=True).count() == 5
    assert Diagnosis.objects.get().state == Diagnosis.State.FINISHED


def without_a_line(page: Page) -> None:
    """The answer to question 2 is handed in without a line, and goes when it is back."""
    choose(page, 2)
    page.context.set_offline(True)
    give(page)
    expect(page.locator("[data-told]")).to_contain_text("没有连上网")
    page.context.set_offline(False)
    asked(page, 3)


def test_without_a_script(plain_phone: Page, wang: User, dinghai: World) -> None:
    bank(dinghai)
    sign_in(plain_phone, wang)
    plain_phone.goto("/my/diagnosis/")
    plain_phone.get_by_role("button", name="开始诊断").click()
    choose(plain_phone, 1)
    give(plain_phone)
    title(plain_phone, 2)
    give(plain_phone)
    expect(plain_phone.get_by_text("还没有作答")).to_be_visible()
    plain_phone.get_by_role("button", name="不知道，下一题").click()
    title(plain_phone, 3)
    # An old page: what it posts again changes nothing.
    plain_phone.go_back()
    plain_phone.goto("/my/diagnosis/")
    expect(plain_phone.get_by_text("上次停在第 3 题")).to_be_visible()
