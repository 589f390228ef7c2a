"""An answer that comes without a form is read by the way of the form: for every kind, the fields of
a payload give the payload back, and junk gives nothing but what a form could have sent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.kinds.registry import FOLDERS, KINDS, default_rules, grade
from tests.factories.authored import EVERY, law, payloads

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
NAMES = ("chosen", "answer", "blanks", "value", "pairs", "ranks", "text", "parts")


@pytest.mark.parametrize("kind", [*FOLDERS, "case_group"])
@law
@given(drawn=st.data(), seed=st.text(max_size=9))
def test_fields_of_an_answer_read_give_the_answer(kind: str, drawn: Any, seed: str) -> None:
    body, key = drawn.draw(EVERY[kind])
    paper = KINDS[kind].paper
    payload = drawn.draw(payloads(kind, body, key))
    once = paper.read(paper.fields(payload, "q", body, seed), "q", body, seed)
    again = paper.read(paper.fields(once, "q", body, "other"), "q", body, "other")
    assert again == once
    marks = [grade(kind, body, key, one, default_rules()) for one in (payload, once)]
    assert marks[0].fraction == marks[1].fraction


@pytest.mark.parametrize("kind", [*FOLDERS, "case_group"])
@law
@given(drawn=st.data(), said=st.dictionaries(st.sampled_from(NAMES), junk))
def test_junk_is_an_answer_that_can_be_marked(kind: str, drawn: Any, said: Any) -> None:
    body, key = drawn.draw(EVERY[kind])
    paper = KINDS[kind].paper
    payload = paper.read(paper.fields(said, "q", body, "s"), "q", body, "s")
    assert 0 <= abs(grade(kind, body, key, payload, default_rules()).fraction) <= 1
