"""S7: nothing that tells right from wrong reaches a deputy before her review allows it.

Every text of every key is replaced by a random marker, the identities of options are markers as
they stand, and every byte she can get is searched for all of them.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Question, QuestionVersion, Quiz
from courses.questions.kinds.registry import KINDS
from tests.factories import questions
from tests.factories.world import World
from tests.training.learning.attempts.answers import items_of, right, wrong_single
from tests.training.learning.attempts.sitting import begin, quiz_with
from training.learning.attempts.models import Attempt
from training.people.models import User

pytestmark = pytest.mark.django_db
PAGES = ("portal:home", "portal:programme", "portal:cases", "portal:record", "portal:settings")


def leaves(value: Any) -> Iterator[str]:
    """Every text in JSON, names of members included: keys go by identity."""
    if isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, str):
        yield value


def poisoned(value: Any, spared: set[str]) -> Any:
    """The same JSON with a marker in place of every text that the body does not have."""
    if isinstance(value, dict):
        return {name: poisoned(each, spared) for name, each in value.items()}
    if isinstance(value, list):
        return [poisoned(each, spared) for each in value]
    if isinstance(value, str) and value not in spared:
        return f"marker{uuid4().hex}"
    return value


def poison(question: Question) -> set[str]:
    """Mark a question's key and tags; returns everything that must not be seen."""
    version = question.live_version
    assert version is not None
    body = set(leaves(version.body))
    key = poisoned({**version.answer_key, "hints": ["提示"]}, body)
    tag = f"marker{uuid4().hex}"
    question.tags.add(tag)
    question.save()
    QuestionVersion.objects.filter(pk=version.pk).update(answer_key=key)
    shared = {text for text in leaves(key) if text in body and len(text) >= 8}
    return {tag, *shared, *(text for text in leaves(key) if text.startswith("marker"))}


@pytest.fixture
def asked(dinghai: World) -> list[Question]:
    return [
        *dinghai.questions,
        questions.numeric(dinghai.root),
        questions.short_answer(dinghai.root),
    ]


@pytest.fixture
def markers(asked: list[Question]) -> set[str]:
    return set().union(*(poison(question) for question in asked))


@pytest.fixture
def quiz(dinghai: World, asked: list[Question], markers: set[str]) -> Quiz:
    return quiz_with(dinghai, *asked, certainty=True)


def bytes_of(response: Any) -> str:
    """Everything of an answer that goes over the line."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers!r}{response.cookies!r}{body.decode(errors='replace')}"


def found(text: str, markers: set[str]) -> set[str]:
    return {marker for marker in markers if marker in text}


def test_every_kind_is_looked_at(asked: list[Question]) -> None:
    assert {question.kind for question in asked} == set(KINDS)


def test_the_search_finds_what_is_there(quiz: Quiz, markers: set[str]) -> None:
    version = QuestionVersion.objects.order_by("-pk").first()
    assert found(json.dumps(version.answer_key), markers)


def test_nothing_of_the_key_is_in_any_byte_before_review(
    quiz: Quiz, markers: set[str], wang: User, as_wang: Client
) -> None:
    seen = [as_wang.get(reverse("attempts:intro", args=[quiz.uuid]))]
    started = as_wang.post(reverse("attempts:start", args=[quiz.uuid]))
    attempt = Attempt.objects.get(quiz=quiz)
    page = reverse("attempts:paper", args=[attempt.pk])
    seen += [started, as_wang.get(page)]
    for item in items_of(attempt):
        told = {"device": "d", "seq": item.position, "client_id": str(uuid4()), "base_step": 0}
        address = reverse("attempts:save", args=[attempt.pk, item.position])
        seen += [
            as_wang.post(address, {f"q{item.position}": "x", **told}),
            as_wang.post(address, {"device": "other", **told, "client_id": str(uuid4())}),
            as_wang.post(address, {"judge": "1"}),
            as_wang.post(address, {f"q{item.position}": "x"}, follow=True),
        ]
    seen += [
        as_wang.get(page),
        as_wang.get(reverse("attempts:result", args=[attempt.pk]), follow=True),
        as_wang.post(reverse("attempts:turn", args=[attempt.pk]), {"position": "2"}),
        *(as_wang.get(reverse(name)) for name in PAGES),
    ]
    assert [found(bytes_of(response), markers) for response in seen] == [set()] * len(seen)


def test_a_practice_page_says_nothing_before_an_answer_is_given(
    dinghai: World, asked: list[Question], markers: set[str], wang: User, as_wang: Client
) -> None:
    Question.objects.non_polymorphic().update(use=Question.Use.PRACTICE)
    quiz = quiz_with(dinghai, *asked, purpose="practice", behaviour="immediate", tries=2)
    attempt = begin(quiz, wang)
    page = as_wang.get(reverse("attempts:paper", args=[attempt.pk]))
    assert found(bytes_of(page), markers) == set()


def test_names_of_options_differ_from_sitting_to_sitting(
    dinghai: World, quiz: Quiz, wang: User, chen: User
) -> None:
    def names(attempt: Attempt) -> set[str]:
        return {name for item in items_of(attempt) for name in (item.seed,)}

    assert names(begin(quiz, wang)).isdisjoint(names(begin(quiz, chen)))


def test_saving_right_or_wrong_gives_the_same_answer(
    dinghai: World, wang: User, as_wang: Client
) -> None:
    quiz = quiz_with(dinghai, dinghai.questions[0])
    attempt = begin(quiz, wang)
    item = items_of(attempt)[0]

    def saved(posted: dict[str, list[str]], seq: int) -> tuple[int, dict[str, Any], str]:
        told = {"device": "d", "seq": seq, "client_id": str(uuid4()), "base_step": seq - 1}
        reply = as_wang.post(reverse("attempts:save", args=[attempt.pk, 1]), posted | told)
        same = {k: v for k, v in reply.json().items() if k not in ("step", "saved_at")}
        return len(reply.content), same, repr(sorted(reply.headers))

    assert saved(right(item), 1) == saved(wrong_single(item), 2)
