"""Groups dealt out evenly, and seats."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.cohorts.errors import ClassRefused
from training.cohorts.members import dealt, laid_out


def member(number: int, unit: int, first_term: bool) -> Any:
    return SimpleNamespace(
        pk=number,
        unit_id=unit,
        unit=SimpleNamespace(order=unit, name=str(unit)),
        group=None,
        first_term=first_term,
        learner=SimpleNamespace(number=f"R{number:03}"),
    )


@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), max_size=70), st.integers(2, 8))
@settings(max_examples=60)
def test_groups_and_townships_in_them_differ_by_one_at_most(
    people: list[tuple[int, bool]], groups: int
) -> None:
    members = [member(i, unit, first) for i, (unit, first) in enumerate(people)]
    among: Any = [SimpleNamespace(name=str(number)) for number in range(groups)]
    shares = dealt(members, among)
    sizes = [len(share.members) for share in shares]
    assert sum(sizes) == len(members)
    assert max(sizes) - min(sizes) <= 1
    for unit in {one.unit_id for one in members}:
        each = [Counter(one.unit_id for one in share.members)[unit] for share in shares]
        assert max(each) - min(each) <= 1


def test_everybody_sits_and_too_few_seats_are_refused() -> None:
    members = [member(i, i % 3, False) for i in range(7)]
    seats = laid_out(members, rows=2, columns=4, by_group=False)
    assert len(set(seats.values())) == 7
    assert seats[members[0].pk] == "1-1"  # the first of the first township
    with pytest.raises(ClassRefused):
        laid_out(members, rows=2, columns=3, by_group=False)
