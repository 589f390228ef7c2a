"""An author's question filled from body and key says exactly these again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.models import CaseGroupQuestion, Question
from courses.questions.kinds.registry import KINDS
from courses.questions.versions.naming import models_by_kind
from tests.factories import questions
from tests.factories.authored import EVERY, law

MAKERS = (
    questions.single,
    questions.multiple,
    questions.true_false,
    questions.fill_blank,
    questions.matching,
    questions.ordering,
    questions.numeric,
    questions.short_answer,
    questions.case_group,
)


def plain(said: Any) -> Any:
    """Without switches that are off and hints of parts (parts have neither); an answer of two
    lines is two answers."""
    if isinstance(said, dict):
        parts = [{n: v for n, v in p.items() if n != "hints"} for p in said.get("parts", [])]
        lines = [
            [line.strip() for text in texts for line in text.split("\n") if line.strip()]
            for texts in said.get("blanks", [])
        ]
        said = said | ({"parts": parts} if parts else {}) | ({"blanks": lines} if lines else {})
        return {name: plain(value) for name, value in said.items() if value is not False}
    return [plain(one) for one in said] if isinstance(said, list) else said


def contents(question: Question) -> tuple[dict[str, Any], dict[str, Any]]:
    return question.frozen_body(), question.frozen_key()


@pytest.mark.parametrize("kind", KINDS)
@law
@given(chance=st.data())
def test_what_a_question_says_is_filled_into_another_and_again_into_itself(
    kind: str, chance: st.DataObject
) -> None:
    body, key = chance.draw(EVERY[kind])
    model = models_by_kind()[kind]
    question, other = model(), model()
    question.fill(body, key)
    said = contents(question)
    assert plain(said[0]) == plain(body)
    assert plain(said[1]) == plain(key)
    other.fill(*said)
    assert contents(other) == said
    question.fill(*said)
    assert contents(question) == said


@pytest.mark.parametrize("make", MAKERS)
def test_a_question_of_the_bank_keeps_its_rows(make: Any, db: None) -> None:
    made = make(None)
    question = type(made).objects.get(pk=made.pk)
    before = contents(question)
    rows = {name: [row.pk for row in getattr(question, name).all()] for name in made.row_relations}
    question.fill(*before)
    question.save()
    again = type(made).objects.get(pk=made.pk)
    assert contents(again) == before
    for name, keys in rows.items():
        assert [row.pk for row in getattr(again, name).all()] == keys


def test_a_reworded_option_keeps_its_identity_and_a_moved_one_too(db: None) -> None:
    question = questions.single(None)
    body, key = contents(question)
    first, second, third, _fourth = body["options"]
    written = [{**second, "id": "new2"}, {**first, "id": "new1"}, {"id": "new3", "text": "换了"}]
    question.fill({**body, "options": written}, {**key, "right": ["new2"]})
    again, own = contents(question)
    assert [option["id"] for option in again["options"]] == [second["id"], first["id"], third["id"]]
    assert own["right"] == [second["id"]]


def test_partners_that_change_places_stay_the_same_partners(db: None) -> None:
    question = questions.matching(None)
    body, key = contents(question)
    texts = {right["id"]: right["text"] for right in body["right"]}
    one, other = body["left"]
    swapped = {one["id"]: key["pairs"][other["id"]], other["id"]: key["pairs"][one["id"]]}
    question.fill(body, {**key, "pairs": swapped})
    again, own = contents(question)
    assert own["pairs"] == swapped
    assert {right["id"]: right["text"] for right in again["right"]} == texts


def test_a_part_reworded_in_a_file_is_still_the_same_part(db: None) -> None:
    question: Any = CaseGroupQuestion.objects.get(pk=questions.case_group(None).pk)
    body, key = contents(question)
    ids = [part["id"] for part in body["parts"]]
    options = [option["id"] for option in body["parts"][0]["body"]["options"]]
    for part in body["parts"]:
        part["id"] = f"file-{part['id'][:4]}"
    body["parts"][0]["body"]["stem"] = "最先做什么？"
    question.fill(body, key)
    again, _key = contents(question)
    assert [part["id"] for part in again["parts"]] == ids
    assert [option["id"] for option in again["parts"][0]["body"]["options"]] == options
