"""Lessons are moved by buttons that a keyboard reaches."""

import pytest
from django.urls import reverse

from courses.models import CoursePage, LessonPage
from tests.factories.world import World

pytest_plugins = ["tests.factories.desk"]


@pytest.fixture
def course(dinghai: World, desk) -> CoursePage:
    """A course of three lessons, the last one a draft."""
    course = CoursePage.objects.child_of(dinghai.programme).get()
    for n in (2, 3):
        course.add_child(instance=LessonPage(title=f"课{n}", slug=f"l{n}", live=n < 3, body=[]))
    return course


def order(course: CoursePage) -> list[str]:
    return [lesson.title for lesson in LessonPage.objects.child_of(course).order_by("path")]


def test_a_trainer_moves_a_lesson_up_and_the_button_keeps_the_focus(as_li, course: CoursePage):
    last = LessonPage.objects.get(title="课3")
    url = reverse("catalogue:arrange", args=[course.pk])
    page = as_li.post(url, {"move": f"up-{last.pk}"}, follow=True).content.decode()
    assert order(course) == ["权利与义务", "课3", "课2"]
    assert f'value="up-{last.pk}" autofocus' in page


def test_the_first_goes_no_higher_and_nonsense_moves_nothing(as_li, course: CoursePage):
    first = LessonPage.objects.get(title="权利与义务")
    url = reverse("catalogue:arrange", args=[course.pk])
    for move in (f"up-{first.pk}", "up-999999", "", f"away-{first.pk}", "down-x"):
        as_li.post(url, {"move": move})
    assert order(course) == ["权利与义务", "课2", "课3"]


def test_a_foreign_trainer_finds_no_such_course(as_qian, course: CoursePage):
    url = reverse("catalogue:arrange", args=[course.pk])
    assert as_qian.get(url).status_code == 404
    assert as_qian.post(url, {"move": "up-1"}).status_code == 404
