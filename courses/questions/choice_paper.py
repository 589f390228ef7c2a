"""The paper of every kind that asks to choose among options."""

from typing import Any

from courses.questions.choices import chosen_ids, present_options, review_options, tick
from courses.questions.kinds.contract import Posted
from courses.questions.outcome import Body, Key, Payload


def present(body: Body, seed: str) -> dict[str, Any]:
    """Stem and options, nothing else."""
    return {"stem": body["stem"], "options": present_options(body, seed)}


def read(posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
    """The chosen options' identities."""
    return {"chosen": chosen_ids(list(posted.get(name, [])), body, seed)}


def refill(presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
    """The presented question with the saved choice ticked."""
    return {**presented, "options": tick(presented["options"], payload, seed)}


def review(body: Body, key: Key, payload: Payload) -> dict[str, Any]:
    """All options with marks of chosen and right."""
    return {"stem": body["stem"], "options": review_options(body, key, payload)}
