"""Marking by hand and by keyboard, and what was typed before the page was left."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.steps import sign_in
from tests.factories.world import World
from tests.training.learning.attempts.grading.scripts import (
    essay_quiz,
    hand_in,
    minutes,
    only_item,
)
from training.learning.attempts.models import Attempt, ManualMark
from training.packs.desk import prepare_desk
from training.people.models import User


@pytest.fixture
def two(dinghai: World, wang: User, chen: User, li: User) -> list[Attempt]:
    """Two answers to one question wait, and 李教员 has her seat."""
    prepare_desk(by=None, today=timezone.localdate())
    quiz = essay_quiz(dinghai)
    return [hand_in(quiz, wang), hand_in(quiz, chen, now=minutes(1))]


def address(attempt: Attempt) -> str:
    return reverse("sittings:marking_answer", args=[attempt.quiz.uuid, only_item(attempt).pk])


def test_three_digits_and_enter_mark_an_answer_and_open_the_next(
    desk: Page, two: list[Attempt], li: User
) -> None:
    sign_in(desk, li, "/admin/")
    desk.goto(address(two[0]))
    for key in "321":
        desk.keyboard.press(key)
    expect(desk.locator("[data-percent]")).to_have_text("50%")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{address(two[1])}")
    mark = ManualMark.objects.get()
    assert [*mark.marks.values()] == ["1", "0.5", "0"]


def test_digits_in_the_comment_are_text(desk: Page, two: list[Attempt], li: User) -> None:
    sign_in(desk, li, "/admin/")
    desk.goto(address(two[0]))
    desk.locator("textarea[name=comment]").press_sequentially("见第 3 段")
    assert desk.locator("input[type=radio]:checked").count() == 0


def test_what_was_not_saved_is_there_again_in_the_same_tab(
    desk: Page, two: list[Attempt], li: User
) -> None:
    sign_in(desk, li, "/admin/")
    desk.goto(address(two[0]))
    desk.keyboard.press("3")
    desk.locator("textarea[name=comment]").fill("写了一半的评语")
    asked: list[Any] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.goto(address(two[1]))
    assert asked == ["beforeunload"]
    assert desk.locator("textarea[name=comment]").input_value() == ""
    desk.goto(address(two[0]))
    assert desk.locator("textarea[name=comment]").input_value() == "写了一半的评语"
    assert desk.locator("input[type=radio]:checked").count() == 1
