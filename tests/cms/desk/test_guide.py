"""The guide inside the desk is the documents themselves."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import resolve, reverse

from cms.desk import guide
from tests.factories.world import World

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "docs" / "trainer"


def shown(client: Client, slug: str) -> BeautifulSoup:
    response = client.get(reverse("desk_guide", args=[slug]))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_every_document_is_a_chapter_and_in_the_help_menu(as_li: Client) -> None:
    assert {one.slug for one in guide.chapters()} == {path.stem for path in FOLDER.glob("*.md")}
    home = as_li.get("/admin/").content.decode()
    for chapter in guide.chapters():
        assert chapter.url in home
    assert "guide.wagtail.org" not in home


def test_the_overview_comes_first_and_every_chapter_opens(as_li: Client, dinghai: World) -> None:
    first = as_li.get(reverse("desk_guide_start")).content.decode()
    assert guide.chapters()[0].slug == "README"
    assert "讲师手册" in first
    for chapter in guide.chapters():
        page = shown(as_li, chapter.slug)
        assert page.select_one(".guide__text h1").text == chapter.title  # type: ignore[union-attr]
        current = page.select_one(".guide__contents [aria-current=page]")
        assert current is not None
        assert current.text == chapter.title


def test_links_and_pictures_lead_somewhere(as_li: Client) -> None:
    for chapter in guide.chapters():
        page = shown(as_li, chapter.slug)
        text = page.select_one(".guide__text")
        assert text is not None
        for link in text.select("a[href^='/']"):
            path, _hash, anchor = link["href"].partition("#")
            match = resolve(path)
            there = guide.page(match.kwargs["slug"])
            assert not anchor or unquote(anchor) in {one.anchor for one in there.headings}
        for picture in text.select("img"):
            name = re.search(r"guide/([\w.-]+?)(\.[0-9a-f]{12})?\.png", picture["src"])
            assert name, picture["src"]
            assert finders.find(f"guide/{name[1]}.png"), picture["src"]
            assert picture["alt"]
        assert not text.select("a[href$='.md'], script, style")


def test_an_unknown_chapter_is_not_found(as_li: Client) -> None:
    assert as_li.get(reverse("desk_guide", args=["settings"])).status_code == 404


def test_deputies_have_no_guide_of_the_desk(as_wang: Client) -> None:
    assert as_wang.get(reverse("desk_guide_start")).status_code in {302, 404}


def test_html_in_a_document_stays_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# 甲\n\n<script>x</script> [乙](b.md#一-二)\n", "utf-8")
    (tmp_path / "b.md").write_text("# 乙\n\n## 一、二\n", "utf-8")
    monkeypatch.setattr(guide, "folder", lambda: tmp_path)
    guide.chapters.cache_clear()
    guide.page.cache_clear()
    try:
        html = guide.page("README").html
        assert "<script>" not in html
        there = reverse("desk_guide", args=["b"])
        assert there in html
        assert [one.anchor for one in guide.page("b").headings] == ["一-二"]
    finally:
        guide.chapters.cache_clear()
        guide.page.cache_clear()
