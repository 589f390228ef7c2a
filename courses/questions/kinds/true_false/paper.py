"""Asks whether a statement is right."""

from typing import Any

from courses.questions.kinds.contract import Posted
from courses.questions.outcome import Body, Key, Payload

ANSWERS = {"true": True, "false": False}


def present(body: Body, seed: str) -> dict[str, Any]:
    """The statement."""
    return {"stem": body["stem"], "answer": None}


def read(posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
    """True, False, or None when nothing was chosen."""
    given = list(posted.get(name, []))
    return {"answer": ANSWERS.get(given[0]) if given else None}


def refill(presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
    """With the saved judgement."""
    return {**presented, "answer": payload.get("answer")}


def review(body: Body, key: Key, payload: Payload) -> dict[str, Any]:
    """The judgement given and the right one."""
    return {"stem": body["stem"], "given": payload.get("answer"), "right": key["answer"]}
