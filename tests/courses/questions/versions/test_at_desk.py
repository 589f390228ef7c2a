"""Frozen versions at the desk: listed with their key, seen without it, compared."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from courses.models import Question, SingleChoiceQuestion
from courses.questions.kinds.registry import KINDS
from courses.questions.services import freeze
from courses.questions.versions.naming import models_by_kind, names_of
from courses.questions.versions.reading import lines
from tests.counting import at_most
from tests.factories import questions
from tests.factories.world import World
from training.people.models import User

BANK = "/admin/questions/all/"


@pytest.fixture
def twice(dinghai: World, shen: User) -> Question:
    """A question with two versions: another stem, a reworded option, another right one."""
    question = SingleChoiceQuestion.objects.get(number="S1")
    question.stem = "应当选哪个？"
    question.difficulty = 4
    first, second, *_rest = question.choices.all()
    first.right, second.right, first.text = True, False, "甲方案"
    first.save()
    second.save()
    question.save()
    question = SingleChoiceQuestion.objects.get(pk=question.pk)
    freeze(question=question, by=shen, at=timezone.now())
    return question


def page(client: Client, url: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url).content, "html.parser")


def test_every_version_is_listed_with_who_when_and_how_often_it_was_asked(
    as_li: Client, twice: Question
) -> None:
    found = page(as_li, f"{BANK}versions/{twice.pk}/").select(".bank-version > summary")
    assert [one.strong.text for one in found] == ["v2", "v1"]
    assert "沈审稿" in found[0].text
    assert "系统装入" in found[1].text
    assert "0 次作答用过" in found[0].text


def test_the_list_shows_the_key_to_the_trainer(as_li: Client, twice: Question) -> None:
    newest = page(as_li, f"{BANK}versions/{twice.pk}/").select_one(".bank-version__key")
    right = [li.text.split() for li in newest.select("li") if "正确" in li.text]
    assert right == [["甲方案", "✓", "正确"]]


def test_a_version_is_seen_as_the_deputy_sees_it_without_the_key(
    as_li: Client, twice: Question
) -> None:
    response = as_li.get(f"{BANK}versions/{twice.pk}/1/")
    html = response.content.decode()
    assert "选哪个？" in html
    assert "乙" in html
    assert "因为法律这样规定" not in html
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_two_versions_compared_name_every_change_in_words(as_li: Client, twice: Question) -> None:
    found = page(as_li, f"{BANK}versions/{twice.pk}/compare/?old=1&new=2")
    for hidden in found.select(".w-sr-only"):
        hidden.extract()
    changed = {
        place.select_one(".bank-place__name").text: place
        for place in found.select(".bank-place")
        if place.select(".bank-row__state")
    }
    assert list(changed) == ["题干", "选项", "难度"]
    assert [ins.text for ins in changed["题干"].select("ins")] == ["应当"]
    assert "现在是：正确" in changed["选项"].text
    assert "原来是：正确" in changed["选项"].text
    assert changed["难度"].find("del").text == "2"


def test_the_older_version_always_comes_first(as_li: Client, twice: Question) -> None:
    response = as_li.get(f"{BANK}versions/{twice.pk}/compare/?old=2&new=1")
    assert (response.context["old"].num, response.context["new"].num) == (1, 2)


def test_a_version_compared_with_itself_has_no_changes(as_li: Client, twice: Question) -> None:
    response = as_li.get(f"{BANK}versions/{twice.pk}/compare/?old=2&new=2")
    assert not response.context["changed"]
    assert "这两版没有不同" in response.content.decode()


@pytest.mark.parametrize("path", ["compare/?old=9", "compare/?new=x", "9/"])
def test_an_unknown_version_is_not_found(path: str, as_li: Client, twice: Question) -> None:
    assert as_li.get(f"{BANK}versions/{twice.pk}/{path}").status_code == 404


def test_a_question_never_published_says_what_a_version_is(as_li: Client, dinghai: World) -> None:
    draft = questions.single(dinghai.root, "D1")
    Question.objects.non_polymorphic().filter(pk=draft.pk).update(live_version=None)
    draft.versions.all()._raw_delete(draft.versions.db)
    assert "还没有发布过" in as_li.get(f"{BANK}versions/{draft.pk}/").content.decode()
    assert as_li.get(f"{BANK}versions/{draft.pk}/compare/").status_code == 404


@pytest.mark.parametrize("path", ["", "1/", "compare/"])
def test_another_congress_s_versions_are_not_found(
    path: str, as_qian: Client, dinghai: World
) -> None:
    assert as_qian.get(f"{BANK}versions/{dinghai.questions[0].pk}/{path}").status_code == 404


def test_a_deputy_sees_no_versions(as_wang: Client, dinghai: World) -> None:
    assert as_wang.get(f"{BANK}versions/{dinghai.questions[0].pk}/").status_code == 302


def test_many_versions_take_no_more_queries(as_li: Client, twice: Question) -> None:
    url = f"{BANK}versions/{twice.pk}/"
    as_li.get(url)
    with at_most(24):
        as_li.get(url)


def test_every_kind_is_listed_seen_and_compared(as_li: Client, dinghai: World) -> None:
    for question in dinghai.questions:
        for path in ("", "1/", "compare/"):
            response = as_li.get(f"{BANK}versions/{question.pk}/{path}")
            assert response.status_code == 200, (question.number, path)


def test_whatever_a_kind_freezes_has_a_name_people_understand(dinghai: World) -> None:
    for question in dinghai.questions:
        version = question.versions.get()
        for line in lines(version.kind, version.body, version.answer_key, names_of):
            assert line.label != line.place, (version.kind, line.place)


def test_every_kind_has_an_authors_model(db: None) -> None:
    assert set(KINDS) == set(models_by_kind())
