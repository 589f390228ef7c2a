"""What each figure means."""

from datetime import timedelta

import pytest

from tests.factories.world import moment
from training.insight.definitions import State, due_codes, percent, state_of

NOW = moment(2, 8)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 0, None),
        (0, 5, 0),
        (5, 5, 100),
        (1, 2, 50),
        (1, 8, 13),
        (2, 3, 67),
        (299, 300, 99),
        (1, 300, 1),
        (1, 1, 100),
    ],
)
def test_percentages_never_round_somebody_away(part, whole, shown):
    assert percent(part, whole) == shown


def test_an_item_is_due_once_its_session_has_ended():
    timetable = [("a", NOW), ("b", NOW + timedelta(seconds=1))]
    assert due_codes(timetable, NOW) == {"a"}


@pytest.mark.parametrize(
    ("satisfied_at", "done", "due", "last_at", "state"),
    [
        (NOW, {"a"}, {"a", "b"}, NOW, State.FINISHED),  # a verdict once given stays
        (None, set(), {"a"}, None, State.NOT_STARTED),
        (None, set(), set(), NOW, State.ON_TRACK),
        (None, set(), {"a"}, NOW, State.BEHIND),
        (None, {"b"}, {"a"}, NOW, State.BEHIND),
        (None, {"a"}, {"a"}, NOW, State.ON_TRACK),
        (None, {"a"}, {"a"}, None, State.ON_TRACK),
    ],
)
def test_everybody_has_exactly_one_state(satisfied_at, done, due, last_at, state):
    found = state_of(satisfied_at=satisfied_at, done=done, due=due, last_at=last_at)
    assert found == state
