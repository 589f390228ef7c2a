"""The rotating codes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.world import moment
from training.learning.attendance import codes

NOW = moment(1, 9)  # a full half minute


def test_a_code_is_taken_while_it_is_shown_and_for_thirty_seconds_more() -> None:
    seen = codes.opened_room(codes.room_code(7, NOW))
    assert seen is not None
    assert seen.whose == 7
    assert seen.shown_at == NOW
    for seconds, fresh in ((0, True), (29, True), (59, True), (60, False), (3600, False)):
        assert seen.is_fresh(NOW + timedelta(seconds=seconds)) is fresh
    assert not seen.is_fresh(NOW - timedelta(seconds=1))


def test_the_number_goes_with_the_code() -> None:
    number = codes.room_number(7, NOW)
    assert len(number) == 6
    assert codes.fits_room(7, number, NOW + timedelta(seconds=59))
    assert not codes.fits_room(7, number, NOW + timedelta(seconds=60))
    assert not codes.fits_room(8, number, NOW)


def test_a_code_of_one_kind_is_not_one_of_another() -> None:
    person = uuid4()
    assert codes.opened_room(codes.person_code(person, NOW)) is None
    assert codes.opened_person(codes.room_code(7, NOW)) is None
    seen = codes.opened_person(codes.person_code(person, NOW))
    assert seen is not None
    assert seen.whose == person.int


@pytest.mark.parametrize("text", ["", "x", "7-abc-", "7-1-AAAAAAAAAAAAAAAA", "签-到-码", "a" * 500])
def test_what_was_not_made_here_is_no_code(text: str) -> None:
    assert codes.opened_room(text) is None


@given(st.integers(1, 10**9), st.integers(0, 200), st.data())
def test_no_changed_letter_gets_through(whose: int, later: int, draw: st.DataObject) -> None:
    code = codes.room_code(whose, NOW + timedelta(seconds=later))
    place = draw.draw(st.integers(0, len(code) - 1))
    letter = draw.draw(st.sampled_from("0123456789abcdefghijklmnopqrstuvwxyz-_"))
    changed = code[:place] + letter + code[place + 1 :]
    assert changed == code or codes.opened_room(changed) is None


def test_what_is_kept_of_a_phone_joins_nothing() -> None:
    assert codes.trace("phone", 1) == codes.trace("phone", 1) != codes.trace("phone", 2)
    assert codes.trace("", 1) == ""
