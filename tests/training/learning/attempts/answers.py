"""Answering a paper as its form would: right, or wrong, question by question."""

from typing import Any

from courses.questions.tokens import token
from training.learning.attempts.models import Attempt, AttemptItem

Posted = dict[str, list[str]]


def _choose(item: AttemptItem, name: str, texts: set[str], seed: str, body: Any) -> Posted:
    return {name: [token(seed, o["id"]) for o in body["options"] if o["text"] in texts]}


def right(item: AttemptItem) -> Posted:
    """The posted fields of a fully right answer to a question of tests.factories.questions."""
    name, body, key, seed = (
        f"q{item.position}",
        item.version.body,
        item.version.answer_key,
        item.seed,
    )
    kind = item.version.kind
    if kind in {"single_choice", "multiple_choice"}:
        return {name: [token(seed, identity) for identity in key["right"]]}
    if kind == "true_false":
        return {name: ["true" if key["answer"] else "false"]}
    if kind == "fill_blank":
        return {f"{name}-{n}": [row[0]] for n, row in enumerate(key["blanks"], start=1)}
    if kind == "matching":
        return {
            f"{name}-{token(seed, left)}": [token(seed, partner)]
            for left, partner in key["pairs"].items()
        }
    if kind == "ordering":
        return {
            f"{name}-{token(seed, entry)}": [str(place)]
            for place, entry in enumerate(key["order"], start=1)
        }
    first, second = body["parts"], key["parts"]
    chosen = [token(f"{seed}:1", identity) for identity in second[0]["right"]]
    assert first[0]["kind"] == "single_choice"
    return {f"{name}.1": chosen, f"{name}.2": ["false"]}


def wrong_single(item: AttemptItem) -> Posted:
    """A wrong choice of a single choice question."""
    key = item.version.answer_key["right"]
    other = next(o["id"] for o in item.version.body["options"] if o["id"] not in key)
    return {f"q{item.position}": [token(item.seed, other)]}


def items_of(attempt: Attempt) -> list[AttemptItem]:
    """The items with their versions, in order."""
    return list(
        AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt=attempt)
        .select_related("version")
        .order_by("position")
    )


def all_right(attempt: Attempt) -> Posted:
    """A whole paper answered right."""
    posted: Posted = {}
    for item in items_of(attempt):
        posted |= right(item)
    return posted
