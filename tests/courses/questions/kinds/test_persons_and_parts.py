"""Short answers wait for a person; case groups bring their parts together."""

from decimal import Decimal
from typing import Any

import pytest

from courses.questions.kinds.registry import grade
from courses.questions.kinds.short_answer.marking import from_marks
from courses.questions.outcome import GIVEN

RUBRIC = {
    "model_answer": "",
    "criteria": [
        {"id": "a", "text": "事实", "full": "", "partial": "", "weight": 2},
        {"id": "b", "text": "依据", "full": "", "partial": "", "weight": 1},
    ],
}
WRITE = {"stem": "写一写。", "shortest": 0, "longest": 500}


def written(payload: dict[str, Any]) -> Any:
    return grade("short_answer", WRITE, RUBRIC, payload, {})


def test_a_written_answer_waits_for_a_person_and_an_empty_one_for_nobody() -> None:
    assert (written({"text": "因为……"}).state, written({"text": "因为……"}).needs_person) == (
        "needsgrading",
        True,
    )
    for nothing in ({}, {"text": " \n　"}):
        assert (written(nothing).state, written(nothing).needs_person) == ("gaveup", False)


def test_what_persons_gave_is_the_mark() -> None:
    marked = written({"text": "因为……", GIVEN: "0.75"})
    assert (marked.fraction, marked.state, marked.needs_person) == (
        Decimal("0.75"),
        "partial",
        False,
    )
    assert written({"text": "", GIVEN: "1"}).state == "gaveup"


@pytest.mark.parametrize(
    ("a", "b", "share", "state"),
    [("1", "1", "1", "right"), ("0", "0", "0", "wrong"), ("0.5", "1", "0.666667", "partial")],
)
def test_marks_by_criterion_are_weighted(a: str, b: str, share: str, state: str) -> None:
    outcome = from_marks(RUBRIC, {"a": Decimal(a), "b": Decimal(b)})
    assert (outcome.as_json()["fraction"], outcome.state) == (f"{Decimal(share):.6f}", state)


@pytest.mark.parametrize(
    ("marks", "named"),
    [({"a": "1"}, "b"), ({"a": "1", "b": "1.1"}, "b"), ({"a": "1", "b": "0", "c": "1"}, "c")],
)
def test_marks_that_do_not_fit_the_rubric_are_refused(marks: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        from_marks(RUBRIC, {name: Decimal(mark) for name, mark in marks.items()})


# ---- parts

GROUP = {
    "stem": "某代表遇到一件事。",
    "parts": [
        {"id": "p1", "kind": "true_false", "body": {"stem": "?"}, "weight": 3},
        {"id": "p2", "kind": "fill_blank", "body": {"stem": "____、____"}},
    ],
}
KEY = {"parts": [{"answer": True}, {"blanks": [["甲"], ["乙"]]}]}
ANSWER = {"parts": [{"answer": True}, {"blanks": ["甲", "丙"]}]}


def group(payload: Any, rule: str = "by_weights", body: Any = GROUP, key: Any = KEY) -> Any:
    return grade("case_group", body, key, payload, {"case_group": rule})


@pytest.mark.parametrize(
    ("rule", "share"),
    # 3 × 1 + 1 × 1/2 of 4; the mean of 1 and 1/2; not everything
    [("by_weights", "0.875"), ("mean_of_parts", "0.75"), ("all_or_nothing", "0")],
)
def test_parts_are_brought_together_by_the_rule(rule: str, share: str) -> None:
    outcome = group(ANSWER, rule)
    assert outcome.fraction == Decimal(share)
    assert [(part.part, part.state) for part in outcome.parts] == [
        ("p1", "right"),
        ("p2", "partial"),
    ]
    assert [part["part"] for part in outcome.as_json()["parts"]] == ["p1", "p2"]


def test_parts_of_an_old_version_are_known_by_number_and_weigh_the_same() -> None:
    old = {"stem": "?", "parts": [{k: p[k] for k in ("kind", "body")} for p in GROUP["parts"]]}
    outcome = group(ANSWER, body=old)
    assert ([part.part for part in outcome.parts], outcome.fraction) == (
        ["1", "2"],
        Decimal("0.75"),
    )


def test_all_or_nothing_pays_when_every_part_is_right() -> None:
    assert (
        group({"parts": [{"answer": True}, {"blanks": ["甲", "乙"]}]}, "all_or_nothing").fraction
        == 1
    )


def test_a_part_that_waits_for_a_person_lets_the_whole_wait() -> None:
    body = {
        "stem": "?",
        "parts": [*GROUP["parts"], {"id": "p3", "kind": "short_answer", "body": WRITE}],
    }
    key = {"parts": [*KEY["parts"], RUBRIC]}
    waiting = group({"parts": [{"answer": True}, {}, {"text": "因为……"}]}, body=body, key=key)
    assert (waiting.state, waiting.fraction) == ("needsgrading", Decimal("0.6"))
    assert [part.state for part in waiting.parts] == ["right", "gaveup", "needsgrading"]
    given = {"parts": [{"answer": True}, {}, {"text": "因为……", GIVEN: "1"}]}
    assert (group(given, body=body, key=key).state, group(given, body=body, key=key).fraction) == (
        "partial",
        Decimal("0.8"),
    )
    nobody = group({"parts": [{"answer": True}, {}, {"text": ""}]}, body=body, key=key)
    assert (nobody.state, nobody.needs_person) == ("partial", False)
