"""An author's day with a case: a new one, what is missing, and how it looks."""

import pytest
from django.test import Client
from django.urls import reverse

from cms.cases.readiness import missing_from
from cms.models import CaseLibraryPage, CaseStudyPage
from tests.factories.world import World
from tests.training.learning.readings.test_deciding import CASE_BODY

pytestmark = pytest.mark.db


def test_a_new_case_starts_with_the_usual_headings(as_li: Client, dinghai: World) -> None:
    library = CaseLibraryPage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=["cms", "casestudypage", library.pk])
    page = as_li.get(url).content.decode()
    for heading in ("难在哪里", "后来怎样", "法律依据"):
        assert heading in page
    assert "保存以后，这里会列出" in page


def test_what_is_missing_is_said_and_stops_nothing(as_li: Client, dinghai: World) -> None:
    said = " ".join(missing_from(dinghai.case))
    for word in ("法律依据", "知识点", "镇街", "摘要"):
        assert word in said
    assert "换作是你" not in said
    url = reverse("wagtailadmin_pages:edit", args=[dinghai.case.pk])
    assert "还没有法律依据" in as_li.get(url).content.decode()


def test_a_case_without_decision_or_fact_is_told_first() -> None:
    case = CaseStudyPage(title="空", summary="有", body=[("heading", "背景")])
    assert "还没有“换作是你”" in missing_from(case)[0]
    assert any("没有一块标为“事实”" in sentence for sentence in missing_from(case))


def test_a_block_that_says_nothing_of_its_nature_is_named() -> None:
    moments = [{"type": "item", "id": "1", "value": {"when": "三月", "what": "走访"}}]
    body = [*CASE_BODY, {"type": "timeline", "value": {"moments": moments}}]
    case = CaseStudyPage(title="案", body=body)
    assert any("时间线" in sentence for sentence in missing_from(case))


@pytest.mark.parametrize(
    ("mode", "seen", "unseen"),
    [
        ("", "就这样做", "闹误会"),
        ("decided", "闹误会", "就这样做"),
        ("print", "各种做法的后果（先讨论，再看）", "就这样做"),
    ],
)
def test_the_preview_shows_each_state_of_the_page(
    as_li: Client, dinghai: World, mode: str, seen: str, unseen: str
) -> None:
    dinghai.case.save_revision()
    url = reverse("wagtailadmin_pages:view_draft", args=[dinghai.case.pk])
    page = as_li.get(f"{url}?mode={mode}").content.decode()
    assert seen in page
    assert unseen not in page


def test_readers_are_told_first_what_is_real(as_wang: Client, dinghai: World) -> None:
    page = as_wang.get(dinghai.case.url).content.decode()
    assert page.index("哪些是事实，哪些是编的") < page.index("有一件事")
    assert 'role="group" aria-label="事实"' in page
