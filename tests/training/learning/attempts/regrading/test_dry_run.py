"""The dry run: it says exactly what the commit does, and writes nothing."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import KeyAmendment, Quiz
from tests.counting import at_most
from tests.factories.world import World
from tests.training.learning.attempts.answers import items_of
from tests.training.learning.attempts.regrading.deciding import (
    KINDS,
    Verb,
    asked,
    carried_out,
    decision,
    stored,
    the_class,
    tried,
)
from tests.training.learning.attempts.saying import fields
from tests.training.learning.attempts.sitting import NOW, answer, begin, finish, quiz_with
from training.learning.attempts.invigilation.services import accept_late
from training.learning.attempts.models import Attempt, MarkChange, Score
from training.learning.attempts.regrading import kept, rehearsal
from training.learning.attempts.regrading.decisions import Decision
from training.learning.attempts.sheets import sheet_of, total_of
from training.learning.progress import keeping
from training.people.models import User

pytestmark = pytest.mark.db


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Score, MarkChange, KeyAmendment))


@pytest.mark.parametrize("verb", [v for v in Verb if v != Verb.TAKE_BACK])
def test_the_dry_run_is_the_commit(dinghai: World, li: User, verb: str) -> None:
    quiz, attempts = the_class(dinghai)
    before, written = stored(attempts), counts()
    lines = tried(decision(quiz, verb))
    assert (stored(attempts), counts()) == (before, written)
    carried_out(decision(quiz, verb), li)
    changes = {change.attempt_id: change for change in MarkChange.objects.all()}
    assert changes.keys() == lines.keys()
    assert lines
    for attempt, line in lines.items():
        change = changes[attempt]
        assert (line.old, line.old_passed) == before[attempt]
        assert (line.new, line.new_passed) == stored(attempts)[attempt]
        assert (change.old_percent, change.new_percent) == (line.old, line.new)
        assert change.pass_kept == line.pass_kept


def test_it_tells_the_marks_of_the_question_and_of_the_whole(dinghai: World, li: User) -> None:
    quiz, attempts = the_class(dinghai)
    lines = tried(decision(quiz, Verb.NEW_KEY))
    right, wrong = lines[attempts[0].pk], lines[attempts[1].pk]
    # 6 of 7 is 85.714…, 7 of 7 is 100.
    assert (right.old_mark, right.new_mark) == (1, 0)
    assert (right.old, right.new) == (100, Decimal("85.71"))
    assert (wrong.old_mark, wrong.new_mark) == (0, 1)
    assert (wrong.old, wrong.new) == (Decimal("85.71"), 100)
    assert attempts[6].pk not in lines  # answered nothing: neither key pays
    assert tried(decision(quiz, Verb.LEAVE_OUT))[attempts[1].pk].new_mark is None


def test_verdicts_are_counted(dinghai: World, li: User) -> None:
    quiz, attempts = the_class(dinghai, pass_mark=90)
    run = rehearsal.rehearse(
        decision(quiz, Verb.NEW_KEY), rehearsal.begin(decision(quiz, Verb.NEW_KEY)), seconds=9
    )
    # The one without a fault loses 14.29 and keeps the pass; who chose 丙 has 100 now.
    assert run.tally["pass_kept"] == 1
    assert run.tally["newly_passes"] == 1
    assert run.tally["newly_fails"] == 0
    assert (run.total, run.done, run.unchanged) == (7, 7, 7 - len(run.lines))
    harsh = decision(quiz, Verb.NEW_KEY, withdraws=True)
    run = rehearsal.rehearse(harsh, rehearsal.begin(harsh), seconds=9)
    assert (run.tally["pass_kept"], run.tally["newly_fails"]) == (0, 1)
    assert run.ordered()[0].attempt == attempts[0].pk


def test_open_and_unmarked_sittings_are_counted_apart(
    dinghai: World, wang: User, chen: User, li: User
) -> None:
    quiz, _attempts = the_class(dinghai)
    begin(quiz, wang)
    Attempt.objects.filter(pk=begin(quiz, chen).pk).update(state=Attempt.State.SUBMITTED)
    run = rehearsal.begin(decision(quiz, Verb.LEAVE_OUT))
    assert (run.total, run.open, run.unmarked) == (7, 1, 1)


def test_a_long_run_goes_on_where_it_stopped(
    dinghai: World, li: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz, _attempts = the_class(dinghai)
    whole = tried(decision(quiz, Verb.FULL_MARKS))
    monkeypatch.setattr(rehearsal, "BATCH", 2)
    monkeypatch.setattr(kept, "SECONDS_AT_ONCE", 0)
    done = []
    for _request in range(20):
        _basis, run = kept.kept_rehearsal(decision(quiz, Verb.FULL_MARKS))
        done.append(run.done)
        if run.complete:
            break
    assert done == [2, 4, 6, 7]
    assert {line.attempt: line for line in run.lines} == whole


def test_a_batch_needs_few_queries_however_many_sittings(dinghai: World, li: User) -> None:
    quiz, _attempts = the_class(dinghai)
    wanted = decision(quiz, Verb.LEAVE_OUT)
    begun = rehearsal.begin(wanted)
    with at_most(7):
        rehearsal.rehearse(wanted, begun, seconds=60)
    with at_most(3):
        rehearsal.basis(wanted)


def test_the_fingerprint_follows_whatever_changes_the_effect(
    dinghai: World, wang: User, li: User
) -> None:
    quiz, attempts = the_class(dinghai)
    wanted = decision(quiz, Verb.LEAVE_OUT)
    seen = [rehearsal.basis(wanted)]
    assert rehearsal.basis(wanted) == seen[0]
    sitting = begin(quiz, wang)
    assert rehearsal.basis(wanted) == seen[0]  # who is still at it changes no mark
    seen.append(rehearsal.basis(decision(quiz, Verb.FULL_MARKS)))
    seen.append(rehearsal.basis(decision(quiz, Verb.LEAVE_OUT, withdraws=True)))
    seen.append(rehearsal.basis(decision(quiz, Verb.LEAVE_OUT, only=(str(attempts[0].pk),))))
    seen.append(rehearsal.basis(decision(None, Verb.LEAVE_OUT)))
    finish(sitting, {})
    seen.append(rehearsal.basis(wanted))
    carried_out(decision(quiz, Verb.FULL_MARKS), li)
    seen.append(rehearsal.basis(wanted))
    assert len(set(seen)) == len(seen)


def test_a_late_answer_that_is_accepted_changes_the_fingerprint(
    dinghai: World, wang: User, li: User
) -> None:
    quiz, _attempts = the_class(dinghai)
    sitting = begin(quiz, wang)
    item = items_of(sitting)[0]
    finish(sitting, fields(item, "丁"))
    wanted = decision(quiz, Verb.NEW_KEY)
    seen = rehearsal.basis(wanted)
    answer(sitting, 1, fields(item, "丙"), seq=9)
    assert rehearsal.basis(wanted) == seen  # late: it does not count
    accept_late(attempt=sitting, by=li, reason="网络断了", now=NOW)
    assert rehearsal.basis(wanted) != seen


# ---- laws

SMALL = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DECIDED = st.tuples(
    st.sampled_from(["accept_also", "new_key", "full_marks", "leave_out", "take_back"]),
    st.sampled_from(KINDS),
    st.booleans(),
    st.booleans(),
)


def key_of(number: str, other: str) -> dict[str, Any]:
    """A key that holds what some papers say for right."""
    version = asked(number)
    key: dict[str, Any] = dict(version.answer_key)
    match version.kind:
        case "single_choice" | "multiple_choice":
            ids = [option["id"] for option in version.body["options"]]
            key["right"] = ids[:1] if other else ids[2:3] if len(key["right"]) == 1 else ids[:2]
        case "true_false":
            key["answer"] = not key["answer"]
        case "fill_blank":
            key["blanks"] = [[*key["blanks"][0], "二分之一"], ["五"]]
        case "matching":
            left = list(key["pairs"])
            key["pairs"] = dict(zip(left, reversed(key["pairs"].values()), strict=True))
        case "ordering":
            first, second, *rest = key["order"]
            key["order"] = [second, first, *rest]
        case _:
            key["parts"] = [key["parts"][0], {**key["parts"][1], "answer": True}]
    return key


def planned(
    quiz: Quiz, verb: str, number: str, withdraws: bool, some: list[str]
) -> Decision | None:
    """A decision of a drawn sequence; None when there is nothing to take back."""
    if verb == "take_back":
        standing = KeyAmendment.objects.filter(quiz=quiz, taken_back=None)
        last = standing.exclude(verb="take_back").order_by("-pk").first()
        return Decision.undoing(last, reason="撤回", withdraws=withdraws) if last else None
    key = key_of(number, "a" if withdraws else "") if verb in {"accept_also", "new_key"} else None
    return decision(quiz, verb, number, answer_key=key, withdraws=withdraws, only=tuple(some))


@SMALL
@given(steps=st.lists(DECIDED, min_size=1, max_size=4))
def test_after_any_decisions_all_is_as_a_recomputation_gives(
    dinghai: World, li: User, steps: list[tuple[str, str, bool, bool]]
) -> None:
    quiz, attempts = the_class(dinghai, key=f"q{Quiz.objects.count()}")
    for verb, number, withdraws, narrowed in steps:
        some = [str(attempt.pk) for attempt in attempts[:3]] if narrowed else []
        wanted = planned(quiz, verb, number, withdraws, some)
        if wanted is None:
            continue
        before, lines = stored(attempts), tried(wanted)
        carried_out(wanted, li)
        after = stored(attempts)
        assert after == before | {pk: (line.new, line.new_passed) for pk, line in lines.items()}
    for attempt in Attempt.objects.filter(quiz=quiz):
        sheet = sheet_of(attempt)
        fresh = total_of(sheet.judged(), attempt.rules)
        assert (attempt.percent, attempt.maximum, attempt.marked) == (
            fresh.percent,
            fresh.maximum,
            fresh.marked,
        )
        assert attempt.passed in {fresh.passed, True}
        assert not [one for one in sheet.judged() if one.differs(sheet.scores[one.item.pk])]
        assert keeping.differences(attempt.learner_id) == []


@pytest.mark.parametrize("verb", ["accept_also", "new_key"])
def test_deciding_the_same_again_changes_nothing(dinghai: World, li: User, verb: str) -> None:
    quiz, attempts = the_class(dinghai)
    for number in KINDS:
        wanted = decision(quiz, verb, number, answer_key=key_of(number, ""))
        carried_out(wanted, li)
        before, written = stored(attempts), (Score.objects.count(), MarkChange.objects.count())
        assert tried(wanted) == {}, number
        carried_out(wanted, li)
        assert (Score.objects.count(), MarkChange.objects.count()) == written, number
        assert stored(attempts) == before, number


# What the dry run says is what happens (above), so the laws of the verbs are told by dry runs.


@pytest.mark.parametrize("number", KINDS)
def test_each_verb_keeps_its_law(dinghai: World, li: User, number: str) -> None:
    quiz, attempts = the_class(dinghai)
    also = tried(decision(quiz, Verb.ACCEPT_ALSO, number, answer_key=key_of(number, "")))
    assert also  # somebody gains
    assert all(line.new >= line.old for line in also.values())
    full = tried(decision(quiz, Verb.FULL_MARKS, number))
    assert all(line.new_mark == 1 for line in full.values())
    position = KINDS.index(number) + 1
    rest = tried(decision(quiz, Verb.LEAVE_OUT, number))
    for attempt in attempts:
        marks = [(score.item.position, score.fraction) for score in scores_of(attempt)]
        others = [fraction for place, fraction in marks if place != position]
        left = (sum(others, Decimal(0)) / len(others) * 100).quantize(Decimal("0.01"))
        assert rest[attempt.pk].new == left
        if attempt.pk not in full:
            assert dict(marks)[position] == 1


def scores_of(attempt: Attempt) -> list[Score]:
    scores = Score.objects.filter(item__attempt=attempt).select_related("item")
    return list(scores.order_by("number"))


@pytest.mark.parametrize("said", ["先罢免;错", "先罢免;对", "先询问;对", "先询问;错"])
def test_what_is_accepted_in_each_part_of_a_group_adds_up(
    dinghai: World, wang: User, li: User, said: str
) -> None:
    """The two keys differ in both parts: the best of each part counts, not the better whole."""
    quiz = quiz_with(dinghai, dinghai.questions[6])
    attempt = begin(quiz, wang)
    finish(attempt, fields(items_of(attempt)[0], said))
    first, second = asked("C1").answer_key["parts"]
    also = {"parts": [first, {**second, "answer": True}]}
    carried_out(decision(quiz, Verb.ACCEPT_ALSO, "C1", answer_key=also), li)
    both = {"parts": [{**first, "right": ["recall"]}, {**second, "answer": True}]}
    carried_out(decision(quiz, Verb.ACCEPT_ALSO, "C1", answer_key=both), li)
    attempt.refresh_from_db()
    assert attempt.percent == 100
