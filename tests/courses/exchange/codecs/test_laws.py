"""What is written is read back, for every kind and format, down to the last sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.kinds.registry import KINDS
from tests.courses.exchange.codecs.written import questions, same, there_and_back
from tests.factories.authored import law

FORMATS = ("text", "docx", "gift", "moodle_xml", "qti")
every_kind = pytest.mark.parametrize("kind", sorted(KINDS))
every_format = pytest.mark.parametrize("name", FORMATS)


@every_format
@every_kind
@law
@given(st.data())
def test_every_kind_comes_back_as_it_went(name: str, kind: str, data: st.DataObject) -> None:
    asked = data.draw(questions(kind))
    reading = there_and_back(name, [asked])
    assert [found.problems for found in reading.found] == [()], reading.found
    assert reading.problems == []
    assert [found for found in reading.found if not same(asked, found.columns)] == []


@every_format
@law
@given(st.data())
def test_several_questions_stay_apart(name: str, data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=5))
    asked = [data.draw(questions(kind)) for kind in kinds]
    asked.sort(key=lambda question: list(KINDS).index(question.kind))
    found = there_and_back(name, asked).found
    assert len(found) == len(asked)
    assert all(same(q, f.columns) for q, f in zip(asked, found, strict=True))
