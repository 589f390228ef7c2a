"""The deputies' help is their documents; it is open to who cannot sign in."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import resolve, reverse

from tests.counting import at_most
from tests.factories.world import World
from training.portal.help import contents
from training.portal.help.subjects import folder, page, subjects
from training.portal.help.targets import NAMES, PAGES, help_for

pytestmark = pytest.mark.django_db


def shown(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_every_task_leads_to_a_subject_and_every_document_is_reached(client: Client) -> None:
    home = shown(client, reverse("help:home"))
    links = {link["href"] for link in home.select("main a[href^='/help/']")}
    assert links == {subject.url for subject in subjects().values()}
    documents = {path.stem for path in folder().glob("*.md")} - {"README"}
    assert documents <= set(subjects())
    assert {task.slug for group in contents.GROUPS for task in group.tasks} <= set(subjects())


def test_every_subject_opens_and_its_links_and_pictures_lead_somewhere() -> None:
    client = Client()
    for subject in subjects().values():
        text = shown(client, subject.url).select_one(".helptext")
        assert text is not None
        assert text.select_one("h1").text == subject.title  # type: ignore[union-attr]
        for link in text.select("a[href^='/']"):
            resolve(str(link["href"]).partition("#")[0])
        for picture in text.select("img"):
            name = re.search(r"guide/([\w.-]+?)(\.[0-9a-f]{12})?\.png", str(picture["src"]))
            assert name, picture["src"]
            assert finders.find(f"guide/{name[1]}.png"), picture["src"]
            assert picture["alt"]
        assert "<!--" not in text.text
        assert not text.select("script, style, a[href$='.md']")


def test_every_subject_tells_readers_of_english_what_it_says(client: Client) -> None:
    client.cookies["django_language"] = "en"
    for subject in subjects().values():
        if subject.slug in {task.slug for group in contents.GROUPS for task in group.tasks}:
            assert subject.title_en, subject.slug
            assert subject.summary_en, subject.slug
    told = shown(client, reverse("help:page", args=["quizzes"])).select_one("[lang=en].notice")
    assert told is not None
    assert "in Chinese" in told.text


def test_the_help_is_open_before_signing_in_and_names_nobody(
    client: Client, dinghai: World
) -> None:
    text = shown(client, reverse("help:page", args=["first-sign-in"])).text
    assert "登录条" in text
    assert dinghai.congress.office_phone not in text


def test_the_offices_telephone_stands_on_every_page(as_wang: Client, dinghai: World) -> None:
    for url in (reverse("help:home"), reverse("help:page", args=["check-in"])):
        told = shown(as_wang, url).select("main a[href^='tel:']")
        assert dinghai.congress.office_phone in told[0].text


def test_an_unknown_subject_is_not_found(client: Client) -> None:
    assert client.get("/help/settings/").status_code == 404
    assert client.get("/help/README/").status_code == 404


def test_help_leads_to_what_one_is_looking_at(as_wang: Client, dinghai: World) -> None:
    pages = {
        reverse("portal:settings"): "display",
        reverse("attendance:mine"): "check-in",
        dinghai.lesson.url: "lessons",
        dinghai.case.url: "cases",
        reverse("law:library"): "search",
    }
    for url, slug in pages.items():
        foot = shown(as_wang, url).select_one("footer")
        assert foot is not None
        assert foot.select(f'a[href="{reverse("help:page", args=[slug])}"]'), url
    assert help_for("office:home") == reverse("help:home")
    assert set(NAMES.values()) | set(PAGES.values()) <= set(subjects())


def test_help_asks_for_little(client: Client) -> None:
    page("quizzes")
    client.get(reverse("help:home"))
    with at_most(2):
        client.get(reverse("help:home"))
    with at_most(1):
        client.get(reverse("help:page", args=["quizzes"]))
