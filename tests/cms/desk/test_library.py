"""Statutes and articles at the desk."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import KnowledgePoint, Provision, Statute, StatuteVersion
from tests.factories.forms import as_shown

ADD = "/admin/library/provisions/add/"


@pytest.fixture
def version(db: None) -> StatuteVersion:
    """代表法 as amended in 2025."""
    statute = Statute.objects.create(title="代表法")
    return StatuteVersion.objects.create(
        key="dbf-2025", statute=statute, label="2025年修正", adopted_on=date(2025, 3, 11)
    )


def typed(version: StatuteVersion, article: str = "第四十七条") -> dict[str, Any]:
    return {
        "version": version.pk,
        "article": article,
        "heading": "代表学习培训",
        "heading_en": "",
        "gist": "常委会组织代表参加履职学习。",
        "official_text": "",
    }


def test_the_number_is_read_from_the_article(as_li: Client, version: StatuteVersion) -> None:
    as_li.post(ADD, typed(version))
    assert Provision.objects.get().number == 47


def test_an_article_that_cannot_be_read_is_named(as_li: Client, version: StatuteVersion) -> None:
    response = as_li.post(ADD, typed(version, article="47条"))
    assert "article" in response.context["form"].errors


def test_an_article_is_there_once(as_li: Client, version: StatuteVersion) -> None:
    as_li.post(ADD, typed(version))
    response = as_li.post(ADD, typed(version))
    assert response.context["form"].errors["article"] == ["这个版本里已经有这一条了。"]


@pytest.mark.parametrize("word", ["培训", "履职", "代表法", "四十七"])
def test_an_author_finds_the_article(word: str, as_li: Client, version: StatuteVersion) -> None:
    as_li.post(ADD, typed(version))
    found = as_li.get("/admin/library/provisions/", {"q": word})
    assert [row.number for row in found.context["object_list"]] == [47]
    chooser = Provision.snippet_viewset.chooser_viewset.get_url_name("choose_results")
    assert "第四十七条" in as_li.get(reverse(chooser), {"q": word}).content.decode()


def test_a_version_cannot_end_before_it_begins(as_li: Client, version: StatuteVersion) -> None:
    url = f"/admin/library/versions/edit/{version.pk}/"
    dates = {"in_force_from": "2025-03-12", "in_force_to": "2024-01-01"}
    response = as_li.post(url, as_shown(as_li, url, **dates))
    assert "in_force_to" in response.context["form"].errors


def test_the_key_of_a_point_is_fixed(as_li: Client) -> None:
    point = KnowledgePoint.objects.create(key="motion", name="议案")
    url = f"/admin/library/points/edit/{point.pk}/"
    as_li.post(url, as_shown(as_li, url, key="other", name="代表议案"))
    point.refresh_from_db()
    assert (point.key, point.name) == ("motion", "代表议案")
