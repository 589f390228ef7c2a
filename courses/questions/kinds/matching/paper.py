"""Asks to join each left entry to a right one, by select boxes: no drag needed."""

from typing import Any

from courses.questions.outcome import Body, Key, Payload
from courses.questions.posted import Posted, first, told_mapping
from courses.questions.tokens import LETTERS, identity_of, shuffled, token


def present(body: Body, seed: str, shuffle: bool = True) -> dict[str, Any]:
    """Left entries in the author's order, right ones shuffled and lettered, all under opaque
    names. Without shuffling the right ones stand in the order of the body, which tells nothing."""
    partners = [
        {"token": token(seed, right["id"]), "letter": LETTERS[n], "text": right["text"]}
        for n, right in enumerate(shuffled(seed, body["right"], shuffle))
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
        given = first(posted, f"{name}-{token(seed, left['id'])}", 20)
        if given and (partner := identity_of(seed, given, partners)):
            pairs[left["id"]] = partner
    return {"pairs": pairs}


def fields(payload: Payload, name: str, body: Body, seed: str) -> dict[str, list[str]]:
    """The select boxes that would send a payload."""
    pairs = told_mapping(payload, "pairs")
    return {
        f"{name}-{token(seed, left['id'])}": [token(seed, str(pairs[left["id"]]))]
        for left in body["left"]
        if left["id"] in pairs
    }


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


def solution(body: Body, key: Key, seed: str, shuffle: bool = True) -> str:
    """Row number and letter of its partner, row by row: 1B 2A."""
    right = shuffled(seed, body["right"], shuffle)
    letters = {entry["id"]: LETTERS[n] for n, entry in enumerate(right)}
    return " ".join(
        f"{n}{letters[key['pairs'][left['id']]]}" for n, left in enumerate(body["left"], start=1)
    )
