"""What single and multiple choice have in common on paper."""

from typing import Any

from courses.questions.outcome import Body, Key, Payload
from courses.questions.tokens import LETTERS, identity_of, shuffled, token

MOST_OPTIONS = 10


def option_ids(body: Body) -> list[str]:
    """The identities of a choice question's options."""
    return [option["id"] for option in body["options"]]


def in_order(body: Body, seed: str, shuffle: bool = True) -> list[dict[str, Any]]:
    """The frozen options in this attempt's order; 以上都对-style ones stay last."""
    free = [o for o in body["options"] if not o.get("keep_last")]
    last = [o for o in body["options"] if o.get("keep_last")]
    return [*shuffled(seed, free, shuffle), *last]


def present_options(body: Body, seed: str, shuffle: bool = True) -> list[dict[str, Any]]:
    """Options in this attempt's order under opaque names, lettered from A."""
    return [
        {"token": token(seed, option["id"]), "letter": LETTERS[n], "text": option["text"]}
        for n, option in enumerate(in_order(body, seed, shuffle))
    ]


def chosen_ids(names: list[str], body: Body, seed: str) -> list[str]:
    """The options behind posted names, each once, unknown names left out."""
    found = (identity_of(seed, name, option_ids(body)) for name in names)
    return sorted({identity for identity in found if identity})


def tick(options: list[dict[str, Any]], payload: Payload, seed: str) -> list[dict[str, Any]]:
    """The options with the saved choice ticked."""
    ticked = {token(seed, identity) for identity in payload.get("chosen", [])}
    return [{**option, "ticked": option["token"] in ticked} for option in options]


def review_options(body: Body, key: Key, payload: Payload) -> list[dict[str, Any]]:
    """Every option with what was chosen, what is right, and why a tempting one is not."""
    chosen, right, why = set(payload.get("chosen", [])), set(key["right"]), key.get("why", {})
    return [
        {
            "text": option["text"],
            "chosen": option["id"] in chosen,
            "right": option["id"] in right,
            "why": why.get(option["id"], "") if option["id"] in chosen else "",
        }
        for option in body["options"]
    ]
