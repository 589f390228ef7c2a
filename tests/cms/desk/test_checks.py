"""What the editor tells an author about alternative texts, headings and links."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from cms.desk.checks import LINK_CHECK, WORDS, OurChecker
from tests.factories.world import World

LINK_TEXT = re.compile(LINK_CHECK["options"]["pattern"], re.IGNORECASE)
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_every_rule_is_explained_in_the_authors_language() -> None:
    checker = OurChecker()
    assert set(checker.axe_run_only) == set(checker.axe_messages) == set(WORDS)
    for message in checker.axe_messages.values():
        assert CHINESE.search(str(message["error_name"]))
        assert str(message["help_text"]).endswith("。")


@pytest.mark.parametrize(
    "text",
    [
        "点击这里", "这里", "请点此处", "详情", "查看详情", "了解更多>>", "原文", "下载", "链接",
        "https://www.npc.gov.cn/x", "www.npc.gov.cn", "click here", "Click here", "Read more",
    ],
)  # fmt: skip
def test_words_that_say_nothing_of_where_they_lead(text: str) -> None:
    assert LINK_TEXT.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    ["代表法第七条", "下载建议表格", "原文见《代表法》", "这里的案例库", "国家法律法规数据库"],
)
def test_words_that_do(text: str) -> None:
    assert not LINK_TEXT.fullmatch(text)


def test_the_editor_has_the_panel_with_our_rules(as_li: Client, dinghai: World) -> None:
    editor = as_li.get(reverse("wagtailadmin_pages:edit", args=[dinghai.lesson.pk]))
    page = editor.content.decode()
    assert 'data-side-panel="checks"' in page
    assert "heading-order" in page
    assert "link-in-text-block" in page
    assert "empty-meta-description" not in page


def test_a_preview_is_checked_and_the_page_of_a_reader_is_not(
    as_li: Client, dinghai: World
) -> None:
    lesson = dinghai.lesson
    request = as_li.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    for needed in ("wagtail-userbar", "cms/link-check"):
        assert needed in request.content.decode()
        assert needed not in as_li.get(lesson.url).content.decode()
