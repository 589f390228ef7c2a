"""A diagnosis from the first question to its result, through the room's services."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import Question
from tests.factories.world import World
from tests.training.learning.attempts.answers import right, wrong_single
from tests.training.learning.diagnosis.sitting import (
    DONT_KNOW,
    NOW,
    bank,
    before_her,
    begin,
    fresh,
    go_through,
    hand_in,
    knows,
)
from training.learning import evidence
from training.learning.diagnosis import services
from training.learning.diagnosis.clock import CAP, LEFT_AFTER
from training.learning.diagnosis.errors import DiagnosisRefused
from training.learning.diagnosis.models import Diagnosis, DiagnosisAnswer, DiagnosisItem
from training.learning.mastery.adaptive import MOST_QUESTIONS, MOST_SECONDS
from training.learning.models import PendingConsequence, Statement
from training.people.models import User

pytestmark = pytest.mark.django_db
State, Ending = Diagnosis.State, Diagnosis.Ending
Verb = evidence.Verb


@pytest.fixture
def asked(dinghai: World) -> list[Question]:
    return bank(dinghai)


@pytest.fixture
def sitting(asked: list[Question], wang: User) -> Diagnosis:
    return begin(wang)


def words(diagnosis: Diagnosis) -> dict[str, str]:
    return {one["point"]: one["word"] for one in diagnosis.result["points"]}


@pytest.mark.db
def test_a_diagnosis_finds_what_is_missing_and_what_is_known(sitting: Diagnosis) -> None:
    ended = go_through(sitting, knows("rights", "motion"))
    assert ended.state == State.FINISHED
    assert ended.asked <= MOST_QUESTIONS
    assert words(ended)["duties"] in ("learn", "review")
    assert words(ended)["rights"] == words(ended)["motion"] == "mastered"


def test_only_practice_questions_are_put_each_once(sitting: Diagnosis) -> None:
    go_through(sitting, knows("rights"))
    put = DiagnosisItem.objects.filter(diagnosis=sitting).select_related("version__question")
    assert {item.version.question.use for item in put} == {"practice"}
    assert len({item.version_id for item in put}) == len(put)


def test_a_bank_without_practice_questions_is_told_in_words(wang: User) -> None:
    with pytest.raises(DiagnosisRefused, match="练习题"):
        begin(wang)
    assert not Diagnosis.objects.exists()


@pytest.mark.db
def test_beginning_twice_goes_on_with_the_same(sitting: Diagnosis, wang: User) -> None:
    assert begin(wang).pk == sitting.pk
    assert DiagnosisItem.objects.filter(diagnosis=sitting).count() == 1


def test_every_answer_is_told_at_once_and_the_end_once(sitting: Diagnosis, wang: User) -> None:
    item = before_her(sitting)
    hand_in(item, {**right(item), "q1-certainty": ["3"]})
    told = Statement.objects.get(learner=wang, verb=Verb.ANSWERED)
    assert told.activity == item.version.question.uuid
    assert told.success is True
    context = told.context
    assert context["diagnosis"] == str(sitting.pk)
    assert context["points"] == item.version.points
    assert (context["kind"], context["use"], context["certainty"]) == (
        "single_choice",
        "practice",
        3,
    )
    assert 0 < context["chance"] < 1
    ended = go_through(sitting, knows("rights"))
    done = Statement.objects.get(learner=wang, verb=Verb.COMPLETED)
    assert done.activity_type == "diagnosis"
    answered = Statement.objects.filter(learner=wang, verb=Verb.ANSWERED).count()
    assert answered == ended.asked == len(ended.belief["told"])
    assert PendingConsequence.objects.filter(learner=wang, kind="plan").count() == 1


def test_saying_one_does_not_know_is_an_answer_and_no_guess(sitting: Diagnosis) -> None:
    item = before_her(sitting)
    assert hand_in(item, {**right(item), **DONT_KNOW}).counts
    kept = DiagnosisAnswer.objects.get(item=item)
    assert kept.dont_know
    assert kept.outcome == "gaveup"
    assert kept.fraction == 0
    assert fresh(sitting).asked == 2
    ended = go_through(sitting, lambda _item: DONT_KNOW)
    assert set(words(ended).values()) <= {"learn", "review"}
    assert all(one["right"] == 0 for one in ended.result["points"])


def test_nothing_answered_is_refused_and_nothing_changes(sitting: Diagnosis) -> None:
    with pytest.raises(DiagnosisRefused, match="还没有作答"):
        hand_in(before_her(sitting), {"q1-certainty": ["3"]})
    assert fresh(sitting).asked == 1
    assert not DiagnosisAnswer.objects.exists()


@pytest.mark.db
def test_the_same_answer_sent_again_has_one_effect(sitting: Diagnosis) -> None:
    item, client_id = before_her(sitting), uuid4()
    first = hand_in(item, right(item), client_id=client_id)
    again = hand_in(item, right(item), client_id=client_id)
    other_id = hand_in(item, right(item))
    assert first.counts
    assert again.counts
    assert other_id.counts
    assert not other_id.message
    assert DiagnosisAnswer.objects.count() == 1
    assert fresh(sitting).asked == 2


def test_another_answer_from_an_old_page_is_kept_and_does_not_count(sitting: Diagnosis) -> None:
    item = before_her(sitting)
    hand_in(item, right(item))
    late = hand_in(item, wrong_single(item), device="tablet")
    assert not late.counts
    assert "已经交过" in late.message
    kept = DiagnosisAnswer.objects.filter(item=item).order_by("step")
    assert [one.counts for one in kept] == [True, False]
    assert Statement.objects.filter(verb=Verb.ANSWERED).get().success is True


@pytest.mark.db
def test_an_id_belongs_to_one_question(sitting: Diagnosis) -> None:
    item, client_id = before_her(sitting), uuid4()
    hand_in(item, right(item), client_id=client_id)
    following = before_her(sitting)
    with pytest.raises(DiagnosisRefused, match="编号"):
        hand_in(following, right(following), client_id=client_id)
    assert fresh(sitting).asked == 2


def test_a_question_that_was_not_put_yet_cannot_be_answered(sitting: Diagnosis) -> None:
    item = before_her(sitting)
    item.position = 7
    with pytest.raises(DiagnosisRefused, match="没有这道题"):
        hand_in(item, {"q7": ["x"]})


def test_nobody_answers_for_her(sitting: Diagnosis, chen: User) -> None:
    item = before_her(sitting)
    item.learner_id = chen.pk
    with pytest.raises(Diagnosis.DoesNotExist):
        hand_in(item, right(item))


# ---- time
def test_a_pause_does_not_count_and_a_phone_laid_aside_counts_the_cap(sitting: Diagnosis) -> None:
    mine = {"learner_id": sitting.learner_id, "diagnosis": sitting.pk}
    paused = services.pause(**mine, now=NOW + timedelta(seconds=30))
    assert (paused.state, paused.spent) == (State.PAUSED, 30)
    services.pause(**mine, now=NOW + timedelta(hours=1))
    services.resume(**mine, now=NOW + timedelta(hours=5))
    item = before_her(sitting)
    hand_in(item, right(item), now=NOW + timedelta(hours=9))
    assert fresh(sitting).spent == 30 + CAP


def test_an_answer_to_a_paused_diagnosis_goes_on_with_it(sitting: Diagnosis) -> None:
    services.pause(learner_id=sitting.learner_id, diagnosis=sitting.pk, now=NOW)
    item = before_her(sitting)
    assert hand_in(item, right(item)).counts
    assert fresh(sitting).state == State.OPEN
    assert fresh(sitting).spent == 0


def test_when_the_time_is_over_the_question_before_her_may_still_be_answered(
    sitting: Diagnosis,
) -> None:
    Diagnosis.objects.filter(pk=sitting.pk).update(spent=MOST_SECONDS - 1)
    item = before_her(sitting)
    assert hand_in(item, right(item)).counts
    ended = fresh(sitting)
    assert (ended.state, ended.ended_by) == (State.FINISHED, Ending.TIME)


def test_no_more_questions_than_promised(dinghai: World, asked: list[Question], wang: User) -> None:
    sitting = begin(wang)
    flip = {"n": 0}

    def undecided(item: DiagnosisItem) -> dict[str, list[str]]:
        flip["n"] += 1
        return right(item) if flip["n"] % 2 else wrong_single(item)

    ended = go_through(sitting, undecided)
    assert ended.asked <= MOST_QUESTIONS
    assert ended.is_over
    assert DiagnosisAnswer.objects.filter(counts=True).count() == ended.asked


# ---- ending early, and being left
def test_ending_early_tells_what_was_found_and_twice_is_as_once(sitting: Diagnosis) -> None:
    go_through(sitting, knows("rights"), most=2)
    mine = {"learner_id": sitting.learner_id, "diagnosis": sitting.pk, "now": NOW}
    first, second = services.finish(**mine), services.finish(**mine)
    assert first.ended_by == second.ended_by == Ending.HERSELF
    assert sum(one["asked"] for one in first.result["points"]) == 2
    assert Statement.objects.filter(verb=Verb.COMPLETED).count() == 1


def test_there_is_no_early_end_before_the_first_answer(sitting: Diagnosis) -> None:
    with pytest.raises(DiagnosisRefused, match="还没有答过题"):
        services.finish(learner_id=sitting.learner_id, diagnosis=sitting.pk, now=NOW)
    assert not fresh(sitting).is_over


def test_an_answer_after_the_end_is_kept_and_changes_nothing(sitting: Diagnosis) -> None:
    go_through(sitting, knows("rights"), most=1)
    item = before_her(sitting)
    services.finish(learner_id=sitting.learner_id, diagnosis=sitting.pk, now=NOW)
    before = fresh(sitting).result
    late = hand_in(item, right(item))
    assert not late.counts
    assert "已经结束" in late.message
    assert fresh(sitting).result == before
    assert DiagnosisAnswer.objects.filter(item=item, counts=False).count() == 1
    assert Statement.objects.filter(verb=Verb.ANSWERED).count() == 1


@pytest.mark.db
def test_what_is_left_for_two_weeks_is_closed_with_what_was_answered(sitting: Diagnosis) -> None:
    go_through(sitting, knows("rights"), most=3)
    touched = fresh(sitting).touched_at
    assert services.close_abandoned(now=touched + LEFT_AFTER) == 0
    later = touched + LEFT_AFTER + timedelta(seconds=1)
    assert services.close_abandoned(now=later) == 1
    assert services.close_abandoned(now=later) == 0
    ended = fresh(sitting)
    assert (ended.state, ended.ended_by) == (State.EXPIRED, Ending.LEFT)
    assert sum(one["asked"] for one in ended.result["points"]) == 3
    assert not Statement.objects.filter(verb=Verb.COMPLETED).exists()


def test_one_that_cannot_be_closed_stops_no_other(
    sitting: Diagnosis, chen: User, caplog: pytest.LogCaptureFixture
) -> None:
    Diagnosis.objects.filter(pk=sitting.pk).update(belief={"broken": True})
    other = begin(chen, now=NOW + timedelta(hours=1))
    assert services.close_abandoned(now=NOW + timedelta(days=30)) == 1
    assert fresh(other).state == State.EXPIRED
    assert fresh(other).result == {}
    assert "could not be closed" in caplog.text


# ---- what may be asked
@pytest.mark.db
def test_a_question_held_back_meanwhile_may_be_answered_and_is_not_put_anew(
    asked: list[Question], sitting: Diagnosis
) -> None:
    Question.objects.non_polymorphic().filter(use="practice").update(held_back_at=timezone.now())
    item = before_her(sitting)
    assert hand_in(item, right(item)).counts
    ended = fresh(sitting)
    assert (ended.state, ended.ended_by, ended.asked) == (State.FINISHED, Ending.POOL, 1)


def test_questions_of_another_congress_are_never_asked(
    asked: list[Question], zhao: User, elsewhere: World
) -> None:
    with pytest.raises(DiagnosisRefused):
        begin(zhao)
    bank(elsewhere)
    sitting = go_through(begin(zhao), knows("rights"))
    put = DiagnosisItem.objects.filter(diagnosis=sitting).values_list(
        "version__question__owner_root", flat=True
    )
    assert set(put) == {elsewhere.root.pk}


def test_what_she_answered_lately_is_passed_over_while_others_are_left(
    asked: list[Question], wang: User
) -> None:
    first = go_through(begin(wang), knows("rights"), most=3)
    services.finish(learner_id=wang.pk, diagnosis=first.pk, now=NOW + timedelta(minutes=5))
    second = begin(wang, now=NOW + timedelta(days=1))
    met = set(first.items.values_list("version_id", flat=True)[:3])
    assert second.number == 2
    assert met & set(second.belief["avoid"])
    assert not set(second.items.values_list("version_id", flat=True)) & set(second.belief["avoid"])


# ---- whatever happens
ACTS = st.lists(
    st.sampled_from(["right", "wrong", "unknown", "again", "old", "pause", "resume", "begin"]),
    min_size=3,
    max_size=12,
)

POSTS = {"right": right, "wrong": wrong_single, "unknown": lambda _item: DONT_KNOW}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
def test_whatever_is_pressed_each_question_counts_once(
    acts: list[str], asked: list[Question], wang: User
) -> None:
    with transaction.atomic():
        _press(wang, acts)
        transaction.set_rollback(True)


def _press(wang: User, acts: list[str]) -> None:
    """Do these things one after another, and see that every question counts once."""
    now, handed_in = NOW, 0
    diagnosis = begin(wang, now=now)
    last: DiagnosisItem | None = None
    for act in acts:
        now += timedelta(seconds=20)
        mine = {"learner_id": wang.pk, "diagnosis": diagnosis.pk, "now": now}
        over = fresh(diagnosis).is_over
        if act == "pause":
            services.pause(**mine)
        elif act == "resume":
            services.resume(**mine)
        elif act == "begin" and not over:
            assert begin(wang, now=now).pk == diagnosis.pk
        elif act in ("again", "old") and last is not None:
            hand_in(last, right(last) if act == "again" else wrong_single(last), now=now)
        elif act in POSTS and not over:
            last = before_her(diagnosis)
            assert hand_in(last, POSTS[act](last), now=now).counts
            handed_in += 1
    found = fresh(diagnosis)
    counted = DiagnosisAnswer.objects.filter(diagnosis=diagnosis, counts=True).count()
    assert counted == handed_in == len(found.belief["told"])
    assert found.asked == found.items.count() == handed_in + (not found.is_over)
    assert found.spent <= (now - NOW).total_seconds()
