"""王代表's day in a real browser: read, take the test, see the result and the progress."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from courses.models import LessonPage
from tests.browser.steps import acknowledged, answer, saved, sign_in
from tests.factories.world import World
from training.learning.attempts.models import Attempt, Response
from training.people.models import User


def kinds(world: World) -> int:
    return len(world.questions)


def take_the_form(page: Page, world: World) -> None:
    page.goto(f"/quiz/{world.quiz.uuid}/")
    page.get_by_role("button", name="开始").click()
    expect(page.locator("[data-steps]")).to_be_visible()  # the script is running
    for number in range(1, kinds(world) + 1):
        answer(page, number)
        acknowledged(page, number)
        if number < kinds(world):
            page.get_by_role("button", name="下一题").click()


def test_a_lesson_read_to_its_end_counts(phone: Page, wang: User, dinghai: World) -> None:
    # Behind the model's back: no author may ask for no time at all.
    LessonPage.objects.filter(pk=dinghai.lesson.pk).update(minutes=0)
    sign_in(phone, wang)
    phone.goto(dinghai.lesson.url)
    for section in phone.locator("[data-section]").all():
        section.scroll_into_view_if_needed()
    phone.get_by_role("button", name="学完了").click()
    expect(phone.get_by_text("已记入学习进度")).to_be_visible()
    phone.goto("/my/")
    expect(phone.get_by_text("1 / 3")).to_be_visible()


def test_every_answer_is_saved_as_it_is_given_and_the_result_teaches(
    phone: Page, wang: User, dinghai: World
) -> None:
    sign_in(phone, wang)
    take_the_form(phone, dinghai)
    answered = Response.objects.values_list("item__position", flat=True)
    assert set(answered) == set(range(1, kinds(dinghai) + 1))
    phone.get_by_role("button", name="交卷").click()
    expect(phone).to_have_url(re.compile("/result$"))
    expect(phone.get_by_text("逐题回顾")).to_be_visible()
    review = phone.locator("details.review").first
    review.evaluate("review => { review.open = true; }")  # closed where the answer was right
    expect(review.get_by_text("因为法律这样规定。").first).to_be_visible()
    phone.goto("/my/")
    expect(phone.get_by_text("1 / 3")).to_be_visible()


def test_a_paper_closed_in_the_middle_goes_on_where_it_was(
    phone: Page, wang: User, dinghai: World
) -> None:
    sign_in(phone, wang)
    phone.goto(f"/quiz/{dinghai.quiz.uuid}/")
    phone.get_by_role("button", name="开始").click()
    answer(phone, 1)
    saved(phone)
    phone.goto("/my/")
    phone.get_by_role("link", name="接着做").click()
    phone.locator("[data-card] summary").click()
    expect(phone.locator(".paper__number--done")).to_have_count(1)


def test_answers_given_without_a_line_are_sent_when_it_returns(
    phone: Page, context: BrowserContext, wang: User, dinghai: World
) -> None:
    sign_in(phone, wang)
    phone.goto(f"/quiz/{dinghai.quiz.uuid}/")
    phone.get_by_role("button", name="开始").click()
    expect(phone.locator("[data-steps]")).to_be_visible()  # the script is running
    phone.context.set_offline(True)
    answer(phone, 1)
    expect(phone.locator("[data-saved]")).to_contain_text("还没上传")
    assert not Response.objects.exists()
    phone.context.set_offline(False)
    saved(phone)
    assert Response.objects.count() == 1


def test_what_a_closed_tab_left_unsent_is_sent_by_the_next(
    phone: Page, wang: User, dinghai: World
) -> None:
    sign_in(phone, wang)
    phone.goto(f"/quiz/{dinghai.quiz.uuid}/")
    phone.get_by_role("button", name="开始").click()
    paper = phone.url
    expect(phone.locator("[data-steps]")).to_be_visible()  # the script is running
    phone.context.set_offline(True)
    answer(phone, 1)
    expect(phone.locator("[data-saved]")).to_contain_text("还没上传")
    another = phone.context.new_page()
    phone.close()
    another.context.set_offline(False)
    another.goto(paper)
    saved(another)
    assert Response.objects.count() == 1


def test_the_whole_path_without_javascript(plain_phone: Page, wang: User, dinghai: World) -> None:
    sign_in(plain_phone, wang)
    plain_phone.goto(f"/quiz/{dinghai.quiz.uuid}/")
    plain_phone.get_by_role("button", name="开始").click()
    for number in range(1, kinds(dinghai) + 1):
        answer(plain_phone, number)
    plain_phone.get_by_role("button", name="交卷").click()
    expect(plain_phone.get_by_text("逐题回顾")).to_be_visible()
    assert Attempt.objects.get().state == Attempt.State.FINISHED


def test_moving_entries_by_buttons_orders_them(phone: Page, wang: User, dinghai: World) -> None:
    sign_in(phone, wang)
    phone.goto(f"/quiz/{dinghai.quiz.uuid}/")
    phone.get_by_role("button", name="开始").click()
    phone.locator("[data-card] summary").click()
    phone.get_by_role("button", name="6", exact=True).click()
    question = phone.locator("#q6")
    question.get_by_role("button", name="下移").first.click()
    saved(phone)
    ranks = Response.objects.get().payload["ranks"]
    assert sorted(ranks.values()) == [1, 2, 3, 4]
