"""Whatever the phone says of an answer, the server says too; what it is not sure of it leaves."""

from collections.abc import Callable, Iterable, Iterator
from itertools import permutations, product
from typing import Any

from playwright.sync_api import Page

from courses.models import Question
from courses.questions.kinds.registry import KINDS
from tests.browser.steps import sign_in
from tests.factories import questions
from tests.factories.world import World
from training.people.models import User

NUMBERS = [
    "12000",
    "12,000",
    "一万二",
    "1.2亿",
    "11880",
    "11879",
    "12600",
    "12000万元",
    "1.2万万元",
    "12000元",
    "0",
    "60%",
    "2/3",
]
BLANKS = [
    "三分之二",
    "2/3",
    "３分之２",
    "23",
    "2 / 3",
    "十",
    "10",
    "10人",
    "１０",
    "",
    "十。",
    "一",
]
CERTAIN = {"right", "partial", "wrong", "gaveup"}


def _ticked(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    ids = [one["id"] for one in body["options"]]
    for ticks in product((False, True), repeat=len(ids)):
        yield {"chosen": [one for one, ticked in zip(ids, ticks, strict=True) if ticked]}


def _one(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (said for said in _ticked(body) if len(said["chosen"]) < 2)


def _joined(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    rights = [None, *(one["id"] for one in body["right"])]
    for said in product(rights, repeat=len(body["left"])):
        pairs = zip(body["left"], said, strict=True)
        yield {"pairs": {left["id"]: right for left, right in pairs if right}}


def _ranked(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    ids = [one["id"] for one in body["items"]]
    yield {"ranks": {}}
    yield {"ranks": dict.fromkeys(ids, 1)}
    for order in permutations(range(1, len(ids) + 1)):
        yield {"ranks": dict(zip(ids, order, strict=True))}


ANSWERS: dict[str, Callable[[dict[str, Any]], Iterable[dict[str, Any]]]] = {
    "single_choice": _one,
    "multiple_choice": _ticked,
    "true_false": lambda _body: [{"answer": said} for said in (True, False, None)],
    "fill_blank": lambda _body: [{"blanks": [*both]} for both in product(BLANKS, repeat=2)],
    "numeric": lambda _body: [{"value": said} for said in ("", *NUMBERS)],
    "matching": _joined,
    "ordering": _ranked,
}
"""All sorts of answers to a question of a kind."""


def by_server(version: Any, payload: dict[str, Any]) -> str:
    """As marking has it."""
    kind = KINDS[version.kind]
    outcome = kind.marking.grade(version.body, version.answer_key, payload, kind.rule, None)
    return str(outcome.state)


def test_the_phone_marks_as_the_server_or_says_that_it_does_not_know(
    phone: Page, wang: User, dinghai: World
) -> None:
    asked: list[Question] = [
        make(dinghai.root, f"X{n}")
        for n, make in enumerate(
            (
                questions.single,
                questions.multiple,
                questions.true_false,
                questions.fill_blank,
                questions.numeric,
                questions.matching,
                questions.ordering,
            )
        )
    ]
    sign_in(phone, wang)
    for question in asked:
        version = question.live_version
        assert version is not None
        given = list(ANSWERS[version.kind](version.body))
        said = phone.evaluate(
            """async ([kind, body, key, given]) => {
              const { mark } = await import("/static/offline/marking.js");
              return given.map((one) => mark(kind, body, key, one));
            }""",
            [version.kind, version.body, version.answer_key, given],
        )
        pairs = [
            (by_server(version, one), told, one) for one, told in zip(given, said, strict=True)
        ]
        assert not [pair for pair in pairs if pair[1] in CERTAIN and pair[0] != pair[1]]
        sure = [pair for pair in pairs if pair[1] in CERTAIN]
        assert "right" in {pair[1] for pair in sure}, version.kind
        if version.kind not in {"fill_blank", "numeric"}:
            assert len(sure) == len(pairs)
