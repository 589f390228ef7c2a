"""A test judged again and the verdict over the class: a pass stands with a dated note, and goes
only when whoever decides says so."""

from typing import Any

import pytest

from courses.models import KeyAmendment
from tests.factories.world import World
from tests.training.learning.attempts.answers import all_right, items_of
from tests.training.learning.attempts.sitting import NOW, begin, finish, quiz_with
from training.cohorts import requirements
from training.cohorts.models import Enrolment
from training.learning.attempts import marking
from training.learning.attempts.models import Attempt
from training.learning.progress import keeping
from training.learning.progress.checklist import Line, checklist_of
from training.learning.progress.selectors import verdict_of
from training.people.models import User

pytestmark = pytest.mark.db


@pytest.fixture
def passed(dinghai: World, wang: User) -> Attempt:
    """王代表 passed the one test that is required."""
    quiz = quiz_with(dinghai, *dinghai.questions[:2], pass_mark=60)
    dinghai.programme.sessions.update(required=False)
    dinghai.programme.sessions.filter(code="D2-1").update(required=True, quiz=quiz)
    requirements.refresh(programme=dinghai.programme, now=NOW)
    attempt = begin(quiz, wang)
    return finish(attempt, all_right(attempt))


def judged_again(attempt: Attempt, by: User, **extra: Any) -> None:
    """Half of the marks go."""
    item = items_of(attempt)[0]
    amendment = KeyAmendment.objects.create(
        version=item.version,
        quiz=attempt.quiz,
        verb=KeyAmendment.Verb.NEW_KEY,
        answer_key={**item.version.answer_key, "right": ["nobody"]},
        reason="原答案有误",
        by=by,
        at=NOW,
        **extra,
    )
    marking.remark(
        attempt=attempt,
        by=by,
        cause="regrade",
        reason=amendment.reason,
        now=NOW,
        amendment=amendment,
    )


def the_test(enrolment: Enrolment) -> Line:
    (line,) = checklist_of(enrolment).lines
    return line


def test_a_pass_that_stands_has_a_dated_note(
    passed: Attempt, wangs_enrolment: Enrolment, li: User
) -> None:
    before = verdict_of(wangs_enrolment).satisfied_at
    assert before
    judged_again(passed, li)
    line = the_test(wangs_enrolment)
    assert (line.state, verdict_of(wangs_enrolment).satisfied_at) == ("passed", before)
    assert line.kept
    assert (line.kept.at, line.kept.reason) == (NOW, "原答案有误")
    assert keeping.differences(wangs_enrolment.learner_id) == []


def test_a_pass_is_withdrawn_only_when_the_decision_says_so(
    passed: Attempt, wangs_enrolment: Enrolment, li: User
) -> None:
    judged_again(passed, li, withdraws=True)
    line = the_test(wangs_enrolment)
    assert (line.state, verdict_of(wangs_enrolment).satisfied_at) == ("failed", None)
    assert line.lost
    assert line.lost.reason == "原答案有误"
    assert keeping.differences(wangs_enrolment.learner_id) == []
