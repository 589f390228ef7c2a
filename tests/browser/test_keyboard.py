"""A deputy's main tasks with the keyboard alone, and where the focus is can always be seen."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.models import LessonPage, QuizSlot
from tests.browser.steps import acknowledged, sign_in
from tests.factories.presence import taught
from tests.factories.world import World
from tests.training.learning.daily.reviewing import learned, practice
from training.cohorts.models import ScheduledSession
from training.learning.attempts.models import Response
from training.learning.attendance import codes
from training.learning.attendance.models import Attendance
from training.people.models import User

FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const label = e.labels && e.labels[0] ? e.labels[0].innerText : "";
  // A tick drawn by its label shows the focus there.
  const drawn = [e, ...(e.labels || [])].some((one) => {
    const seen = getComputedStyle(one);
    return (seen.outlineStyle !== "none" && parseFloat(seen.outlineWidth) >= 2)
      || seen.boxShadow !== "none";
  });
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const covered = middle && middle !== e && !e.contains(middle) && !middle.contains(e)
    && ![...(e.labels || [])].some((one) => one.contains(middle));
  return { name: e.name || "", words: e.getAttribute("aria-label") || e.innerText || label, drawn,
    place: middle && !covered, inside: !e.closest(".skip") };
}"""


def step(page: Page) -> dict[str, object]:
    """Press Tab; what has the focus then, which must be drawn and lie in view, uncovered."""
    page.keyboard.press("Tab")
    seen: dict[str, object] = page.evaluate(FOCUS)
    for _again in range(20):  # the page may still be scrolling to it
        if seen["place"]:
            break
        page.wait_for_timeout(100)
        seen = page.evaluate(FOCUS)
    if seen["inside"] and (seen["words"] or seen["name"]):
        assert seen["drawn"], f"focus is not seen: {seen}"
        assert seen["place"], f"focus is covered or out of view: {seen}"
    return seen


def go_to(page: Page, words: str = "", name: str = "") -> None:
    """Tab until something with these words, or a field of this name, has the focus."""
    for _press in range(80):
        seen = step(page)
        if words and words in str(seen["words"]):
            return
        if name and re.fullmatch(name, str(seen["name"])):
            return
    raise AssertionError(f"not reached by Tab: {words or name}")


def scrolled_out(page: Page) -> None:
    """Wait until the page stands still: a scroll under way would carry off what Tab reaches."""
    page.evaluate("""() => new Promise((still) => {
      let last = -1, frames = 0;
      const look = () => {
        frames = scrollY === last ? frames + 1 : 0;
        last = scrollY;
        frames < 15 ? requestAnimationFrame(look) : still();
      };
      look();
    })""")


def test_a_lesson_is_completed(phone: Page, wang: User, dinghai: World) -> None:
    # Behind the model's back: no author may ask for no time at all.
    LessonPage.objects.filter(pk=dinghai.lesson.pk).update(minutes=0)
    sign_in(phone, wang)
    phone.goto(dinghai.lesson.url)
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")  # over the frame, to the text
    for _section in phone.locator("[data-section]").all():
        phone.keyboard.press("PageDown")
    phone.keyboard.press("End")
    scrolled_out(phone)
    go_to(phone, "学完了")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("已记入学习进度")).to_be_visible()


def test_a_quiz_of_three_questions(phone: Page, wang: User, dinghai: World) -> None:
    kept = [question.pk for question in dinghai.questions[:3]]
    QuizSlot.objects.filter(section__quiz=dinghai.quiz).exclude(question_id__in=kept).delete()
    sign_in(phone, wang)
    phone.goto(f"/quiz/{dinghai.quiz.uuid}/")
    go_to(phone, "开始")
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-steps]")).to_be_visible()
    for number in (1, 2, 3):
        # Its own fields only: the mark to come back to it has a name of another ending.
        go_to(phone, name=r"q\d+(?!.*-flag).*")
        phone.keyboard.press("Space")
        acknowledged(phone, number)
        if number < 3:
            go_to(phone, "下一题")
            phone.keyboard.press("Enter")
            expect(phone.locator(f"#q{number + 1}")).to_be_visible()
    go_to(phone, "交卷")
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(re.compile("/result$"))
    assert Response.objects.values("item").distinct().count() == 3


def test_a_question_of_todays_review(phone: Page, wang: User, dinghai: World) -> None:
    learned(wang, practice(dinghai, "P1"), days_ago=4)
    sign_in(phone, wang)
    phone.goto("/my/review/")
    go_to(phone, "开始")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/my/review/next/**")
    go_to(phone, "不知道，告诉我")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/answered/**")
    expect(phone.get_by_role("status").first).to_be_visible()


def test_the_code_to_be_checked_in_by(phone: Page, wang: User, dinghai: World) -> None:
    sign_in(phone, wang)
    phone.goto("/attend/")
    go_to(phone, "出示我的代表码")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/attend/code/")


def test_the_number_on_the_screen_is_typed(phone: Page, wang: User, dinghai: World) -> None:
    lecture, now = taught(dinghai), timezone.now()
    ScheduledSession.objects.filter(pk=lecture.pk).update(
        starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(minutes=55)
    )
    sign_in(phone, wang)
    phone.goto("/attend/")
    go_to(phone, name="number")
    phone.keyboard.type(codes.room_number(lecture.pk, timezone.now()))
    phone.keyboard.press("Enter")
    expect(phone.locator("main")).to_contain_text("已签到")
    assert Attendance.objects.get(learner=wang).how == "number"
