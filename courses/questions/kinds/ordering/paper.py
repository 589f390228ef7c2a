"""Asks to number entries in order; buttons move them where JavaScript runs: no drag needed."""

from typing import Any

from courses.questions.kinds.contract import Posted
from courses.questions.outcome import Body, Key, Payload
from courses.questions.tokens import shuffled, token


def present(body: Body, seed: str) -> dict[str, Any]:
    """The entries shuffled, each with an empty place."""
    entries = [
        {"token": token(seed, entry["id"]), "text": entry["text"], "rank": None}
        for entry in shuffled(seed, body["items"])
    ]
    return {"stem": body["stem"], "entries": entries, "places": range(1, len(entries) + 1)}


def read(posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
    """The place given to each entry; open or impossible places are absent."""
    ranks: dict[str, int] = {}
    for entry in body["items"]:
        given = list(posted.get(f"{name}-{token(seed, entry['id'])}", []))
        if given and given[0].isdecimal() and 1 <= int(given[0]) <= len(body["items"]):
            ranks[entry["id"]] = int(given[0])
    return {"ranks": ranks}


def refill(presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
    """With the saved places."""
    saved = {token(seed, k): v for k, v in payload.get("ranks", {}).items()}
    entries = [{**entry, "rank": saved.get(entry["token"])} for entry in presented["entries"]]
    return {**presented, "entries": entries}


def review(body: Body, key: Key, payload: Payload) -> dict[str, Any]:
    """The entries in the right order, each with the place it was given."""
    texts = {entry["id"]: entry["text"] for entry in body["items"]}
    ranks = payload.get("ranks", {})
    return {
        "stem": body["stem"],
        "entries": [
            {"text": texts[identity], "place": place, "given": ranks.get(identity)}
            for place, identity in enumerate(key["order"], start=1)
        ],
    }
