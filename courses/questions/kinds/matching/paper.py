"""Asks to join each left entry to a right one, by select boxes: no drag needed."""

from typing import Any

from courses.questions.kinds.contract import Posted
from courses.questions.outcome import Body, Key, Payload
from courses.questions.tokens import identity_of, shuffled, token


def present(body: Body, seed: str) -> dict[str, Any]:
    """Left entries in the author's order, right ones shuffled, all under opaque names."""
    partners = [
        {"token": token(seed, right["id"]), "text": right["text"]}
        for right in shuffled(seed, body["right"])
    ]
    rows = [
        {"token": token(seed, left["id"]), "text": left["text"], "chosen": ""}
        for left in body["left"]
    ]
    return {"stem": body["stem"], "rows": rows, "partners": partners}


def read(posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
    """Identities of the joined partners by left entry; rows left open are absent."""
    partners = [right["id"] for right in body["right"]]
    pairs: dict[str, str] = {}
    for left in body["left"]:
        given = list(posted.get(f"{name}-{token(seed, left['id'])}", []))
        partner = identity_of(seed, given[0], partners) if given else None
        if partner:
            pairs[left["id"]] = partner
    return {"pairs": pairs}


def refill(presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
    """With the saved partners selected."""
    saved = {token(seed, k): token(seed, v) for k, v in payload.get("pairs", {}).items()}
    rows = [{**row, "chosen": saved.get(row["token"], "")} for row in presented["rows"]]
    return {**presented, "rows": rows}


def review(body: Body, key: Key, payload: Payload) -> dict[str, Any]:
    """For each left entry the partner given and the right one."""
    texts = {right["id"]: right["text"] for right in body["right"]}
    given = payload.get("pairs", {})
    return {
        "stem": body["stem"],
        "rows": [
            {
                "text": left["text"],
                "given": texts.get(given.get(left["id"], ""), ""),
                "right": texts[key["pairs"][left["id"]]],
                "hit": given.get(left["id"]) == key["pairs"][left["id"]],
            }
            for left in body["left"]
        ],
    }
