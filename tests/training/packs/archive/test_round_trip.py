"""A programme goes to another county and is the same there; bringing it again changes nothing."""

import json
import zipfile
from pathlib import Path

import pytest

from cms.core.references import raw_of
from cms.models import (
    CaseStudyPage,
    CongressRootPage,
    Correspondence,
    Picture,
    Provision,
    Recording,
)
from courses.models import (
    CaseQuestion,
    LessonPage,
    ProgrammePage,
    Question,
    QuizSlot,
    WritingTask,
)
from tests.factories.world import World
from tests.training.packs.archive.conftest import quiz_here, statuses
from training.packs.archive.services import export_programme


@pytest.mark.db
def test_all_of_it_arrives_and_leads_to_itself(
    rich: World, archive: Path, empty: CongressRootPage, bring_in
):
    told = bring_in(archive, empty)
    assert not told.kept
    programme = ProgrammePage.objects.descendant_of(empty).get()
    assert programme.pk == told.programme
    first, second = LessonPage.objects.descendant_of(empty).order_by("path")
    body = {block["type"]: block["value"] for block in raw_of(second.body)}
    assert f'linktype="page" id="{first.pk}"' in body["text"]
    case = CaseStudyPage.objects.descendant_of(empty).get()
    assert body["case"]["case"] == case.pk
    assert raw_of(case.body) == raw_of(CaseStudyPage.objects.get(pk=rich.case.pk).body)
    asked = Question.objects.get(owner_root=empty, number="PR-1")
    assert body["practice"]["question"] == asked.pk
    picture = Picture.objects.get(pk=body["picture"]["image"]["image"])
    assert picture.collection.name == "外县人民代表大会"
    assert picture.file.storage.exists(picture.file.name)
    assert second.prerequisites.get().first_id == first.pk
    assert {point.key for point in second.points.all()} == {"role"}
    assert all(page.live for page in (programme, first, second, case))


def test_recordings_writing_tasks_and_made_questions_arrive(
    rich: World, archive: Path, empty: CongressRootPage, bring_in
):
    bring_in(archive, empty)
    heard = Recording.objects.get(owner_root=empty)
    assert (heard.title, heard.seconds > 0) == ("录音", True)
    with heard.captions.get().file.open() as captions:
        assert "大家好" in captions.read().decode()
    second = LessonPage.objects.descendant_of(empty).order_by("path").last()
    assert second is not None
    assert raw_of(second.body)[-1]["value"]["recording"] == heard.pk
    task = WritingTask.objects.get(owner_root=empty)
    assert [one.code for one in task.rubric.criteria.all()] == [*"ABCDEF"]
    programme = ProgrammePage.objects.descendant_of(empty).get()
    assert programme.sessions.get(code="D2-2").task_id == task.pk
    made = CaseQuestion.objects.get(case__in=CaseStudyPage.objects.descendant_of(empty))
    assert made.question.owner_root_id == empty.pk


def test_the_timetable_and_its_quizzes_arrive(
    rich: World, archive: Path, empty: CongressRootPage, bring_in
):
    bring_in(archive, empty)
    programme = ProgrammePage.objects.descendant_of(empty).get()
    assert [(s.code, s.day, s.starts, s.minutes) for s in programme.sessions.all()] == [
        (s.code, s.day, s.starts, s.minutes) for s in rich.programme.sessions.all()
    ]
    final = quiz_here(empty, "final")
    assert (final.pass_mark, final.live) == (70, True)
    asked = QuizSlot.objects.filter(section__quiz=final, question__isnull=False)
    assert {slot.question.owner_root_id for slot in asked} == {empty.pk}
    kinds = {type(q).kind for q in Question.objects.filter(owner_root=empty)}
    assert kinds == {type(q).kind for q in Question.objects.filter(owner_root=rich.root)}
    # What a draw may take is named nowhere, and comes along all the same.
    assert Question.objects.filter(owner_root=empty, number="DR-1").exists()


def test_questions_ask_the_same_there(
    rich: World, archive: Path, empty: CongressRootPage, bring_in
):
    bring_in(archive, empty)
    for question in Question.objects.filter(owner_root=rich.root):
        other = Question.objects.get(owner_root=empty, number=question.number)
        assert other.live_version is not None
        mine, theirs = question.live_version, other.live_version
        assert (mine.body, mine.answer_key) == (theirs.body, theirs.answer_key)
        assert other.uuid != question.uuid


def test_law_is_shared_and_comes_whole(
    rich: World, archive: Path, empty: CongressRootPage, bring_in, look
):
    law = {str(p) for p in Provision.objects.all()}
    refs = {e.ref for e in look(archive, empty).entries if e.ref.startswith("cms.provision")}
    assert refs == {
        "cms.provision:cms.statuteversion:dbf-2015/7",
        "cms.provision:cms.statuteversion:dbf-2025/7",
    }
    bring_in(archive, empty)
    assert {str(p) for p in Provision.objects.all()} == law
    assert Correspondence.objects.count() == 1


def test_bringing_it_again_changes_nothing(
    rich: World, archive: Path, empty: CongressRootPage, bring_in, look
):
    first = bring_in(archive, empty)
    assert set(statuses(look(archive, empty))) == {"unchanged"}
    pages, asked = LessonPage.objects.count(), Question.objects.count()
    again = bring_in(archive, empty)
    assert not again.created
    assert not again.updated
    assert len(again.unchanged) == len(first.created) + len(first.unchanged)
    assert (LessonPage.objects.count(), Question.objects.count()) == (pages, asked)


def test_bringing_it_home_finds_everything_unchanged(rich: World, archive: Path, look):
    plan = look(archive, rich.root)
    assert [entry.title for entry in plan.entries if entry.status != "unchanged"] == []


def test_exported_again_from_there_it_says_the_same(
    rich: World, archive: Path, empty: CongressRootPage, bring_in, look, tmp_path: Path
):
    bring_in(archive, empty)
    back = tmp_path / "back.zip"
    programme = ProgrammePage.objects.descendant_of(empty).get()
    export_programme(
        programme=programme, target=back, now=rich.cohort.clock(programme.first_published_at)
    )
    mine, theirs = contents(archive), contents(back)
    assert set(mine) == set(theirs)
    differing = [ref for ref in mine if mine[ref]["fields"] != theirs[ref]["fields"]]
    # What is stored anew may bear another name; a picture is drawn anew as well.
    files = {"cms.picture", "cms.attachment", "cms.recording"}
    assert {mine[ref]["model"] for ref in differing} <= files
    assert set(statuses(look(back, rich.root))) <= {"unchanged", "conflict"}


def contents(archive: Path) -> dict[str, dict]:
    with zipfile.ZipFile(archive) as packed:
        names = [name for name in packed.namelist() if name.startswith("objects/")]
        read = [json.loads(packed.read(name)) for name in names]
    return {content["ref"]: content for content in read}


def test_what_was_corrected_at_home_arrives_as_an_update(
    rich: World, archive: Path, empty: CongressRootPage, bring_in, look, tmp_path: Path
):
    bring_in(archive, empty)
    lesson = LessonPage.objects.get(pk=rich.lesson.pk)
    lesson.title = "权利与义务（修订）"
    lesson.save_revision().publish()
    newer = tmp_path / "newer.zip"
    export_programme(
        programme=rich.programme,
        target=newer,
        now=lesson.first_published_at or rich.cohort.starts_on,
    )
    plan = look(newer, empty)
    assert [entry.title for entry in plan.of("updated")] == ["权利与义务（修订）"]
    bring_in(newer, empty)
    first = LessonPage.objects.descendant_of(empty).order_by("path").first()
    assert (first.title, first.live) == ("权利与义务（修订）", True)


@pytest.mark.db
def test_what_was_changed_here_is_asked_about(
    rich: World, archive: Path, empty: CongressRootPage, bring_in, look
):
    bring_in(archive, empty)
    first = LessonPage.objects.descendant_of(empty).order_by("path").first()
    first.title = "我们县的说法"
    first.save_revision().publish()
    (conflict,) = look(archive, empty).of("conflict")
    assert bring_in(archive, empty).kept == [conflict.ref]
    assert LessonPage.objects.get(pk=first.pk).title == "我们县的说法"
    told = bring_in(archive, empty, take={conflict.ref})
    assert told.updated == [conflict.ref]
    assert LessonPage.objects.get(pk=first.pk).title == "权利与义务"


def test_a_draft_here_counts_as_changed(
    rich: World, archive: Path, empty: CongressRootPage, bring_in, look
):
    bring_in(archive, empty)
    first = LessonPage.objects.descendant_of(empty).order_by("path").first()
    first.title = "正在改"
    first.save_revision()
    assert statuses(look(archive, empty))["conflict"] == 1


def test_without_the_right_to_publish_everything_is_a_draft(
    rich: World, archive: Path, empty: CongressRootPage, bring_in, look
):
    bring_in(archive, empty, publish=False)
    pages = [*LessonPage.objects.descendant_of(empty), *CaseStudyPage.objects.descendant_of(empty)]
    assert pages
    assert not any(page.live for page in pages)
    assert not Question.objects.filter(owner_root=empty, live=True).exists()
    assert not quiz_here(empty, "final").live
    newest = pages[1].get_latest_revision_as_object()
    assert newest.title == "第二课"
    assert set(statuses(look(archive, empty))) == {"unchanged"}
