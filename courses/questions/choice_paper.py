"""The paper of every kind that asks to choose among options."""

from typing import Any

from courses.questions.choices import (
    chosen_ids,
    in_order,
    option_ids,
    present_options,
    review_options,
    tick,
)
from courses.questions.outcome import Body, Key, Payload
from courses.questions.posted import Posted, texts, told_list
from courses.questions.tokens import LETTERS, token


def present(body: Body, seed: str, shuffle: bool = True) -> dict[str, Any]:
    """Stem and options, nothing else."""
    return {"stem": body["stem"], "options": present_options(body, seed, shuffle)}


def read(posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
    """The chosen options' identities."""
    return {"chosen": chosen_ids(texts(posted, name), body, seed)}


def fields(payload: Payload, name: str, body: Body, seed: str) -> dict[str, list[str]]:
    """The ticked boxes that would send a payload."""
    chosen = told_list(payload, "chosen")
    return {name: [token(seed, one) for one in option_ids(body) if one in chosen]}


def refill(presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
    """The presented question with the saved choice ticked."""
    return {**presented, "options": tick(presented["options"], payload, seed)}


def review(body: Body, key: Key, payload: Payload) -> dict[str, Any]:
    """All options with marks of chosen and right."""
    return {"stem": body["stem"], "options": review_options(body, key, payload)}


def solution(body: Body, key: Key, seed: str, shuffle: bool = True) -> str:
    """The letters of the right options as this paper shows them."""
    order = [option["id"] for option in in_order(body, seed, shuffle)]
    return "".join(LETTERS[n] for n, identity in enumerate(order) if identity in key["right"])
