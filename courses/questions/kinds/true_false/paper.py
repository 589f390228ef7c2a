"""Asks whether a statement is right."""

from typing import Any

from courses.questions.outcome import Body, Key, Payload
from courses.questions.posted import Posted, first

ANSWERS = {"true": True, "false": False}
PRINTED = {True: "√", False: "×"}


def present(body: Body, seed: str, shuffle: bool = True) -> dict[str, Any]:
    """The statement."""
    return {"stem": body["stem"], "answer": None}


def read(posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
    """True, False, or None when nothing was chosen."""
    return {"answer": ANSWERS.get(first(posted, name, 5))}


def fields(payload: Payload, name: str, body: Body, seed: str) -> dict[str, list[str]]:
    """The judgement that would send a payload."""
    said = payload.get("answer")
    return {name: ["true" if said else "false"]} if isinstance(said, bool) else {}


def refill(presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
    """With the saved judgement."""
    return {**presented, "answer": payload.get("answer")}


def review(body: Body, key: Key, payload: Payload) -> dict[str, Any]:
    """The judgement given and the right one."""
    return {"stem": body["stem"], "given": payload.get("answer"), "right": key["answer"]}


def solution(body: Body, key: Key, seed: str, shuffle: bool = True) -> str:
    """√ or ×."""
    return PRINTED[bool(key["answer"])]
