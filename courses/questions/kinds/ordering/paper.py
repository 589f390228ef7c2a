"""Asks to number entries in order; buttons move them where JavaScript runs: no drag needed."""

from typing import Any

from courses.questions.outcome import Body, Key, Payload
from courses.questions.posted import Posted, first, told_mapping
from courses.questions.tokens import shuffled, token


def present(body: Body, seed: str, shuffle: bool = True) -> dict[str, Any]:
    """The entries shuffled, each with an empty place; without shuffling in the order of the body,
    which is that of their identities and tells nothing."""
    entries = [
        {"token": token(seed, entry["id"]), "text": entry["text"], "rank": None}
        for entry in shuffled(seed, body["items"], shuffle)
    ]
    return {"stem": body["stem"], "entries": entries, "places": range(1, len(entries) + 1)}


def read(posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
    """The place given to each entry; open or impossible places are absent."""
    places = {str(place): place for place in range(1, len(body["items"]) + 1)}
    ranks: dict[str, int] = {}
    for entry in body["items"]:
        given = first(posted, f"{name}-{token(seed, entry['id'])}", 5)
        if given in places:
            ranks[entry["id"]] = places[given]
    return {"ranks": ranks}


def fields(payload: Payload, name: str, body: Body, seed: str) -> dict[str, list[str]]:
    """The numbers that would send a payload."""
    ranks = told_mapping(payload, "ranks")
    return {
        f"{name}-{token(seed, entry['id'])}": [str(ranks[entry["id"]])]
        for entry in body["items"]
        if entry["id"] in ranks
    }


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
            {
                "text": texts[identity],
                "place": place,
                "given": ranks.get(identity),
                "hit": ranks.get(identity) == place,
            }
            for place, identity in enumerate(key["order"], start=1)
        ],
    }


def solution(body: Body, key: Key, seed: str, shuffle: bool = True) -> str:
    """The number that belongs in each box, from top to bottom."""
    places = {identity: place for place, identity in enumerate(key["order"], start=1)}
    return " ".join(str(places[entry["id"]]) for entry in shuffled(seed, body["items"], shuffle))
