"""Copying a programme for a new term: every link inside leads to the copy, nothing else moves."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Page

from cms.core.references import raw_of
from courses.catalogue.copying import CopyPlan, copy_programme, discard_copy, report_on
from courses.catalogue.errors import CopyKept
from courses.models import CoursePage, LessonPage, LessonPrerequisite, ProgrammePage, Quiz
from tests.factories.world import MONDAY, World, moment
from training.cohorts.services import CohortPlan, open_cohort

NOW = moment(5, 18)
pytest_plugins = ["tests.factories.desk"]


@pytest.fixture
def linked(dinghai: World, desk) -> World:
    """A second lesson that links to the first in its text, shows the case, and asks for the
    first."""
    course = CoursePage.objects.child_of(dinghai.programme).get()
    text = f'<p>先看<a linktype="page" id="{dinghai.lesson.pk}">这一课</a>。</p>'
    second = course.add_child(
        instance=LessonPage(
            title="第二课",
            slug="d1-2",
            body=[
                {"type": "heading", "value": "一", "id": "33333333-0000-0000-0000-000000000001"},
                {"type": "text", "value": text},
                {"type": "case", "value": {"case": dinghai.case.pk, "why": "看"}},
            ],
        )
    )
    LessonPrerequisite.objects.create(lesson=second, first=dinghai.lesson, required=True)
    return dinghai


def copied(world: World, by, *, with_quizzes: bool = True) -> ProgrammePage:
    programme = ProgrammePage.objects.get(pk=world.programme.pk)
    plan = CopyPlan("2027 年班", "y2027", with_quizzes)
    return copy_programme(programme=programme, plan=plan, by=by, now=NOW)


@pytest.mark.db
def test_links_inside_lead_to_the_copy_and_cases_stay_shared(linked: World, li):
    copy = copied(linked, li)
    first, second = LessonPage.objects.descendant_of(copy).order_by("path")
    stored = json.dumps(raw_of(second.body), ensure_ascii=False)
    assert f'id=\\"{first.pk}\\"' in stored
    assert raw_of(second.body)[2]["value"]["case"] == linked.case.pk
    assert second.prerequisites.get().first_id == first.pk
    # The copy as the editor opens it says the same.
    assert second.get_latest_revision_as_object().prerequisites.get().first_id == first.pk
    taught = [session.lesson_id for session in copy.sessions.all() if session.lesson_id]
    assert taught == [first.pk]


def test_the_copy_has_identities_and_a_draft_of_its_own(linked: World, li):
    copy = copied(linked, li)
    pages = Page.objects.descendant_of(copy, inclusive=True)
    assert not pages.filter(live=True).exists()
    originals = Page.objects.descendant_of(linked.programme, inclusive=True)
    keys = {page.translation_key for page in (*pages, *originals)}
    assert len(keys) == len(pages) + len(originals)
    uuids = {session.uuid for session in (*copy.sessions.all(), *linked.programme.sessions.all())}
    assert len(uuids) == 2 * copy.sessions.count()
    revised = copy.get_latest_revision_as_object()
    assert {one.uuid for one in revised.sessions.all()} < uuids
    assert not copy.cohorts.exists()


def test_quizzes_are_copied_closed_or_shared_as_wished(linked: World, li):
    before = Quiz.objects.count()
    shared = copied(linked, li, with_quizzes=False)
    assert Quiz.objects.count() == before
    assert {one.quiz_id for one in shared.sessions.all()} >= {linked.quiz.pk, linked.final.pk}
    discard_copy(copy=shared, by=li)
    copy = copied(linked, li)
    quizzes = [one.quiz for one in copy.sessions.all() if one.quiz]
    assert [quiz.key for quiz in quizzes] == ["y2027-form-a", "y2027-final"]
    assert not any(quiz.live for quiz in quizzes)
    assert report_on(copy).quizzes == [quiz.pk for quiz in quizzes]


def test_the_copy_takes_what_the_editor_shows(linked: World, li):
    lesson = LessonPage.objects.get(pk=linked.lesson.pk)
    lesson.title = "改了还没发布"
    lesson.save_revision()
    copy = copied(linked, li)
    assert LessonPage.objects.descendant_of(copy).first().title == "改了还没发布"
    assert LessonPage.objects.get(pk=linked.lesson.pk).title == "权利与义务"


def test_a_link_to_another_programme_is_told(linked: World, li):
    other = copied(linked, li, with_quizzes=False)
    away = LessonPage.objects.descendant_of(other).first()
    lesson = LessonPage.objects.get(pk=linked.lesson.pk)
    lesson.body.append(("text", f'<p><a linktype="page" id="{away.pk}">那边</a></p>'))
    lesson.save_revision().publish()
    programme = ProgrammePage.objects.get(pk=linked.programme.pk)
    plan = CopyPlan("再一期", "y2028", False)
    third = copy_programme(programme=programme, plan=plan, by=li, now=NOW)
    assert report_on(third).outside == [f"《权利与义务》→《{away.title}》"]


@pytest.mark.db
def test_a_copy_is_taken_back_until_a_class_uses_it(linked: World, li):
    copy = copied(linked, li)
    pages, quizzes = Page.objects.count(), Quiz.objects.count()
    plan = CohortPlan("next", "下一期", "Next", MONDAY)
    open_cohort(congress=linked.congress, programme=copy, plan=plan, now=NOW)
    with pytest.raises(CopyKept):
        discard_copy(copy=copy, by=li)
    assert (Page.objects.count(), Quiz.objects.count()) == (pages, quizzes)
    copy.cohorts.get().timetable.all().delete()
    copy.requirements.all().delete()
    copy.cohorts.all().delete()
    discard_copy(copy=copy, by=li)
    assert Page.objects.count() == pages - 4
    assert Quiz.objects.count() == quizzes - 2


def test_a_trainer_copies_at_the_desk_and_takes_it_back(as_li, linked: World):
    url = reverse("catalogue:copy", args=[linked.programme.pk])
    editor = as_li.get(reverse("wagtailadmin_pages:edit", args=[linked.programme.pk]))
    assert url in editor.content.decode()
    assert as_li.get(url).status_code == 200
    bad = as_li.post(url, {"title": "新班", "key": linked.programme.key})
    assert "已经用过了" in bad.content.decode()
    answer = as_li.post(url, {"title": "新班", "key": "y2027", "with_quizzes": "on"}, follow=True)
    assert "复制了 4 个页面" in answer.content.decode()
    copy = ProgrammePage.objects.get(key="y2027")
    as_li.post(reverse("catalogue:copied", args=[copy.pk]))
    assert not ProgrammePage.objects.filter(key="y2027").exists()


def test_wagtails_own_copy_leads_to_ours(as_li, linked: World):
    answer = as_li.get(reverse("wagtailadmin_pages:copy", args=[linked.programme.pk]))
    assert answer.headers["Location"] == reverse("catalogue:copy", args=[linked.programme.pk])


def test_who_works_elsewhere_copies_nothing_here(as_qian, qian, linked: World):
    assert as_qian.get(reverse("catalogue:copy", args=[linked.programme.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        copied(linked, qian)
