"""Ordering: the whole order, the entries in their place, or the neighbours kept together."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from courses.questions.outcome import (
    GAVE_UP,
    Body,
    GradePart,
    Key,
    Outcome,
    Payload,
    all_or_nothing,
    gettext_noop,
    share,
)

RULES = {
    "all_or_nothing": gettext_noop("顺序全部排对才得分。"),
    "by_position": gettext_noop("每排对一个位置得一份分；几项排在同一个位置，这几项都不得分。"),
    "by_neighbours": gettext_noop("相邻两项前后接对，得一份分；整段挪了位置也算接对。"),
    # As attempts of version 0.1 stored it: there a place given twice still counted.
    "absolute_position": gettext_noop("每排对一个位置得一份分。"),
}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """By the attempt's rule; entries without a rank are in no place."""
    ranks, order = payload.get("ranks", {}), list(key["order"])
    if not ranks:
        return GAVE_UP
    alone = _alone(ranks)
    if rule == "by_neighbours":
        kept = (a in alone and b in alone and alone[b] == alone[a] + 1 for a, b in pairwise(order))
        return share(sum(kept), len(order) - 1)
    counted = ranks if rule == "absolute_position" else alone
    hits = sum(counted.get(identity) == place for place, identity in enumerate(order, start=1))
    if rule in {"by_position", "absolute_position"}:
        return share(hits, len(order))
    return all_or_nothing(hits == len(order))


def _alone(ranks: Mapping[str, int]) -> dict[str, int]:
    """The entries that share their place with no other: one place for all must gain nothing."""
    taken = Counter(ranks.values())
    return {identity: place for identity, place in ranks.items() if taken[place] == 1}
