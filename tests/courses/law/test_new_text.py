"""A new text of a law: 代表法 2015 is cited, 2025 is entered with its full table, and everything
that cites the old one is caught, held back, settled."""

import random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.law.errors import LawRefused
from cms.law.revising import selectors, services
from cms.models import (
    CaseStudyPage,
    Correspondence,
    LawReview,
    LawReviewEntry,
    Provision,
    StatuteVersion,
)
from courses.models import LessonPage, Question, QuestionCitation, QuizSection, QuizSlot
from courses.quizzes.assembly import draw
from courses.quizzes.errors import PaperIncomplete
from tests.counting import at_most
from tests.courses.law.changing import citing, enter, held, law_block, of, review_of, write
from tests.factories import questions
from tests.factories.world import World, quiz_of
from training.people.models import User

State = LawReview.State


def test_the_whole_table_is_entered_and_everything_that_cites_is_caught(
    whole: dict[str, Any], old: StatuteVersion, new: StatuteVersion
) -> None:
    done = enter(old, new)
    assert done.lines == 66
    assert Provision.objects.filter(version=new).count() == 65
    listed = set(LawReview.objects.values_list("object_id", "provision__number"))
    case, lesson = str(whole["case"].pk), str(whole["lesson"].pk)
    asked = {(str(one.pk), n) for n, one in whole["asked"].items()}
    drafted = (str(whole["drafted"].pk), 30)
    assert listed == {(case, 3), (lesson, 5), (lesson, 41), drafted, *asked}
    assert done.reviews == len(listed)

    # Held back is what may be wrong now: all but 第一条, which did not change.
    assert [n for n, one in whole["asked"].items() if not held(one)] == [1]
    assert held(whole["drafted"])


def test_entering_again_lists_nothing_twice(
    everything: dict[str, Any], old: StatuteVersion, new: StatuteVersion
) -> None:
    enter(old, new)
    again = enter(StatuteVersion.objects.get(pk=old.pk), new)
    assert again.reviews == 0
    assert Correspondence.objects.count() == 66


def test_what_comes_later_is_listed_on_looking_again(
    dinghai: World, old: StatuteVersion, new: StatuteVersion
) -> None:
    enter(old, new)
    late = citing(dinghai.root, "LATE", of(old, 3))
    assert not LawReview.objects.exists()
    assert selectors.unlisted(new) == 1
    assert services.open_reviews(old=old, new=new, by=None, now=timezone.now()) == 1
    assert held(late)


# ---- draws
@pytest.fixture
def drawing(dinghai: World, old: StatuteVersion, new: StatuteVersion) -> Any:
    """A quiz that draws one of two questions, one of which cites the old text."""
    resting = citing(dinghai.root, "OLD", of(old, 3))
    other = questions.single(dinghai.root, "FREE")
    for one in (resting, other):
        one.tags.add("draw-me")
        one.save()
    quiz = quiz_of(dinghai.root, "drawing", [])
    section = QuizSection.objects.create(quiz=quiz)
    QuizSlot.objects.create(section=section, draw_tag="draw-me", draw_count=1)
    return quiz, resting, other


def test_held_back_questions_are_not_drawn_and_the_draw_stays_cheap(
    drawing: Any, old: StatuteVersion, new: StatuteVersion
) -> None:
    quiz, _resting, other = drawing
    enter(old, new)
    for seed in range(12):
        with at_most(3):
            items = draw(quiz, random.Random(seed))
        assert [item.version_id for item in items] == [other.live_version_id]
    QuizSlot.objects.filter(section__quiz=quiz).update(draw_count=2)
    with pytest.raises(PaperIncomplete):
        draw(quiz, random.Random(1))


def test_a_paper_that_names_the_question_is_still_made_and_its_editor_is_told(
    dinghai: World, as_shen: Client, old: StatuteVersion, new: StatuteVersion
) -> None:
    resting = citing(dinghai.root, "OLD", of(old, 3))
    quiz = quiz_of(dinghai.root, "named", [resting])
    enter(old, new)
    assert [item.version_id for item in draw(quiz, random.Random(1))] == [resting.live_version_id]
    page = as_shen.get(f"/admin/quizzes/edit/{quiz.pk}/").content.decode()
    assert "OLD 所依据的法条有变动" in page


# ---- settling
def test_a_case_is_moved_with_one_click(
    everything: dict[str, Any], as_shen: Client, shen: User, old: Any, new: Any
) -> None:
    enter(old, new)
    lesson = everything["lesson"]
    review = review_of(lesson, of(old, 5))
    url = reverse("law_desk:settle", args=[review.pk, "move"])
    as_shen.post(url, {"note": ""})
    review.refresh_from_db()
    assert review.state == State.MOVED
    live: Any = LessonPage.objects.get(pk=lesson.pk)
    draft = live.get_latest_revision_as_object()
    for page in (live, draft):
        assert [b.value["provision"] for b in page.body if b.block_type == "law"] == [of(new, 9)]
    assert "旧条" not in str(
        live.body.raw_data
    )  # what was only in the draft is not published with it
    assert live.has_unpublished_changes
    entry: Any = review.entries.last()
    assert (entry.by, entry.state, entry.note) == (shen, State.MOVED, "改引《代表法》第九条")
    assert review_of(lesson, of(old, 41)).state == State.OPEN


def test_changed_words_move_only_with_the_result_of_comparing(
    everything: dict[str, Any], shen: User, old: Any, new: Any
) -> None:
    enter(old, new)
    review = review_of(everything["case"], of(old, 3))
    moved: dict[str, Any] = {"review": review, "to": of(new, 7), "by": shen, "now": timezone.now()}
    with pytest.raises(LawRefused, match="写一句核对的结果"):
        services.move(**moved)
    services.move(**moved, note="八项，不影响这里")
    case: Any = CaseStudyPage.objects.get(pk=everything["case"].pk)
    assert f'id="{of(new, 7).pk}"' in str(list(case.body.raw_data))
    assert reverse("law:provision", args=["dbf-2025", 7]) in str(case.body)


def test_a_question_moves_to_a_new_version_and_may_be_drawn_again(
    everything: dict[str, Any], shen: User, old: Any, new: Any
) -> None:
    enter(old, new)
    question = everything["asked"][5]
    before: Any = Question.objects.get(pk=question.pk).live_version
    review = review_of(question, of(old, 5))
    services.move(review=review, to=of(new, 9), by=shen, now=timezone.now())
    after: Any = Question.objects.get(pk=question.pk)
    assert not held(after)
    assert after.live_version.citations == [
        {"version": "dbf-2025", "number": 9, "label": "《代表法》第九条"}
    ]
    assert before.citations[0]["version"] == "dbf-2015"  # papers already asked keep theirs


def test_a_draft_of_a_question_moves_too(
    everything: dict[str, Any], shen: User, old: Any, new: Any
) -> None:
    enter(old, new)
    drafted = everything["drafted"]
    review = review_of(drafted, of(old, 30))
    services.move(review=review, to=of(new, 37), by=shen, now=timezone.now())
    now: Any = Question.objects.get(pk=drafted.pk)
    draft = now.get_latest_revision_as_object()
    assert [one.provision_id for one in draft.citations.all()] == [of(new, 37).pk]
    assert not now.citations.exists()


def test_editing_settles_by_itself(
    everything: dict[str, Any], shen: User, old: Any, new: Any
) -> None:
    enter(old, new)
    question: Any = everything["asked"][7]
    question.citations.set([QuestionCitation(provision=of(new, 13))])
    question.save_revision(user=shen).publish(user=shen)
    review = review_of(question, of(old, 7))
    last: Any = review.entries.last()
    assert (review.state, last.by) == (State.EDITED, shen)
    assert not held(question)
    write(everything["case"], law_block(of(new, 7)))
    assert review_of(everything["case"], of(old, 3)).state == State.EDITED


def test_keeping_the_old_text_takes_a_reason(
    everything: dict[str, Any], as_shen: Client, old: Any, new: Any
) -> None:
    enter(old, new)
    question = everything["asked"][3]
    review = review_of(question, of(old, 3))
    url = reverse("law_desk:settle", args=[review.pk, "keep"])
    as_shen.post(url, {"note": " "})
    assert held(question)
    as_shen.post(url, {"note": "这里讲的就是修改以前的规定"})
    review.refresh_from_db()
    assert review.state == State.KEPT
    assert not held(question)
    as_shen.post(reverse("law_desk:settle", args=[review.pk, "reopen"]), {"note": "再想想"})
    assert held(question)
    states = list(review.entries.values_list("state", flat=True))
    assert states == [State.OPEN, State.KEPT, State.OPEN]


def test_withdrawing_unpublishes_or_retires(
    everything: dict[str, Any], as_shen: Client, old: Any, new: Any
) -> None:
    enter(old, new)
    question, case = everything["asked"][3], everything["case"]
    for content in (question, case):
        review = review_of(content, of(old, 3))
        as_shen.post(reverse("law_desk:settle", args=[review.pk, "withdraw"]), {"note": "过时"})
        review.refresh_from_db()
        assert review.state == State.WITHDRAWN
    assert not Question.objects.non_polymorphic().filter(pk=question.pk, retired_at=None).exists()
    assert not CaseStudyPage.objects.get(pk=case.pk).live


def test_several_are_moved_at_once_but_never_what_changed(
    everything: dict[str, Any], as_shen: Client, old: Any, new: Any
) -> None:
    enter(old, new)
    pks = list(LawReview.objects.values_list("pk", flat=True))
    as_shen.post(reverse("law_desk:move"), {"review": pks})
    left = LawReview.objects.filter(state=State.OPEN).values_list("provision__number", flat=True)
    assert sorted(left) == [3, 3, 41]
    assert held(everything["asked"][3])


def test_history_is_only_appended(everything: dict[str, Any], old: Any, new: Any) -> None:
    enter(old, new)
    entry = LawReviewEntry.objects.first()
    assert entry is not None
    with pytest.raises(TypeError):
        entry.save()


def test_what_is_under_review_is_not_written_over(
    everything: dict[str, Any], li: User, shen: User, desk: Any, old: Any, new: Any
) -> None:
    enter(old, new)
    question: Any = Question.objects.get(pk=everything["asked"][5].pk)
    question.get_workflow().start(question, li)
    review = review_of(question, of(old, 5))
    with pytest.raises(LawRefused, match="正在审核"):
        services.move(review=review, to=of(new, 9), by=shen, now=timezone.now())
    review.refresh_from_db()
    assert review.state == State.OPEN
    assert held(question)


# ---- whose
def test_each_sees_her_own_content_and_a_trainer_may_not_settle(
    everything: dict[str, Any], as_li: Client, as_qian: Client, as_sun: Client, old: Any, new: Any
) -> None:
    enter(old, new)
    review = review_of(everything["asked"][3], of(old, 3))
    page, settle = (
        reverse("law_desk:review", args=[review.pk]),
        reverse("law_desk:settle", args=[review.pk, "keep"]),
    )
    # By its address: two letters and figures may be in any random token of a page.
    assert page in as_li.get(reverse("law_desk:reviews")).content.decode()
    assert as_li.get(page).status_code == 200
    as_li.post(settle, {"note": "不"})
    for stranger in (as_qian, as_sun):
        assert page not in stranger.get(reverse("law_desk:reviews")).content.decode()
        assert stranger.get(page).status_code == 404
        assert stranger.post(settle, {"note": "不"}).status_code == 404
    review.refresh_from_db()
    assert review.state == State.OPEN


def test_the_landing_page_counts_what_waits(
    everything: dict[str, Any], as_li: Client, as_qian: Client, old: Any, new: Any
) -> None:
    enter(old, new)
    assert "法条变动要复核" in as_li.get("/admin/").content.decode()
    assert "法条变动要复核" not in as_qian.get("/admin/").content.decode()


def test_the_report_costs_the_same_however_much_waits(
    everything: dict[str, Any], shen: User, desk: Any, old: Any, new: Any
) -> None:
    enter(old, new)
    selectors.reviews_for(User.objects.get(pk=shen.pk))
    with at_most(24):
        assert len(selectors.reviews_for(User.objects.get(pk=shen.pk))) == 8


# ---- told where questions are met
def test_the_bank_shows_what_is_held_back_and_its_editor_says_so(
    everything: dict[str, Any], as_shen: Client, old: StatuteVersion, new: StatuteVersion
) -> None:
    enter(old, new)
    rows = as_shen.get("/admin/questions/all/", {"look": "law"}).context["object_list"]
    assert sorted(row.number for row in rows) == ["DRAFT", "L3", "L5", "L7"]
    question = everything["asked"][3]
    page = as_shen.get(f"/admin/questions/single-choice/edit/{question.pk}/").content.decode()
    assert "复核以前抽题抽不到它" in page


def test_a_practice_question_in_a_lesson_says_that_its_law_changed(
    dinghai: World, as_wang: Client, desk: Any, old: StatuteVersion, new: StatuteVersion
) -> None:
    asked = citing(dinghai.root, "P3", of(old, 3))
    Question.objects.non_polymorphic().filter(pk=asked.pk).update(use="practice")
    practice: Any = Question.objects.get(pk=asked.pk)
    practice.save_revision().publish()
    write(dinghai.lesson, {"type": "practice", "value": {"question": asked.pk}})
    told = "老师还没有复核"
    assert told not in as_wang.get(dinghai.lesson.url).content.decode()
    enter(old, new)
    assert told in as_wang.get(dinghai.lesson.url).content.decode()
