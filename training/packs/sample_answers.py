"""Answers a sample person might give, as the form of the paper would post them.

An answer is made from the frozen question (right, or wrong in a believable way) and then written
in the names of the attempt, so that it goes through the same reading and marking as any other.
"""

import random
from collections.abc import Callable, Mapping
from typing import Any

from courses.questions.tokens import token

Body = Mapping[str, Any]
Key = Mapping[str, Any]
Answer = dict[str, Any]
Posted = dict[str, list[str]]

GUESSES = ("过半数", "三分之一", "5", "常委会", "不确定")


def _chosen(body: Body, key: Key, good: bool, rng: random.Random) -> Answer:
    right = list(key["right"])
    wrong = [option["id"] for option in body["options"] if option["id"] not in right]
    if good or not wrong:
        return {"chosen": right}
    if len(right) == 1:
        return {"chosen": [rng.choice(wrong)]}
    # Half the mistakes leave one out, half take one too many.
    return {"chosen": right[:-1] if rng.random() < 0.5 else [*right, rng.choice(wrong)]}


def _judged(body: Body, key: Key, good: bool, rng: random.Random) -> Answer:
    return {"answer": key["answer"] is good}


def _filled(body: Body, key: Key, good: bool, rng: random.Random) -> Answer:
    blanks = [accepted[0] for accepted in key["blanks"]]
    if not good:
        blanks[rng.randrange(len(blanks))] = rng.choice(GUESSES)
    return {"blanks": blanks}


def _paired(body: Body, key: Key, good: bool, rng: random.Random) -> Answer:
    pairs = dict(key["pairs"])
    if not good:
        one, other = rng.sample(sorted(pairs), 2)
        pairs[one], pairs[other] = pairs[other], pairs[one]
    return {"pairs": pairs}


def _ranked(body: Body, key: Key, good: bool, rng: random.Random) -> Answer:
    order = list(key["order"])
    if not good:
        place = rng.randrange(len(order) - 1)
        order[place], order[place + 1] = order[place + 1], order[place]
    return {"order": order}


MAKERS: dict[str, Callable[[Body, Key, bool, random.Random], Answer]] = {
    "single_choice": _chosen,
    "multiple_choice": _chosen,
    "true_false": _judged,
    "fill_blank": _filled,
    "matching": _paired,
    "ordering": _ranked,
}


def _names(kind: str, answer: Answer, name: str, seed: str) -> Posted:
    """The answer under the names the page would post."""
    if kind in {"single_choice", "multiple_choice"}:
        return {name: [token(seed, identity) for identity in answer["chosen"]]}
    if kind == "true_false":
        return {name: ["true" if answer["answer"] else "false"]}
    if kind == "fill_blank":
        return {f"{name}-{n}": [text] for n, text in enumerate(answer["blanks"], start=1)}
    if kind == "matching":
        return {
            f"{name}-{token(seed, left)}": [token(seed, right)]
            for left, right in answer["pairs"].items()
        }
    return {
        f"{name}-{token(seed, identity)}": [str(place)]
        for place, identity in enumerate(answer["order"], start=1)
    }


def posted_answer(item: Any, chance: float, rng: random.Random) -> Posted:
    """What a person who is right with this chance posts for an attempt item."""
    version, name = item.version, f"q{item.position}"
    if version.kind != "case_group":
        answer = MAKERS[version.kind](version.body, version.answer_key, rng.random() < chance, rng)
        return _names(version.kind, answer, name, item.seed)
    posted: Posted = {}
    keys = version.answer_key["parts"]
    for n, (part, key) in enumerate(zip(version.body["parts"], keys, strict=True), start=1):
        answer = MAKERS[part["kind"]](part["body"], key, rng.random() < chance, rng)
        posted.update(_names(part["kind"], answer, f"{name}.{n}", f"{item.seed}:{n}"))
    return posted
