"""Deciding and carrying out: refused when the dry run is out of date, gone on after a crash."""

from datetime import timedelta
from typing import Any

import pytest

from courses.models import KeyAmendment, Quiz, QuizAnalysis
from tests.factories.world import World
from tests.training.learning.attempts.answers import items_of, right
from tests.training.learning.attempts.regrading.deciding import (
    LATER,
    Verb,
    asked,
    carried_out,
    decision,
    option,
    stored,
    taken,
    the_class,
    tried,
)
from tests.training.learning.attempts.sitting import begin, finish
from training.learning.attempts import marking
from training.learning.attempts.models import Attempt, MarkChange, Objection, Score
from training.learning.attempts.regrading import rehearsal, services
from training.learning.attempts.regrading.decisions import Decision, replay_key
from training.learning.attempts.regrading.errors import RegradeRefused
from training.learning.attempts.regrading.models import Regrading
from training.learning.management.commands.run_due import JOBS
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db


def test_deciding_alone_changes_no_mark(dinghai: World, li: User) -> None:
    quiz, attempts = the_class(dinghai)
    before = stored(attempts)
    regrading = taken(decision(quiz, Verb.LEAVE_OUT), li)
    assert stored(attempts) == before
    assert (regrading.total, regrading.done, regrading.finished_at) == (7, 0, None)


def test_every_change_is_in_the_history_with_its_decision(dinghai: World, li: User) -> None:
    quiz, attempts = the_class(dinghai)
    regrading = carried_out(decision(quiz, Verb.NEW_KEY), li)
    assert regrading.finished_at is not None
    item = items_of(attempts[0])[0]
    first, second = Score.objects.filter(item=item).order_by("number")
    assert (first.fraction, second.fraction, second.grader, second.reason) == (1, 0, li, "答案有误")
    assert (first.amendment, second.amendment) == (None, regrading.amendment)
    event = AuditEvent.objects.get(action="marks.regrade_decided")
    assert (event.actor, event.detail["verb"], event.detail["sittings"]) == (li, "new_key", 7)
    assert AuditEvent.objects.get(action="marks.regraded").detail["changed"] == 6


def test_a_dry_run_that_is_out_of_date_is_refused(dinghai: World, wang: User, li: User) -> None:
    quiz, _attempts = the_class(dinghai)
    wanted = decision(quiz, Verb.LEAVE_OUT)
    seen = rehearsal.basis(wanted)
    finish(begin(quiz, wang), {})
    with pytest.raises(RegradeRefused, match="重新试算") as refused:
        services.decide(decision=wanted, seen=seen, by=li, now=LATER)
    assert refused.value.code == "changed_since"
    assert not KeyAmendment.objects.exists()


def test_nonsense_is_refused(dinghai: World, wang: User, li: User) -> None:
    quiz, attempts = the_class(dinghai)
    other = begin(dinghai.quiz, wang)

    def code(wanted: Decision) -> str:
        with pytest.raises(RegradeRefused) as refused:
            taken(wanted, li)
        return refused.value.code

    assert code(decision(quiz, Verb.LEAVE_OUT, reason="  ")) == "no_reason"
    assert code(decision(quiz, Verb.NEW_KEY, answer_key=None)) == "no_key"
    assert code(decision(quiz, Verb.FULL_MARKS, answer_key={})) == "no_key"
    mixed = (str(attempts[0].pk), str(other.pk))
    assert code(decision(quiz, Verb.LEAVE_OUT, only=mixed)) == "no_such_sitting"


def test_one_regrading_at_a_time(dinghai: World, li: User) -> None:
    quiz, _attempts = the_class(dinghai)
    first = taken(decision(quiz, Verb.LEAVE_OUT), li)
    with pytest.raises(RegradeRefused) as refused:
        taken(decision(quiz, Verb.LEAVE_OUT, "T1"), li)
    assert refused.value.code == "still_running"
    services.go_on(regrading=first, seconds=60, now=LATER)
    taken(decision(quiz, Verb.LEAVE_OUT, "T1"), li)


def test_broken_off_it_is_gone_on_with_by_the_worker(
    dinghai: World, li: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz, attempts = the_class(dinghai)
    lines = tried(decision(quiz, Verb.FULL_MARKS))
    regrading = taken(decision(quiz, Verb.FULL_MARKS), li)
    done = 0

    def dies_after_two(**told: Any) -> Any:
        nonlocal done
        done += 1
        if done > 2:
            raise KeyboardInterrupt
        return marking.remark(**told)

    monkeypatch.setattr(services, "remark", dies_after_two)
    with pytest.raises(KeyboardInterrupt):
        services.go_on(regrading=regrading, seconds=60, now=LATER)
    monkeypatch.undo()
    assert services.finish_regrades(now=LATER) == 0  # the dead worker's lease still runs
    after_lease = LATER + services.LEASE + timedelta(seconds=1)
    assert JOBS["regradings"](now=after_lease) == 7
    assert stored(attempts) == stored(attempts) | {
        pk: (line.new, line.new_passed) for pk, line in lines.items()
    }
    assert MarkChange.objects.count() == len(lines)
    assert JOBS["regradings"](now=after_lease) == 0


def test_in_slices_nothing_is_left_out_or_done_twice(
    dinghai: World, li: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz, _attempts = the_class(dinghai)
    lines = tried(decision(quiz, Verb.FULL_MARKS))
    monkeypatch.setattr(services, "BETWEEN_NOTES", 2)
    regrading = taken(decision(quiz, Verb.FULL_MARKS), li)
    done = []
    while Regrading.objects.filter(finished_at=None).exists():
        fresh = Regrading.objects.get(pk=regrading.pk)
        done.append(services.go_on(regrading=fresh, seconds=0, now=LATER).done)
    assert done[:7] == [1, 2, 3, 4, 5, 6, 7]
    assert MarkChange.objects.count() == len(lines)


def test_one_sitting_that_fails_stops_no_other_and_is_tried_again(
    dinghai: World, li: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz, attempts = the_class(dinghai)
    bad = attempts[1].pk

    def fails(**told: Any) -> Any:
        if told["attempt"].pk == bad:
            raise ValueError("broken")
        return marking.remark(**told)

    monkeypatch.setattr(services, "remark", fails)
    regrading = carried_out(decision(quiz, Verb.LEAVE_OUT), li)
    assert (regrading.done, regrading.failed, regrading.finished_at) == (7, [str(bad)], None)
    monkeypatch.undo()
    services.finish_regrades(now=LATER + timedelta(minutes=1))
    regrading.refresh_from_db()
    assert (regrading.failed, regrading.finished_at is None) == ([], False)
    assert Attempt.objects.get(pk=bad).maximum == 6


def test_no_job_regrades_what_nobody_decided(dinghai: World, li: User) -> None:
    quiz, attempts = the_class(dinghai)
    before = stored(attempts)
    version = asked("S1")
    KeyAmendment.objects.create(
        version=version, quiz=quiz, verb=Verb.LEAVE_OUT, reason="?", by=li, at=LATER
    )
    assert services.finish_regrades(now=LATER) == 0
    assert stored(attempts) == before


def test_who_is_still_at_it_is_marked_by_the_decision(dinghai: World, wang: User, li: User) -> None:
    quiz, _attempts = the_class(dinghai)
    sitting = begin(quiz, wang)
    carried_out(decision(quiz, Verb.LEAVE_OUT), li)
    marked = finish(sitting, right(items_of(sitting)[1]))
    assert (marked.maximum, marked.marked) == (6, 1)
    assert not MarkChange.objects.filter(attempt=marked).exists()


def test_only_the_chosen_sittings(dinghai: World, li: User) -> None:
    quiz, attempts = the_class(dinghai)
    chosen = str(attempts[1].pk)
    regrading = carried_out(decision(quiz, Verb.FULL_MARKS, only=(chosen,)), li)
    assert regrading.total == 1
    assert [str(change.attempt_id) for change in MarkChange.objects.all()] == [chosen]


def test_here_or_in_every_quiz(dinghai: World, li: User) -> None:
    quiz, here = the_class(dinghai)
    _other, there = the_class(dinghai, key="other")
    carried_out(decision(quiz, Verb.LEAVE_OUT), li)
    assert {a.maximum for a in Attempt.objects.filter(pk__in=[a.pk for a in here])} == {6}
    assert {a.maximum for a in Attempt.objects.filter(pk__in=[a.pk for a in there])} == {7}
    carried_out(decision(None, Verb.LEAVE_OUT), li)
    assert {a.maximum for a in Attempt.objects.filter(pk__in=[a.pk for a in there])} == {6}


@pytest.mark.parametrize("verb", [v for v in Verb if v != Verb.TAKE_BACK])
def test_taken_back_everything_is_as_before(dinghai: World, li: User, verb: str) -> None:
    quiz, attempts = the_class(dinghai)
    carried_out(decision(quiz, Verb.ACCEPT_ALSO, "T1", answer_key={"answer": True}), li)
    before = stored(attempts)
    regrading = carried_out(decision(quiz, verb), li)
    assert {pk: percent for pk, (percent, _p) in stored(attempts).items()} != {
        pk: percent for pk, (percent, _p) in before.items()
    }
    carried_out(Decision.undoing(regrading.amendment, reason="看错了", withdraws=True), li)
    assert stored(attempts) == before
    with pytest.raises(RegradeRefused) as refused:
        taken(Decision.undoing(regrading.amendment, reason="再撤"), li)
    assert refused.value.code == "taken_back"


def test_a_kept_pass_can_be_withdrawn_by_deciding_again(dinghai: World, li: User) -> None:
    quiz, attempts = the_class(dinghai, pass_mark=90)
    carried_out(decision(quiz, Verb.NEW_KEY), li)
    best = attempts[0]
    best.refresh_from_db()
    assert (best.percent < 90, best.passed) == (True, True)
    again = decision(quiz, Verb.NEW_KEY, withdraws=True)
    assert tried(again)[best.pk].newly_fails
    carried_out(again, li)
    best.refresh_from_db()
    assert best.passed is False


def test_a_newer_key_marks_older_answers_where_it_fits(dinghai: World, li: User) -> None:
    quiz, attempts = the_class(dinghai)
    question = dinghai.questions[0]
    version = asked("S1")
    for choice in question.choices.all():
        choice.right = choice.text == "丙"
        choice.save()
    newer = _published(question)
    key = replay_key(version, newer)
    assert key["right"] == option(version, "丙")
    carried_out(decision(quiz, Verb.NEW_KEY, answer_key=key), li)
    first, second = Attempt.objects.get(pk=attempts[0].pk), Attempt.objects.get(pk=attempts[1].pk)
    assert (first.marked, second.marked) == (6, 7)


def _published(question: Any) -> Any:
    from courses.questions.services import freeze

    fresh = type(question).objects.get(pk=question.pk)
    return freeze(question=fresh, by=None, at=LATER)


def test_another_number_of_options_or_another_kind_is_refused(dinghai: World, li: User) -> None:
    question, version = dinghai.questions[0], asked("S1")
    question.choices.get(text="丁").delete()
    with pytest.raises(RegradeRefused) as refused:
        replay_key(version, _published(question))
    assert refused.value.code == "shape"
    with pytest.raises(RegradeRefused) as refused:
        replay_key(version, asked("T1"))
    assert refused.value.code == "kind"


def test_upheld_objections_are_told_of_the_decision(dinghai: World, li: User) -> None:
    quiz, attempts = the_class(dinghai)
    item = items_of(attempts[1])[0]
    objection = Objection.objects.create(
        learner_id=item.learner_id, item=item, text="丙也对", raised_at=LATER, verdict="upheld"
    )
    wanted = decision(quiz, Verb.ACCEPT_ALSO)
    services.decide(
        decision=wanted, seen=rehearsal.basis(wanted), by=li, now=LATER, answering=[objection]
    )
    objection.refresh_from_db()
    assert objection.amendment == KeyAmendment.objects.get()


def test_a_quiz_nobody_sat_needs_no_carrying_out(dinghai: World, li: User) -> None:
    the_class(dinghai)
    empty = Quiz.objects.create(owner_root=dinghai.root, key="empty", title="空")
    regrading = carried_out(decision(empty, Verb.LEAVE_OUT), li)
    assert (regrading.total, regrading.done) == (0, 0)
    assert regrading.finished_at is not None


def test_new_figures_are_asked_for_when_marks_have_changed(dinghai: World, li: User) -> None:
    quiz, _attempts = the_class(dinghai)
    carried_out(decision(quiz, Verb.NEW_KEY), li)
    assert QuizAnalysis.objects.get().quiz == quiz
