"""A course to take along, and what a deputy does with it on her phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from courses.models import CoursePage, LessonPage, Question
from tests.browser.steps import sign_in
from tests.factories import questions
from tests.factories.world import World
from training.people.models import User

OFFLINE = "/my/offline/"


@dataclass
class Course:
    """A course with one lesson of practice questions, a case, and two questions to review."""

    page: CoursePage
    lesson: LessonPage
    case: Any
    asked: list[Question]
    pool: list[Question]


CHOSEN_KINDS = (questions.single, questions.fill_blank, questions.ordering)


def course_of(world: World, kinds: Sequence[Callable[..., Question]] = CHOSEN_KINDS) -> Course:
    """The course of the small world, with something of everything a pack holds; practice questions
    of these kinds in its lesson."""
    practice = {"use": Question.Use.PRACTICE}
    asked = [make(world.root, f"V{n}", **practice) for n, make in enumerate(kinds, start=1)]
    use = Question.Use.PRACTICE
    pool = [questions.true_false(world.root, f"V{n}", use=use) for n in (4, 5)]
    lesson = LessonPage.objects.get(pk=world.lesson.pk)
    blocks = [*lesson.body.raw_data, {"type": "case", "value": {"case": world.case.pk, "note": ""}}]
    blocks += [{"type": "practice", "value": {"question": one.pk}} for one in asked]
    lesson.body = blocks
    lesson.points.set([questions.point()])
    lesson.save_revision().publish()
    # Nobody waits in a test: 学完了 counts at once.
    LessonPage.objects.filter(pk=lesson.pk).update(minutes=0)
    world.case.save_revision().publish()
    page = CoursePage.objects.get(pk=lesson.get_parent().pk)
    return Course(page, lesson, world.case, asked, pool)


def until(page: Page, question: str, wanted: Any = True, seconds: int = 20) -> None:
    """Ask the page until it answers so; the policy forbids Playwright's own way of waiting."""
    found = page.evaluate(question)
    for _again in range(seconds * 5):
        if found == wanted:
            return
        page.wait_for_timeout(200)
        found = page.evaluate(question)
    assert found == wanted, question


def worker_ready(page: Page) -> None:
    """Wait until the service worker answers for this page. Where its installing was cut off, as on a
    bad line, the next page registers it again."""
    asked = "navigator.serviceWorker.controller !== null"
    if not page.evaluate(asked):
        page.wait_for_timeout(3000)
    if not page.evaluate(asked):
        page.reload()
    until(page, asked)


def take_along(page: Page, who: User) -> None:
    """Sign in and take the course along; the phone says when it has it."""
    sign_in(page, who)
    page.goto(OFFLINE)
    page.get_by_role("button", name="带上这门课").tap()
    expect(page.locator("[data-offline-controls]")).to_contain_text("已在手机里")
    worker_ready(page)


def kept(page: Page, words: str = "已记在手机上") -> None:
    """Wait until the page says that it lies on the phone."""
    expect(page.locator("main")).to_contain_text(words)


WAITING = """() => new Promise((done, failed) => {
  const asked = indexedDB.open("lvzhi");
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const count = asked.result.transaction("queue").objectStore("queue").count();
    count.onsuccess = () => { asked.result.close(); done(count.result); };
  };
})"""


def waiting(page: Page) -> int:
    """How many things this phone has not sent yet, as its own database has it."""
    return int(page.evaluate(WAITING))


def all_sent(page: Page) -> None:
    """Wait until nothing waits any more."""
    until(page, WAITING, 0)
