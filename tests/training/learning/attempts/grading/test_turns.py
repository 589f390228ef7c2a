"""Whose turn it is, over any marks."""

from decimal import Decimal
from uuid import UUID

from hypothesis import given as forall
from hypothesis import strategies as st

from training.learning.attempts.agreement import Given, Standing, standing
from training.learning.attempts.grading.turns import Turn, allowed_turn, next_turn

PEOPLE = [UUID(int=n) for n in range(4)]
marks = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["0", "0.1", "0.5", "1"]), st.booleans()),
    max_size=5,
).map(
    lambda rows: [
        Given(who, Decimal(share), decides, number)
        for number, (who, share, decides) in enumerate(rows, start=1)
    ]
)
people = st.sampled_from(PEOPLE)


@forall(people, marks, st.booleans(), st.booleans())
def test_what_is_asked_of_somebody_is_also_allowed(
    who: UUID, told: list[Given], second: bool, settles: bool
) -> None:
    asked = next_turn(who, told, second_marker=second, settles=settles)
    allowed = allowed_turn(who, told, second_marker=second, settles=settles, finished=False)
    assert asked in {Turn.NONE, allowed}


@forall(people, marks, st.booleans(), st.booleans())
def test_nothing_is_asked_once_all_agree(
    who: UUID, told: list[Given], second: bool, settles: bool
) -> None:
    if standing(told, second_marker=second) == Standing.AGREED:
        assert next_turn(who, told, second_marker=second, settles=settles) == Turn.NONE


@forall(marks, st.booleans())
def test_somebody_who_has_not_marked_can_always_go_on(told: list[Given], second: bool) -> None:
    stranger = UUID(int=99)
    waits = standing(told, second_marker=second) != Standing.AGREED
    asked = next_turn(stranger, told, second_marker=second, settles=False)
    assert (asked != Turn.NONE) == waits


@forall(people, marks)
def test_only_an_editor_decides_about_her_own_mark(who: UUID, told: list[Given]) -> None:
    plain = {mark.grader_id for mark in told if not mark.decides}
    decided = {mark.grader_id for mark in told if mark.decides}
    if who in plain - decided:
        for finished in (False, True):
            turn = allowed_turn(who, told, second_marker=True, settles=False, finished=finished)
            assert turn != Turn.DECIDE


@forall(people, marks, st.booleans())
def test_a_finished_sitting_of_two_markers_is_changed_by_decision_only(
    who: UUID, told: list[Given], settles: bool
) -> None:
    turn = allowed_turn(who, told, second_marker=True, settles=settles, finished=True)
    assert turn != Turn.MARK
