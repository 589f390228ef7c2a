"""The author's side of a lesson: expected minutes, the rule in words, lessons in order."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from courses.catalogue.blocks import lesson_blocks
from courses.catalogue.order import loop_through
from courses.catalogue.pacing import completion_rule
from courses.catalogue.reading_time import reading_time
from courses.models import CoursePage, LessonPage, LessonPrerequisite
from tests.factories import questions
from tests.factories.forms import as_shown
from tests.factories.world import World

pytest_plugins = ["tests.factories.desk"]


def lesson_of(*blocks: tuple[str, object]) -> LessonPage:
    return LessonPage(title="课", slug="x", body=[{"type": k, "value": v} for k, v in blocks])


@pytest.mark.parametrize(
    ("characters", "minutes"), [(0, 1), (1, 1), (200, 1), (201, 2), (2000, 10), (999_999, 600)]
)
def test_minutes_follow_the_number_of_characters(characters: int, minutes: int):
    assert reading_time(lesson_of(("text", f"<p>{'字' * characters}</p>")).body).minutes == minutes


def test_what_is_looked_at_or_done_counts_beside_the_text(dinghai: World):
    asked = questions.single(dinghai.root, "PT-1", use="practice")
    text = ("text", f"<p class='一'>{'字' * 200}</p>")
    grid = ("grid", {"title": "表", "columns": ["甲"], "rows": [["乙"], ["丙"]]})
    told = reading_time(lesson_of(text, grid, ("practice", {"question": asked.pk})).body)
    assert (told.characters, told.counted) == (205, {"grid": 1, "practice": 1})
    assert told.minutes == 3
    assert "练习题 1 处，各 60 秒" in told.in_words()


def test_computed_minutes_change_on_publishing_and_own_ones_never(dinghai: World):
    lesson = LessonPage.objects.get(pk=dinghai.lesson.pk)
    lesson.body.append(("text", f"<p>{'字' * 1000}</p>"))
    lesson.save_revision().publish()
    assert LessonPage.objects.get(pk=lesson.pk).minutes == 10
    lesson.minutes_computed = True
    lesson.save_revision().publish()
    assert LessonPage.objects.get(pk=lesson.pk).minutes == 6


def test_the_rule_is_one_sentence(dinghai: World):
    lesson = LessonPage.objects.get(pk=dinghai.lesson.pk)
    told = "学完的条件：看过全部 2 个小节，至少 3 分钟，然后按“学完了”。"
    assert completion_rule(lesson) == told
    lesson.move_on = LessonPage.MoveOn.NOT_APPLICABLE
    assert "不影响结业" in completion_rule(lesson)


def test_a_loop_is_found_whole():
    pairs = [(1, 2), (2, 3), (2, 4), (3, 1), (4, 5)]
    assert loop_through(1, pairs) == [1, 2, 3, 1]
    assert loop_through(4, pairs) == []
    assert loop_through(9, [(9, 9)]) == [9, 9]


@pytest.fixture
def second(dinghai: World, desk) -> LessonPage:
    course = CoursePage.objects.child_of(dinghai.programme).get()
    made: LessonPage = course.add_child(instance=LessonPage(title="第二课", slug="d1-2", body=[]))
    LessonPrerequisite.objects.create(lesson=made, first=dinghai.lesson, required=True)
    return made


def asking_for(first: int) -> dict[str, str]:
    return {
        "body-count": "0",
        "prerequisites-TOTAL_FORMS": "1",
        "prerequisites-0-first": str(first),
        "prerequisites-0-ORDER": "1",
        "prerequisites-0-id": "",
        "prerequisites-0-DELETE": "",
    }


def test_the_form_refuses_a_circle_and_names_it(as_li: Client, dinghai: World, second: LessonPage):
    url = reverse("wagtailadmin_pages:edit", args=[dinghai.lesson.pk])
    answer = as_li.post(url, as_shown(as_li, url, **asking_for(second.pk)))
    assert "权利与义务 → 第二课 → 权利与义务" in answer.content.decode()
    assert not dinghai.lesson.prerequisites.exists()


def test_the_form_tells_minutes_and_rule(as_li: Client, dinghai: World):
    page = as_li.get(reverse("wagtailadmin_pages:edit", args=[dinghai.lesson.pk])).content.decode()
    assert "按篇幅算约 1 分钟" in page
    assert "代表在这一课开头看到：学完的条件" in page


def test_minutes_of_a_new_lesson_follow_its_length(as_li: Client, dinghai: World):
    course = CoursePage.objects.child_of(dinghai.programme).get()
    url = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.pk])
    page = BeautifulSoup(as_li.get(url).content, "html.parser")
    box = page.find("input", attrs={"name": "minutes_computed"})
    assert box is not None
    assert box.has_attr("checked")


def test_every_block_of_a_lesson_is_described_and_shown_before_it_is_taken():
    """Media and what is added to the shared blocks later tell for themselves."""
    told = dict(lesson_blocks())
    own = ["heading", "text", "note", "steps", "fact", "fiction", "timeline", "grid", "compare"]
    own += ["drawing", "picture", "law", "case", "practice", "discuss", "exercise"]
    assert set(own) <= set(told)
    for name in own:
        assert told[name].get_description(), name
        assert told[name].is_previewable, name


def test_the_desk_shows_the_previews(as_li: Client):
    for name, block in lesson_blocks():
        bound = LessonPage._meta.get_field("body").stream_block.child_blocks[name]
        if not bound.is_previewable or not block.get_description():
            continue
        shown = as_li.get(reverse("wagtailadmin_block_preview"), {"id": bound.definition_prefix})
        assert shown.status_code == 200, name
