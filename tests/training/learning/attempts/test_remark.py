"""Judging again: what changes, what the log and the person are told, and what stands."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import KeyAmendment, Quiz
from tests.counting import at_most
from tests.factories.world import World
from tests.training.learning.attempts.answers import all_right, items_of, right, wrong_single
from tests.training.learning.attempts.sitting import NOW, begin, finish, quiz_with
from training.learning.attempts import marking
from training.learning.attempts.models import Attempt, MarkChange, Score
from training.learning.attempts.sheets import sheet_of, total_of
from training.learning.models import ActivityProgress, Statement
from training.learning.progress import keeping
from training.people.models import User

pytestmark = pytest.mark.db
Verb = KeyAmendment.Verb


def two(world: World, **extra: Any) -> Quiz:
    return quiz_with(world, *world.questions[:2], pass_mark=60, **extra)


def half(attempt: Attempt) -> Attempt:
    first, second = items_of(attempt)
    return finish(attempt, wrong_single(first) | right(second))


def decide(attempt: Attempt, verb: str, by: User, position: int = 1, **extra: Any) -> KeyAmendment:
    item = items_of(attempt)[position - 1]
    told = {"quiz": attempt.quiz, "reason": "题目有误", "at": NOW, **extra}
    return KeyAmendment.objects.create(version=item.version, verb=verb, by=by, **told)


def remark(attempt: Attempt, by: User, amendment: KeyAmendment) -> MarkChange | None:
    return marking.remark(
        attempt=attempt,
        by=by,
        cause="regrade",
        reason=amendment.reason,
        now=NOW,
        amendment=amendment,
    )


def key_of_wrong_answer(attempt: Attempt) -> dict[str, Any]:
    """A key that holds the given wrong choice for right."""
    item = items_of(attempt)[0]
    chosen = sheet_of(attempt).answers[item.pk].payload["chosen"]
    return {**item.version.answer_key, "right": chosen}


def test_full_marks_for_all_passes_and_is_told(dinghai: World, wang: User, li: User) -> None:
    attempt = half(begin(two(dinghai), wang))
    assert (attempt.percent, attempt.passed) == (50, False)
    change = remark(attempt, li, decide(attempt, Verb.FULL_MARKS, li))
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.passed) == (100, True)
    assert change is not None
    assert (change.old_percent, change.new_percent, change.old_passed) == (50, 100, False)
    assert (change.new_passed, change.seen_at, change.pass_kept) == (True, None, False)


def test_the_log_voids_what_was_said_and_says_it_anew(dinghai: World, wang: User, li: User) -> None:
    attempt = half(begin(two(dinghai), wang))
    remark(attempt, li, decide(attempt, Verb.FULL_MARKS, li))
    progress = ActivityProgress.objects.get(activity=attempt.quiz.uuid)
    assert progress.passed_at is not None
    assert (progress.failed_at, progress.best_scaled) == (None, 1)
    assert Statement.objects.filter(verb="voided").count() == 2
    assert keeping.differences(wang.pk) == []


def test_accepting_another_answer_never_lowers(dinghai: World, wang: User, li: User) -> None:
    attempt = half(begin(two(dinghai), wang))
    key = key_of_wrong_answer(attempt)
    remark(attempt, li, decide(attempt, Verb.ACCEPT_ALSO, li, answer_key=key))
    attempt.refresh_from_db()
    assert attempt.percent == 100


def test_only_the_new_key_can_lower_but_a_pass_stands(dinghai: World, wang: User, li: User) -> None:
    attempt = begin(two(dinghai), wang)
    attempt = finish(attempt, all_right(attempt))
    key = {**items_of(attempt)[0].version.answer_key, "right": ["nobody"]}
    change = remark(attempt, li, decide(attempt, Verb.NEW_KEY, li, answer_key=key))
    attempt.refresh_from_db()
    assert change is not None
    assert (attempt.percent, attempt.passed, change.pass_kept) == (50, True, True)
    assert ActivityProgress.objects.get(activity=attempt.quiz.uuid).passed_at is not None


def test_a_pass_is_withdrawn_only_when_the_decision_says_so(
    dinghai: World, wang: User, li: User
) -> None:
    attempt = begin(two(dinghai), wang)
    attempt = finish(attempt, all_right(attempt))
    key = {**items_of(attempt)[0].version.answer_key, "right": ["nobody"]}
    amendment = decide(attempt, Verb.NEW_KEY, li, answer_key=key, withdraws=True)
    remark(attempt, li, amendment)
    attempt.refresh_from_db()
    assert attempt.passed is False
    assert ActivityProgress.objects.get(activity=attempt.quiz.uuid).passed_at is None


def test_a_question_left_out_leaves_the_total(dinghai: World, wang: User, li: User) -> None:
    attempt = half(begin(two(dinghai), wang))
    remark(attempt, li, decide(attempt, Verb.LEAVE_OUT, li))
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.maximum, attempt.marked) == (100, 1, 1)
    assert Score.objects.filter(left_out=True).count() == 1


def test_a_decision_taken_back_is_as_if_it_had_not_been(
    dinghai: World, wang: User, li: User
) -> None:
    attempt = half(begin(two(dinghai), wang))
    amendment = decide(attempt, Verb.LEAVE_OUT, li)
    remark(attempt, li, amendment)
    back = decide(attempt, Verb.TAKE_BACK, li, takes_back=amendment)
    remark(attempt, li, back)
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.maximum) == (50, 2)


def test_judging_again_without_a_change_writes_nothing(
    dinghai: World, wang: User, li: User
) -> None:
    attempt = half(begin(two(dinghai), wang))
    amendment = decide(attempt, Verb.FULL_MARKS, li, position=2)
    before = Score.objects.count()
    assert remark(attempt, li, amendment) is None
    assert Score.objects.count() == before


def test_a_decision_of_another_quiz_or_for_others_does_not_concern_her(
    dinghai: World, wang: User, li: User
) -> None:
    attempt = half(begin(two(dinghai), wang))
    other = decide(attempt, Verb.FULL_MARKS, li, quiz=dinghai.final)
    only = decide(attempt, Verb.FULL_MARKS, li, only=["somebody-else"])
    assert remark(attempt, li, other) is None
    assert remark(attempt, li, only) is None


def test_whoever_hands_in_later_is_marked_by_the_decision_too(
    dinghai: World, wang: User, chen: User, li: User
) -> None:
    quiz = two(dinghai)
    decide(half(begin(quiz, wang)), Verb.FULL_MARKS, li)
    assert half(begin(quiz, chen)).percent == 100


def test_the_dry_run_says_what_the_commit_does_and_writes_nothing(
    dinghai: World, wang: User, li: User
) -> None:
    attempt = half(begin(two(dinghai), wang))
    item = items_of(attempt)[0]
    planned = KeyAmendment(version=item.version, verb=Verb.LEAVE_OUT, quiz=attempt.quiz)
    scores = Score.objects.count()
    with at_most(5):
        told = marking.project(attempt, [planned])
    assert (told.percent, told.items[item.pk]) == (100, (0, True))
    assert (Score.objects.count(), MarkChange.objects.count()) == (scores, 0)


@pytest.mark.parametrize(
    ("counts", "passes"), [("highest", True), ("first", False), ("average", False), ("last", True)]
)
def test_which_sitting_counts_decides_whether_she_has_passed(
    dinghai: World, wang: User, counts: str, passes: bool
) -> None:
    quiz = two(dinghai, counts=counts)
    finish(begin(quiz, wang), {})
    second = begin(quiz, wang)
    finish(second, all_right(second))
    progress = ActivityProgress.objects.get(activity=quiz.uuid)
    assert (progress.passed_at is not None) is passes


VERBS = st.sampled_from([Verb.FULL_MARKS, Verb.LEAVE_OUT, Verb.ACCEPT_ALSO, Verb.NEW_KEY])


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(VERBS, st.sampled_from([1, 2])), max_size=5))
def test_after_any_decisions_the_totals_are_what_a_recomputation_gives(
    dinghai: World, wang: User, li: User, steps: list[tuple[str, int]]
) -> None:
    quiz = two(dinghai, key=f"k{Quiz.objects.count()}")
    attempt = half(begin(quiz, wang))
    for verb, position in steps:
        key = items_of(attempt)[position - 1].version.answer_key
        remark(attempt, li, decide(attempt, verb, li, position=position, answer_key=key))
    attempt.refresh_from_db()
    fresh = total_of(sheet_of(attempt).judged(), attempt.rules)
    assert (attempt.percent, attempt.maximum) == (fresh.percent, fresh.maximum)
    assert keeping.differences(wang.pk) == []
    latest = {score.item_id: score for score in Score.objects.order_by("number")}
    counted = [latest[item.pk] for item in items_of(attempt) if not latest[item.pk].left_out]
    total = sum((score.fraction for score in counted), Decimal(0))
    assert attempt.marked == total
