"""From the first draft to the verdict: hand in, take back, assess, revise, correct."""

from datetime import timedelta

import pytest

from courses.models import Criterion, WritingTask
from tests.factories import writing
from tests.factories.world import World, moment
from tests.factories.writing import GOOD, MIDDLE, STARTED, WEAK, handed_in, judged, written
from training.learning import evidence
from training.learning.evidence import Verb
from training.learning.models import (
    ActivityProgress,
    Assessment,
    Draft,
    Marking,
    Statement,
    Submission,
)
from training.learning.progress import keeping
from training.learning.submissions import assessing, saving, services
from training.learning.submissions.errors import AssessmentRefused, WritingRefused
from training.people.models import AuditEvent, User

pytestmark = [pytest.mark.django_db, pytest.mark.db]
LATER = moment(3, 10)


@pytest.fixture
def task(dinghai: World) -> WritingTask:
    return writing.task(dinghai)


def passed(learner: User, task: WritingTask) -> bool:
    row = ActivityProgress.objects.filter(learner=learner, activity=task.uuid).first()
    assert not keeping.differences(learner.pk)
    return row is not None and row.passed_at is not None


def verbs(learner: User) -> list[str]:
    """What the log says and has not taken back."""
    told = Statement.objects.filter(learner=learner).order_by("stored_at", "verb")
    gone = evidence.voided_among(learner_id=learner.pk, ids=[one.statement_id for one in told])
    return [one.verb for one in told if one.voids is None and one.statement_id not in gone]


def test_handing_in_twice_is_handing_in_once(wang: User, task: WritingTask):
    draft = written(wang, task)
    first = services.hand_in(learner_id=wang.pk, draft_id=draft.pk, now=LATER)
    assert services.hand_in(learner_id=wang.pk, draft_id=draft.pk, now=LATER) == first
    assert verbs(wang) == [Verb.SUBMITTED]


def test_what_is_handed_in_is_frozen_with_its_rubric(wang: User, task: WritingTask):
    draft = handed_in(wang, task)
    Criterion.objects.filter(rubric=task.rubric, code="A").update(weight=90)
    submission = services.newest_submission(draft)
    assert submission.parts == writing.TEXT
    assert submission.rubric.body["criteria"][0]["weight"] == 15
    assert judged(draft, MIDDLE, wang).total == pytest.approx(61.25)


def test_nothing_written_cannot_be_handed_in(wang: User, task: WritingTask):
    draft = written(wang, task, text={"title": "  "})
    with pytest.raises(WritingRefused):
        services.hand_in(learner_id=wang.pk, draft_id=draft.pk, now=LATER)


def test_taken_back_it_is_written_on_and_handed_in_again(wang: User, task: WritingTask):
    draft = handed_in(wang, task)
    services.take_back(learner_id=wang.pk, draft_id=draft.pk, now=LATER)
    assert verbs(wang) == []
    services.hand_in(learner_id=wang.pk, draft_id=draft.pk, now=LATER)
    assert verbs(wang) == [Verb.SUBMITTED]
    assert Submission.objects.filter(draft=draft).count() == 2


def test_once_marking_has_begun_it_cannot_be_taken_back(wang: User, li: User, task: WritingTask):
    draft = handed_in(wang, task)
    assessing.hold(draft=draft, given={"level-A": "3"}, by=li, now=LATER)
    with pytest.raises(WritingRefused):
        services.take_back(learner_id=wang.pk, draft_id=draft.pk, now=LATER)


def test_a_page_that_a_marker_left_open_long_ago_does_not_hold_it(
    wang: User, li: User, task: WritingTask
):
    draft = handed_in(wang, task)
    assessing.hold(draft=draft, given={"comment": ""}, by=li, now=LATER)
    with pytest.raises(WritingRefused):
        services.take_back(learner_id=wang.pk, draft_id=draft.pk, now=LATER)
    later = LATER + services.AT_IT
    services.take_back(learner_id=wang.pk, draft_id=draft.pk, now=later)
    assert not Marking.objects.exists()


@pytest.mark.parametrize(("levels", "passes"), [(WEAK, False), (MIDDLE, True), (GOOD, True)])
def test_an_assessment_is_told_with_its_score(
    wang: User, li: User, task: WritingTask, levels: dict[str, int], passes: bool
):
    given = judged(handed_in(wang, task), levels, li)
    told = Statement.objects.get(learner=wang, verb=Verb.ASSESSED)
    assert (told.scaled, told.success) == (given.total / 100, passes)
    assert passed(wang, task) is passes
    assert verbs(wang)[-1] == (Verb.PASSED if passes else Verb.FAILED)


def test_a_veto_fails_it_with_nothing(wang: User, li: User, task: WritingTask):
    given = judged(handed_in(wang, task), {**GOOD, "F": 0}, li)
    assert (given.total, given.veto, given.passed) == (0, "F", False)
    assert not passed(wang, task)


def test_assessed_twice_from_the_same_page_is_assessed_once(
    wang: User, li: User, task: WritingTask
):
    draft = handed_in(wang, task)
    assert judged(draft, MIDDLE, li) == judged(draft, MIDDLE, li)
    assert not Marking.objects.exists()


def test_the_second_of_two_markers_is_told_of_the_first(
    wang: User, li: User, shen: User, task: WritingTask
):
    draft = handed_in(wang, task)
    judged(draft, MIDDLE, li)
    with pytest.raises(AssessmentRefused, match=r"61\.25"):
        judged(draft, GOOD, shen)
    assert Assessment.objects.count() == 1


def test_every_criterion_needs_its_level(wang: User, li: User, task: WritingTask):
    with pytest.raises(AssessmentRefused, match="每一项"):
        judged(handed_in(wang, task), {"A": 3}, li)


def test_what_is_being_written_cannot_be_assessed(wang: User, li: User, task: WritingTask):
    with pytest.raises(AssessmentRefused):
        judged(written(wang, task), GOOD, li)


def test_a_revision_starts_from_the_last_text_and_keeps_it(wang: User, li: User, task: WritingTask):
    first = handed_in(wang, task)
    with pytest.raises(WritingRefused):
        services.start(task=task, learner_id=wang.pk, enrolment=None, now=LATER)
    judged(first, WEAK, li)
    second = services.start(task=task, learner_id=wang.pk, enrolment=None, now=LATER)
    assert (second.number, saving.standing(second).parts) == (2, writing.TEXT)
    assert services.newest_submission(first).parts == writing.TEXT


def test_a_weaker_second_draft_takes_no_pass_away(wang: User, li: User, task: WritingTask):
    judged(handed_in(wang, task), GOOD, li)
    second = handed_in(wang, task, at=moment(3, 11))
    judged(second, WEAK, li, at=moment(3, 12))
    assert passed(wang, task)


def test_as_many_drafts_as_allowed(wang: User, li: User, task: WritingTask):
    task.drafts_allowed = 1
    task.save()
    judged(handed_in(wang, task), WEAK, li)
    with pytest.raises(WritingRefused, match="最多交 1 稿"):
        services.start(task=task, learner_id=wang.pk, enrolment=None, now=LATER)


def test_after_closing_nothing_new_begins_and_what_is_under_way_is_late(
    wang: User, chen: User, task: WritingTask
):
    draft = written(wang, task)
    task.closes_at = STARTED + timedelta(hours=1)
    task.save()
    with pytest.raises(WritingRefused, match="截止"):
        services.start(task=task, learner_id=chen.pk, enrolment=None, now=LATER)
    assert services.hand_in(learner_id=wang.pk, draft_id=draft.pk, now=LATER).late


def test_returned_it_is_written_on_with_a_word_why(wang: User, li: User, task: WritingTask):
    draft = handed_in(wang, task)
    services.reopen(draft=draft, reason="附件没有贴上。", by=li, now=LATER)
    draft = Draft.objects.get(pk=draft.pk)
    assert (draft.state, draft.returned) == (Draft.State.WRITING, "附件没有贴上。")
    assert verbs(wang) == []
    assert AuditEvent.objects.filter(action="draft.returned", actor=li).exists()


class TestCorrecting:
    """A correction is another assessment; the log follows, the history stays."""

    def test_needs_a_reason(self, wang: User, li: User, task: WritingTask):
        draft = handed_in(wang, task)
        judged(draft, WEAK, li)
        with pytest.raises(AssessmentRefused, match="理由"):
            judged(draft, GOOD, li, seen=1)

    def test_upwards_gives_the_pass(self, wang: User, li: User, task: WritingTask):
        draft = handed_in(wang, task)
        first = judged(draft, WEAK, li)
        second = judged(draft, GOOD, li, at=LATER, seen=1, reason="漏看了方案。")
        assert (second.supersedes, second.kind) == (first, Assessment.Kind.CORRECTION)
        assert passed(wang, task)
        assert verbs(wang) == [Verb.SUBMITTED, Verb.ASSESSED, Verb.PASSED]

    def test_downwards_leaves_the_pass_standing(self, wang: User, li: User, task: WritingTask):
        draft = handed_in(wang, task)
        judged(draft, GOOD, li)
        second = judged(draft, WEAK, li, at=LATER, seen=1, reason="看错了稿子。")
        assert (second.passed, second.pass_kept) == (False, True)
        assert passed(wang, task)
        told = Statement.objects.filter(learner=wang, verb=Verb.ASSESSED).order_by("stored_at")
        assert [one.success for one in told] == [True, False]

    def test_downwards_takes_the_pass_away_when_told_to(
        self, wang: User, li: User, task: WritingTask
    ):
        draft = handed_in(wang, task)
        judged(draft, GOOD, li)
        judged(draft, WEAK, li, at=LATER, seen=1, reason="抄来的稿子。", withdraws=True)
        assert not passed(wang, task)
        assert verbs(wang) == [Verb.SUBMITTED, Verb.ASSESSED, Verb.FAILED]

    def test_a_kept_pass_survives_another_correction_and_can_still_be_taken(
        self, wang: User, li: User, task: WritingTask
    ):
        draft = handed_in(wang, task)
        judged(draft, GOOD, li)
        judged(draft, WEAK, li, at=moment(3, 10), seen=1, reason="看错了稿子。")
        third = judged(draft, MIDDLE, li, at=moment(3, 11), seen=2, reason="再看一遍。")
        assert (third.passed, passed(wang, task)) == (True, True)
        judged(draft, WEAK, li, at=moment(3, 12), seen=3, reason="不算了。", withdraws=True)
        assert not passed(wang, task)
