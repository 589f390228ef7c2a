"""A deputy's whole way, from the slip of paper to her record: in quiet, with the line cut at every
step, with the page closed at every step, with a clock that is an hour wrong, on two phones by turns.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Locator, Page, expect

from courses.models import LessonPage, QuizSlot
from tests.browser.conftest import PHONE, NewContext
from tests.browser.steps import acknowledged, answer
from tests.browser.taken import course_of
from tests.browser.test_offline_learning import WRONG_CLOCK
from tests.factories.world import World
from tests.training.learning.daily.reviewing import learned, practice
from tests.training.learning.diagnosis.sitting import bank
from training.learning.attempts.models import Attempt, Response
from training.learning.diagnosis.models import Diagnosis, DiagnosisAnswer
from training.learning.ledger.models import Statement
from training.people.models import User
from training.people.services import issue_slip
from training.portal.tour.screens import LAST_STEP

CHOSEN = "ferry-to-shenjiamen-9"
TROUBLES = ("none", "cut", "closed", "clock", "two phones")
Find = Callable[[Page], Locator]
Arrived = Callable[[Page], bool]


@dataclass
class Way:
    """Somebody under way: the phone she holds, what keeps happening to it, and the other phone."""

    page: Page
    trouble: str
    others: list[Page] = field(default_factory=list)
    steps: int = 0

    def disturbed(self) -> None:
        """What happens before a step: the page is closed and opened again, or the other phone is
        taken up at the same place."""
        self.steps += 1
        if self.trouble == "closed":
            address, old = self.page.url, self.page
            self.page = old.context.new_page()
            self.page.set_default_timeout(15_000)
            old.close()
            self.page.goto(address)
        elif self.trouble == "two phones" and self.others:
            address = self.page.url
            self.others.append(self.page)
            self.page = self.others.pop(0)
            self.page.goto(address)

    def go(self, path: str) -> None:
        """Open a page; a line that is cut says so, and the page comes when it is back."""
        if self.trouble == "cut":
            self.page.context.set_offline(True)
            try_to(lambda: self.page.goto(path))
            self.page.context.set_offline(False)
        self.page.goto(path)

    def do(self, find: Find, arrived: Arrived) -> None:
        """Press what `find` finds, after filling in what belongs to it, and come to where `arrived`
        says. What was pressed without a line may go by itself when it returns; else she opens the
        page again and presses again."""
        self.disturbed()
        address = self.page.url
        if self.trouble == "cut":
            button = find(self.page)
            self.page.context.set_offline(True)
            try_to(lambda: button.click(no_wait_after=True))
            self.page.wait_for_timeout(300)
            self.page.context.set_offline(False)
            if self.waits(arrived, 1):
                return
            self.page.goto(address)
            if self.waits(arrived, 1):
                return
        find(self.page).click()
        assert self.waits(arrived, 15), (self.page.url, self.page.inner_text("main")[:400])

    def waits(self, arrived: Arrived, seconds: int) -> bool:
        """Whether she is there within some time."""
        for _again in range(seconds * 5):
            with suppress(Error):  # the page may just be being changed
                if arrived(self.page) and is_ours(self.page):
                    return True
            self.page.wait_for_timeout(200)
        return False


def is_ours(page: Page) -> bool:
    """Whether the page came from the site: a browser's page about the missing line has the address
    that was wanted, and so has the phone's own."""
    return page.locator("main").count() > 0 and "现在没有网络" not in page.inner_text("main")


def try_to(act: Callable[[], object]) -> None:
    """Do what cannot work now."""
    with suppress(Error):
        act()


def at(pattern: str) -> Arrived:
    return lambda page: re.search(pattern, page.url) is not None


def shows(words: str) -> Arrived:
    return lambda page: words in page.inner_text("body")


def button(name: str) -> Find:
    return lambda page: page.get_by_role("button", name=name, exact=True).first


def link(name: str) -> Find:
    return lambda page: page.get_by_role("link", name=name).first


@pytest.fixture(params=TROUBLES)
def way(
    request: pytest.FixtureRequest, phone: Page, new_context: NewContext, live_server: Any
) -> Iterator[Way]:
    """A phone, and what will happen to it."""
    told = Way(phone, request.param)
    if told.trouble == "clock":
        phone.context.add_init_script(WRONG_CLOCK.replace("HOURS", "1"))
    if told.trouble == "two phones":
        told.others = [new_context(base_url=live_server.url, **PHONE).new_page()]
    yield told
    told.page.context.set_offline(False)


def signs_in(way: Way, wang: User, code: str) -> None:
    def slip(page: Page) -> Locator:
        typed = {"number": wang.number, "code": code, "password": CHOSEN, "again": CHOSEN}
        for name, text in typed.items():
            page.locator(f"input[name={name}]").fill(text)
        return button("设密码并登录")(page)

    others, way.others = way.others, []  # the slip is used on one phone
    way.go("/accounts/slip/")
    way.do(slip, at("/my/tour/"))
    for other in others:
        other.goto("/accounts/login/")
        other.locator("input[name=login]").fill(wang.username)
        other.locator("input[name=password]").fill(CHOSEN)
        other.locator("form:has(input[name=password]) button").first.click()
        other.wait_for_url("**/my/**")
    way.others = others


def tours(way: Way) -> None:
    way.do(button("大"), lambda page: page.locator("html[data-size=large]").count() > 0)
    for step in range(2, LAST_STEP + 1):
        way.do(link("下一屏"), at(f"step={step}"))
    way.do(button("现在就做诊断"), at("/my/diagnosis/"))


def is_diagnosed(way: Way) -> None:
    def given(number: int) -> Find:
        def find(page: Page) -> Locator:
            page.locator("[data-diagnosis][data-ready]").wait_for()
            answer(page, number)
            return button("交这一题")(page)

        return find

    way.do(button("开始诊断"), shows("第 1 题"))
    for number in (1, 2, 3):
        way.do(given(number), shows(f"第 {number + 1} 题"))
    way.do(link("先问到这里，看结果"), at("/finish"))
    way.do(button("结束，看结果"), at("/result$"))
    way.go("/my/plan/")
    expect(way.page.get_by_role("heading", name="补学计划")).to_be_visible()
    expect(way.page.get_by_role("heading", name="先看看缺什么")).to_have_count(0)


def learns(way: Way, lesson: LessonPage) -> None:
    def think(page: Page) -> Locator:
        box = page.locator("[data-practice]").first
        box.get_by_text("乙", exact=False).first.click()
        return box.get_by_role("button", name="看看对不对")

    def read(page: Page) -> Locator:
        for section in page.locator("[data-section]").all():
            section.scroll_into_view_if_needed()
        page.wait_for_timeout(600)  # what came into view is told
        return button("学完了")(page)

    way.go(lesson.url)
    way.do(
        think, lambda page: page.locator("[data-practice]").first.get_by_text("解析").count() > 0
    )
    way.go(lesson.url)
    way.do(read, shows("已记入学习进度"))


def reviews(way: Way) -> None:
    def known(page: Page) -> Locator:
        page.locator("fieldset.question").get_by_text("乙", exact=False).first.click()
        return button("看看对不对")(page)

    way.go("/my/review/")
    way.do(link("开始"), at("/review/next/"))
    way.do(known, at("/answered/"))


def turn_to(page: Page, number: int) -> None:
    """Through the card of answers to a question."""
    page.locator("[data-card]").evaluate("card => { card.open = true; }")
    page.locator("[data-card]").get_by_role("button", name=re.compile(rf"^{number}\b")).click()
    expect(page.locator(f"#q{number}")).to_be_visible()


def is_tested(way: Way, quiz: str) -> None:
    way.go(f"/quiz/{quiz}/")
    way.do(button("开始"), at("/quiz/attempt/|/quiz/.*/paper|/attempt/"))
    for number in (1, 2, 3):
        way.disturbed()
        page = way.page
        expect(page.locator("[data-steps]")).to_be_visible()
        turn_to(page, number)
        if way.trouble == "cut":
            page.context.set_offline(True)
            answer(page, number)
            expect(page.locator("[data-saved]")).to_contain_text("还没上传")
            page.context.set_offline(False)
        else:
            answer(page, number)
        acknowledged(page, number)

    def hand_in(page: Page) -> Locator:
        page.locator("[data-steps]").wait_for()
        turn_to(page, 3)
        return button("交卷")(page)

    way.do(hand_in, at("/result$"))
    expect(way.page.get_by_text("逐题回顾")).to_be_visible()


def test_from_the_slip_to_the_record(way: Way, wang: User, dinghai: World, zhang: User) -> None:
    bank(dinghai)
    lesson = course_of(dinghai).lesson
    kept = [question.pk for question in dinghai.questions[:3]]
    QuizSlot.objects.filter(section__quiz=dinghai.quiz).exclude(question_id__in=kept).delete()
    User.objects.filter(pk=wang.pk).update(toured_at=None)
    reviewed = practice(dinghai, "P1")
    learned(wang, reviewed, days_ago=4)
    code = issue_slip(user=wang, by=zhang, now=timezone.now())
    signs_in(way, wang, code)
    tours(way)
    is_diagnosed(way)
    learns(way, lesson)
    reviews(way)
    is_tested(way, str(dinghai.quiz.uuid))
    way.go("/my/record/")
    expect(way.page.get_by_role("heading", name="我的学习档案")).to_be_visible()
    assert Diagnosis.objects.get().state == Diagnosis.State.FINISHED
    assert DiagnosisAnswer.objects.filter(counts=True).count() == 3
    assert Attempt.objects.get(quiz=dinghai.quiz).state == Attempt.State.FINISHED
    assert Response.objects.values("item").distinct().count() == 3
    told = Statement.objects.filter(learner_id=wang.pk)
    assert told.filter(verb="completed", activity=lesson.activity_uuid).count() == 1
    assert told.filter(verb="answered", activity=reviewed.uuid).count() == 2
