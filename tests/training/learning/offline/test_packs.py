"""What a pack holds, for whom, and what of it changes when content changes."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from cms.models import CaseStudyPage
from courses.models import CoursePage, LessonPage, LessonPrerequisite
from tests.counting import at_most
from tests.factories import questions
from tests.factories.world import LESSON_BODY, World, moment
from tests.training.learning.offline.phone import ask_in_lesson, practice
from training.cohorts.models import Enrolment
from training.learning.offline.preparing import prepare_packs
from training.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Each test draws its own pages."""
    cache.clear()


def course_of(world: World) -> CoursePage:
    """The world's one course."""
    return CoursePage.objects.get(pk=world.lesson.get_parent().pk)


def address(world: World, tail: str = "pack.json") -> str:
    """An address of the course's pack."""
    return f"/my/offline/{course_of(world).activity_uuid}/{tail}"


def pack(client: Client, world: World) -> Any:
    """The pack as a phone reads it."""
    return client.get(address(world)).json()


def with_case(world: World) -> None:
    """The lesson leads to the case."""
    body: Any = [*LESSON_BODY, {"type": "case", "value": {"case": world.case.pk}}]
    world.lesson.body = body
    world.lesson.save_revision().publish()


def test_the_size_is_told_before_anything_is_loaded(as_wang: Client, dinghai: World) -> None:
    with_case(dinghai)
    told = pack(as_wang, dinghai)
    assert told["bytes"] == sum(file["bytes"] for file in told["files"])
    kinds = [file["kind"] for file in told["files"]]
    assert {"page", "case", "style", "practice"} <= set(kinds)
    page = as_wang.get("/my/offline/").content.decode()
    assert f'data-bytes="{told["bytes"]}"' in page
    assert "1 课，1 个案例" in page


def test_every_file_of_a_pack_is_there_and_as_long_as_told(as_wang: Client, dinghai: World) -> None:
    with_case(dinghai)
    ask_in_lesson(dinghai, practice(dinghai))
    ours = [f for f in pack(as_wang, dinghai)["files"] if f["from"].startswith("/my/")]
    assert len(ours) >= 3
    for file in ours:
        reply = as_wang.get(file["from"])
        assert len(reply.content) == file["bytes"]
        assert reply["ETag"] == f'"{file["digest"]}"'
        again = as_wang.get(file["from"], headers={"If-None-Match": reply["ETag"]})
        assert again.status_code == 304


def test_what_is_kept_is_the_same_for_everybody_and_names_nobody(
    as_wang: Client, wang: User, chen: User, dinghai: World
) -> None:
    with_case(dinghai)
    ask_in_lesson(dinghai, practice(dinghai))
    her = Client()
    her.force_login(chen)
    assert pack(as_wang, dinghai)["files"] == pack(her, dinghai)["files"]
    for file in pack(as_wang, dinghai)["files"]:
        if file["kind"] in ("page", "case"):
            html = as_wang.get(file["from"]).content.decode()
            assert "csrf" not in html
            assert "<form" not in html
            assert wang.name not in html
            assert str(wang.pk) not in html


def test_a_new_version_lists_the_changed_page_alone(as_wang: Client, dinghai: World) -> None:
    with_case(dinghai)
    before = pack(as_wang, dinghai)
    case = CaseStudyPage.objects.get(pk=dinghai.case.pk)
    case.facts_note = "另有一件。"
    case.save_revision().publish()
    cache.clear()
    after = pack(as_wang, dinghai)
    assert before["version"] != after["version"]
    old = {(file["url"], file["digest"]) for file in before["files"]}
    changed = [f["kind"] for f in after["files"] if (f["url"], f["digest"]) not in old]
    assert changed == ["case"]


def test_a_lesson_published_anew_is_in_the_pack_at_once(as_wang: Client, dinghai: World) -> None:
    before = pack(as_wang, dinghai)
    dinghai.lesson.title = "权利和义务"
    dinghai.lesson.save_revision().publish()
    assert pack(as_wang, dinghai)["version"] != before["version"]
    html = as_wang.get(address(dinghai, f"pages/{dinghai.lesson.pk}/")).content.decode()
    assert "权利和义务" in html


def test_a_lesson_that_was_taken_down_is_in_no_pack(as_wang: Client, dinghai: World) -> None:
    page = address(dinghai, f"pages/{dinghai.lesson.pk}/")
    assert as_wang.get(page).status_code == 200
    LessonPage.objects.get(pk=dinghai.lesson.pk).unpublish()
    assert as_wang.get(page).status_code == 404
    assert dinghai.lesson.url not in [file["url"] for file in pack(as_wang, dinghai)["files"]]


def test_a_lesson_that_is_not_open_yet_is_left_out_until_it_is(
    as_wang: Client, dinghai: World
) -> None:
    first = course_of(dinghai).add_child(
        instance=LessonPage(title="先学", slug="d1-0", minutes=5, body=LESSON_BODY)
    )
    LessonPrerequisite.objects.create(lesson=dinghai.lesson, first=first, required=True)
    told = pack(as_wang, dinghai)
    assert told["version"].endswith("-1")
    assert dinghai.lesson.url not in [file["url"] for file in told["files"]]
    assert as_wang.get(address(dinghai, f"pages/{dinghai.lesson.pk}/")).status_code == 404


def test_a_foreign_course_is_not_there(as_zhao: Client, as_wang: Client, dinghai: World) -> None:
    for tail in ("pack.json", "practice.json", f"pages/{dinghai.lesson.pk}/"):
        assert as_zhao.get(address(dinghai, tail)).status_code == 404
    assert as_wang.get(f"/my/offline/{uuid4()}/pack.json").status_code == 404
    foreign = as_wang.get(address(dinghai, f"pages/{dinghai.programme.pk}/"))
    assert foreign.status_code == 404


def test_signed_out_a_phone_is_told_so_in_json(client: Client, dinghai: World) -> None:
    for path in (address(dinghai), address(dinghai, "practice.json"), "/my/sync/"):
        reply = client.get(path)
        assert reply.status_code == 401
        assert "请先登录" in json.loads(reply.content)["words"]


def test_a_second_pack_costs_few_queries(as_wang: Client, dinghai: World) -> None:
    with_case(dinghai)
    pack(as_wang, dinghai)
    with at_most(12):
        pack(as_wang, dinghai)


def test_who_is_in_no_class_is_told_what_to_do(as_wang: Client, wang: User) -> None:
    Enrolment.objects.filter(learner=wang).delete()
    assert "还没有编入班次" in as_wang.get("/my/offline/").content.decode()


def test_a_course_of_many_lessons_is_packed_with_queries_by_page_not_by_what_is_on_it(
    as_wang: Client, dinghai: World
) -> None:
    body: Any = [*LESSON_BODY, {"type": "case", "value": {"case": dinghai.case.pk}}]
    for n in range(4):
        lesson = course_of(dinghai).add_child(
            instance=LessonPage(title=f"第 {n} 课", slug=f"more-{n}", minutes=5, body=body)
        )
        lesson.points.add(questions.point(), questions.point("duties", "代表的义务"))
        lesson.save()
    told = pack(as_wang, dinghai)
    assert told["version"].endswith("-5")
    assert [file["kind"] for file in told["files"]].count("case") == 1
    cache.clear()
    with at_most(60):
        pack(as_wang, dinghai)


def test_packs_are_drawn_before_anybody_asks(as_wang: Client, dinghai: World) -> None:
    now = moment(2, 9)
    assert prepare_packs(now=now) == 1
    assert prepare_packs(now=now) == 0  # looked at a moment ago
    cache.delete("offline:prepared")
    assert prepare_packs(now=now) == 0  # ready
    with at_most(12):
        pack(as_wang, dinghai)
    cache.clear()
    assert prepare_packs(now=moment(90, 9)) == 0  # the class counts no more
