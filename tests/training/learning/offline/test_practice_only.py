"""Keys leave the server for practice questions only, over the whole bank."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from courses.models import Question
from tests.factories import questions
from tests.factories.world import World
from tests.training.learning.attempts.test_leakage import poison
from tests.training.learning.offline.phone import ask_in_lesson, practice
from tests.training.learning.offline.test_packs import address, pack

pytestmark = pytest.mark.django_db
MAKERS = (
    questions.single,
    questions.multiple,
    questions.true_false,
    questions.fill_blank,
    questions.numeric,
    questions.matching,
    questions.ordering,
    questions.case_group,
    questions.short_answer,
)


def rows(client: Client, world: World) -> list[dict[str, Any]]:
    """practice.json as a phone reads it."""
    cache.clear()
    read: list[dict[str, Any]] = json.loads(client.get(address(world, "practice.json")).content)
    return read


def everything(client: Client, world: World) -> str:
    """Every text that this room sends a phone of a course."""
    cache.clear()
    texts = [client.get("/my/offline/").content, client.get("/my/sync/").content]
    sent = pack(client, world)
    ours = [file["from"] for file in sent["files"] if file["from"].startswith("/my/")]
    texts += [json.dumps(sent).encode(), *(client.get(one).content for one in ours)]
    return "\n".join(text.decode() for text in texts)


def test_no_key_of_an_examination_question_of_any_kind_leaves(
    as_wang: Client, dinghai: World
) -> None:
    dinghai.lesson.points.add(questions.point())
    markers: set[str] = set()
    kept = [make(dinghai.root, f"X{n}") for n, make in enumerate(MAKERS)]
    for question in kept:
        markers |= set(poison(question))
    ask_in_lesson(dinghai, practice(dinghai), *kept)
    sent = everything(as_wang, dinghai)
    assert markers
    assert not {marker for marker in markers if marker in sent}
    for question in Question.objects.filter(use=Question.Use.EXAMINATION):
        assert str(question.uuid) not in sent


def test_a_question_that_became_one_for_examinations_leaves_no_more(
    as_wang: Client, dinghai: World
) -> None:
    question = practice(dinghai)
    ask_in_lesson(dinghai, question)
    assert [row["question"] for row in rows(as_wang, dinghai)] == [str(question.uuid)]
    Question.objects.filter(pk=question.pk).update(use=Question.Use.EXAMINATION)
    assert rows(as_wang, dinghai) == []


@pytest.mark.parametrize("change", [{"live": False}, {"retired_at": "2026-01-01T00:00:00Z"}])
def test_what_is_withdrawn_leaves_no_more(
    as_wang: Client, dinghai: World, change: dict[str, Any]
) -> None:
    question = practice(dinghai)
    ask_in_lesson(dinghai, question)
    Question.objects.filter(pk=question.pk).update(**change)
    assert rows(as_wang, dinghai) == []


def test_practice_of_the_lessons_and_of_the_course_s_points_comes_with_its_key(
    as_wang: Client, dinghai: World
) -> None:
    here, pool = practice(dinghai, "V1"), practice(dinghai, "V2")
    ask_in_lesson(dinghai, here)
    dinghai.lesson.points.add(questions.point())
    dinghai.lesson.save_revision().publish()
    first, second = rows(as_wang, dinghai)
    assert (first["question"], second["question"]) == (str(here.uuid), str(pool.uuid))
    assert first["lesson"] == str(dinghai.lesson.activity_uuid)
    assert second["lesson"] is None
    assert first["key"]["right"]
    assert first["explanation"] == "因为法律这样规定。"
    assert "explanation" not in first["key"]


def test_another_congress_s_questions_do_not_come(
    as_wang: Client, dinghai: World, elsewhere: World
) -> None:
    foreign = practice(elsewhere, "V9")
    dinghai.lesson.points.add(questions.point())
    ask_in_lesson(dinghai, foreign)
    assert rows(as_wang, dinghai) == []
