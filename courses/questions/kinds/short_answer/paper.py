"""Asks to write a few sentences."""

from typing import Any

from courses.questions.outcome import Body, Key, Payload
from courses.questions.posted import Posted, first

KEPT = 20_000
"""A longer text is cut; the limit told to the deputy is far below, and passing it costs nothing."""

CHARACTERS_A_LINE = 25
FEWEST_LINES, MOST_LINES = 4, 20


def present(body: Body, seed: str, shuffle: bool = True) -> dict[str, Any]:
    """The stem, how long the answer should be, and the lines ruled for it on paper."""
    lines = -(-body["longest"] // CHARACTERS_A_LINE)
    return {
        "stem": body["stem"],
        "shortest": body["shortest"],
        "longest": body["longest"],
        "lines": range(min(max(lines, FEWEST_LINES), MOST_LINES)),
        "text": "",
    }


def read(posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
    """The text, its line ends made alike."""
    return {"text": first(posted, name, KEPT).replace("\r\n", "\n").replace("\r", "\n")}


def fields(payload: Payload, name: str, body: Body, seed: str) -> dict[str, list[str]]:
    """The text that would send a payload."""
    return {name: [str(payload.get("text") or "")]}


def refill(presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
    """With the saved text."""
    return {**presented, "text": payload.get("text") or ""}


def review(body: Body, key: Key, payload: Payload) -> dict[str, Any]:
    """The text given with its length, the model answer, and what was looked for."""
    given = str(payload.get("text") or "")
    total = sum(criterion["weight"] for criterion in key["criteria"])
    return {
        "stem": body["stem"],
        "given": given,
        "length": length_of(given),
        "shortest": body["shortest"],
        "longest": body["longest"],
        "model_answer": key["model_answer"],
        "criteria": [
            {"text": c["text"], "full": c["full"], "share": round(100 * c["weight"] / total)}
            for c in key["criteria"]
        ],
        "hit": None,
    }


def length_of(text: str) -> int:
    """Characters without spaces and line ends, as people count them."""
    return len("".join(text.split()))


def solution(body: Body, key: Key, seed: str, shuffle: bool = True) -> str:
    """The model answer, or what is looked for where there is none."""
    return key["model_answer"] or "；".join(c["text"] for c in key["criteria"])
