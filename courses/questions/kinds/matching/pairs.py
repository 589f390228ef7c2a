"""Pairs as a person writes them, row by row."""

from typing import Any

from courses.questions.outcome import Body, Key


def written_pairs(body: Body, key: Key) -> list[tuple[Any, Any]]:
    """Left and right entry of every row, as a person would write them; no left for a partner that
    nobody has."""
    partners = {right["id"]: right for right in body["right"]}
    rows = [(left, partners[key["pairs"][left["id"]]]) for left in body["left"]]
    taken = set(key["pairs"].values())
    return rows + [(None, right) for right in body["right"] if right["id"] not in taken]
