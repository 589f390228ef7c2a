"""Tasks and rubrics at the desk: forms say what is wrong, drafts are reviewed, foreign ones 404."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Rubric, WritingTask
from courses.workshops.services import freeze
from tests.factories import writing
from tests.factories.world import World, moment

pytestmark = pytest.mark.django_db


def url(model: Any, name: str, *args: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def criteria(*rows: tuple[str, int]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "criteria-TOTAL_FORMS": len(rows),
        "criteria-INITIAL_FORMS": 0,
        "criteria-MIN_NUM_FORMS": 1,
        "criteria-MAX_NUM_FORMS": 1000,
    }
    for n, (code, weight) in enumerate(rows):
        told |= {
            f"criteria-{n}-code": code,
            f"criteria-{n}-title": f"看{code}",
            f"criteria-{n}-weight": weight,
            f"criteria-{n}-ORDER": n,
            **{f"criteria-{n}-level_{level}": f"{level} 档" for level in range(5)},
        }
    return told


def rubric_form(*rows: tuple[str, int]) -> dict[str, Any]:
    return {"title": "新评分表", "key": "new", "note": "", **criteria(*rows)}


def task_form(rubric: Rubric, **more: Any) -> dict[str, Any]:
    brief = '{"blocks": [{"key": "a", "text": "写一件事。", "type": "unstyled", "depth": 0,'
    brief += ' "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
    told = {"title": "新任务", "key": "new", "brief": brief, "form": "suggestion"}
    return {**told, "rubric": rubric.pk, "pass_score": 60, **more}


def test_weights_make_100(as_li: Client):
    page = as_li.post(url(Rubric, "add"), rubric_form(("A", 60), ("B", 30))).content.decode()
    assert "现在是 90" in page
    as_li.post(url(Rubric, "add"), rubric_form(("A", 60), ("B", 40)))
    assert Rubric.objects.get(key="new").criteria.count() == 2


def test_codes_are_used_once(as_li: Client):
    page = as_li.post(url(Rubric, "add"), rubric_form(("A", 60), ("A", 40))).content.decode()
    assert "重复" in page or "用了两次" in page
    assert not Rubric.objects.filter(key="new").exists()


def test_who_edits_a_rubric_in_use_is_told_what_it_does_not_reach(as_li: Client, dinghai: World):
    rubric = writing.rubric(dinghai.root)
    assert "只管以后交的稿" not in as_li.get(url(Rubric, "edit", rubric.pk)).content.decode()
    freeze(rubric=rubric, now=moment(1, 9))
    assert "只管以后交的稿" in as_li.get(url(Rubric, "edit", rubric.pk)).content.decode()


def test_a_trainer_s_task_is_a_draft_until_an_editor_publishes_it(
    as_li: Client, as_shen: Client, dinghai: World
):
    rubric = writing.rubric(dinghai.root)
    as_li.post(url(WritingTask, "add"), task_form(rubric))
    task = WritingTask.objects.get(key="new")
    assert not task.live
    as_li.post(url(WritingTask, "edit", task.pk), task_form(rubric, **{"action-submit": "1"}))
    assert task.current_workflow_state is not None
    as_shen.post(url(WritingTask, "edit", task.pk), task_form(rubric, **{"action-publish": "1"}))
    assert WritingTask.objects.get(pk=task.pk).live


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"least_characters": 900, "most_characters": 300}, "上限不能小于下限"),
        ({"opens_at": "2026-11-20 09:00", "closes_at": "2026-11-19 09:00"}, "截止时间要晚于"),
    ],
)
def test_contradictions_are_named(as_li: Client, dinghai: World, wrong: dict[str, Any], told: str):
    rubric = writing.rubric(dinghai.root)
    page = as_li.post(url(WritingTask, "add"), task_form(rubric, **wrong)).content.decode()
    assert told in page


def test_a_rubric_of_another_congress_cannot_be_chosen(
    as_li: Client, elsewhere: World, dinghai: World
):
    foreign = writing.rubric(elsewhere.root)
    as_li.post(url(WritingTask, "add"), task_form(foreign))
    assert not WritingTask.objects.exists()


def test_the_preview_shows_brief_fields_and_criteria(as_li: Client, dinghai: World):
    task = writing.task(dinghai)
    task.save_revision()
    shown = as_li.get(url(WritingTask, "preview_on_edit", task.pk), {"mode": ""})
    assert shown.status_code == 200


def test_foreign_tasks_and_rubrics_are_not_found(as_qian: Client, dinghai: World):
    task = writing.task(dinghai)
    assert as_qian.get(url(WritingTask, "edit", task.pk)).status_code == 404
    assert as_qian.get(url(Rubric, "edit", task.rubric.pk)).status_code == 404
