"""Writing a quiz: what the editor tells while the author is still choosing."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.models import Quiz, QuizSlot
from tests.browser.steps import sign_in
from tests.factories.bulk import large_bank
from tests.factories.world import World
from training.packs.desk import prepare_desk
from training.people.models import User


@pytest.fixture
def at_desk(desk: Page, dinghai: World, li: User) -> Page:
    """李教员 signed in, with five questions to draw from."""
    prepare_desk(by=None, today=timezone.localdate())
    large_bank(dinghai.root, 5, points=["p0"], tags=["pool"])
    sign_in(desk, li, "/admin/")
    return desk


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def test_a_draw_is_described_by_ticking_and_counted_at_once(at_desk: Page) -> None:
    at_desk.goto("/admin/quizzes/add/?purpose=early")
    at_desk.locator("[name=title]").fill("小测")
    at_desk.locator("[name=key]").fill("small")
    tab(at_desk, "组卷")
    at_desk.get_by_role("button", name="增加 部分").click()
    at_desk.locator("button:visible", has_text="增加 题位").click()
    points = at_desk.locator(".quiz-points:visible")
    points.locator("summary").click()
    points.get_by_label("p0").check()
    available = at_desk.locator("[data-quiz-available]:visible")
    expect(available).to_have_text("现有 5 题可抽。")
    at_desk.locator("[name$=draw_count]:visible").fill("6")
    expect(available).to_have_attribute("data-none", "")
    at_desk.locator("[name$=draw_count]:visible").fill("2")
    at_desk.locator("[name$=mark]:visible").fill("2.5")
    expect(at_desk.locator(".quiz-paper__sum")).to_contain_text("共 2 题")
    expect(at_desk.locator(".quiz-paper__sum")).to_contain_text("满分 5 分")
    at_desk.get_by_role("button", name="保存").first.click()
    at_desk.wait_for_url("**/admin/quizzes/")
    slot = QuizSlot.objects.get(section__quiz__key="small")
    assert (slot.drawn_points(), slot.draw_count) == (["p0"], 2)


def test_purpose_presets_rules_and_a_preset_ticks_boxes(at_desk: Page) -> None:
    at_desk.goto("/admin/quizzes/add/")
    at_desk.locator("[name=purpose]").select_option("final")
    tab(at_desk, "时间与次数")
    expect(at_desk.locator("[name=time_limit]")).to_have_value("45")
    at_desk.locator("[name=time_limit]").fill("90")
    tab(at_desk, "基本")
    at_desk.locator("[name=purpose]").select_option("early")
    tab(at_desk, "时间与次数")
    expect(at_desk.locator("[name=time_limit]")).to_have_value("90")
    expect(at_desk.locator("[name=attempts_allowed]")).to_have_value("2")
    tab(at_desk, "讲评")
    at_desk.get_by_label("只给得分，不讲评").check()
    expect(at_desk.locator(".quiz-matrix input:checked")).to_have_count(3)
    at_desk.locator(".quiz-matrix input").first.check()
    expect(at_desk.locator("[name=review-preset]:checked")).to_have_value("custom")


def test_a_named_question_leaves_nothing_to_draw(at_desk: Page, dinghai: World) -> None:
    quiz = Quiz.objects.get(pk=dinghai.final.pk)
    at_desk.goto(f"/admin/quizzes/edit/{quiz.pk}/")
    tab(at_desk, "组卷")
    expect(at_desk.locator(".quiz-paper__sum")).to_contain_text("共 7 题")
    expect(at_desk.locator(".quiz-draw:visible")).to_have_count(0)
