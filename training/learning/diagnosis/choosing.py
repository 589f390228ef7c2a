"""Which question is put next, from what a person may be asked. The reckoning is the model's
(training.learning.mastery.adaptive); here is what it needs to know of the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from training.learning import evidence
from training.learning.diagnosis.models import Diagnosis, DiagnosisItem
from training.learning.diagnosis.trail import Trail, begun, item_json, item_of
from training.learning.mastery.adaptive import (
    MOST_QUESTIONS,
    MOST_SECONDS,
    Item,
    may_show,
    next_item,
)
from training.learning.mastery.selectors import askable, points, pool, prerequisites

Ending = Diagnosis.Ending
EXPOSURE_OVER = timedelta(days=180)
"""How far back the sittings reach in which no question may be shown too often."""

REMEMBERED_FOR = timedelta(days=60)
"""A question she answered more recently than this is asked again only if too few others are left:
she may remember the answer and not the matter."""

ENOUGH_OTHERS = 3


@dataclass(frozen=True)
class Next:
    """The question to put, or why none is."""

    item: Item | None
    ending: str = ""


def opened(diagnosis: Diagnosis) -> tuple[Trail, Item] | None:
    """The trail of a diagnosis about to begin and its first question; None where there is nothing
    to ask. What may be asked is kept with it. Eight queries."""
    now, roots = diagnosis.started_at, diagnosis.roots
    shown = _shown(now - EXPOSURE_OVER)
    fingerprint = print_now(roots)
    items = pool(roots, shown)
    if not items:
        return None
    asked = {point for item in items for point in item.points}
    trail = begun(
        [point for point in points() if point in asked],
        prerequisites(),
        sittings=Diagnosis.objects.filter(started_at__gte=now - EXPOSURE_OVER).count() + 1,
        shown=shown,
        avoid=_remembered(diagnosis.learner_id, items, now),
    )
    keep_pool(diagnosis, items, fingerprint)
    first = chosen(diagnosis, trail, items).item
    return (trail, first) if first else None


def _shown(since: datetime) -> dict[int, int]:
    rows = DiagnosisItem.objects.filter(put_at__gte=since).order_by()
    return dict(rows.values_list("version").annotate(times=Count("pk")))


def _remembered(learner_id: UUID, items: Sequence[Item], now: datetime) -> frozenset[int]:
    """Versions she may remember, as long as enough others of each of their points are left."""
    told = evidence.answers_to(learner_id=learner_id, activities=[i.question for i in items])
    when = {one.activity: one.effective_at for one in told}
    recent = [i for i in items if i.question in when and when[i.question] > now - REMEMBERED_FOR]
    avoid: set[int] = set()
    left = {point: sum(point in i.points for i in items) for i in items for point in i.points}
    # The oldest are given back first, so the newest are passed over first.
    for item in sorted(recent, key=lambda i: when[i.question], reverse=True):
        if all(left[point] > ENOUGH_OTHERS for point in item.points):
            avoid.add(item.version_pk)
            for point in item.points:
                left[point] -= 1
    return frozenset(avoid)


def _printed(owner: Q, what: Any) -> Subquery:
    rows = askable().filter(owner).order_by().values("use")
    return Subquery(rows.annotate(printed=Sum(what)).values("printed"))


def with_print(items: "QuerySet[DiagnosisItem]") -> "QuerySet[DiagnosisItem]":
    """Items with a fingerprint of what may be asked now: it changes with every question that is
    published, retired or held back, so that the pool kept with the diagnosis need not be read
    again after each answer. Of several congresses' questions it sees the first one's only."""
    root = Cast(KeyTextTransform("0", "diagnosis__roots"), IntegerField())
    owner = Q(owner_root=OuterRef("first_root")) | Q(owner_root=None)
    version = F("live_version_id")
    return items.annotate(first_root=root).annotate(
        print_sum=_printed(owner, version), print_squares=_printed(owner, version * version)
    )


def print_now(roots: Sequence[int]) -> list[int | None]:
    """The fingerprint at this moment. One query."""
    version = F("live_version_id")
    owner = Q(owner_root__in=roots[:1]) | Q(owner_root=None)
    sums = askable().filter(owner).aggregate(sum=Sum(version), squares=Sum(version * version))
    return _whole(sums["sum"], sums["squares"])


def print_of(item: Any) -> list[int | None]:
    """The fingerprint that came with an item."""
    return _whole(item.print_sum, item.print_squares)


def _whole(*sums: Any) -> list[int | None]:
    """PostgreSQL adds large integers up to a Decimal, which JSON cannot keep."""
    return [None if one is None else int(one) for one in sums]


def following(diagnosis: Diagnosis, trail: Trail, fingerprint: list[int | None]) -> Next:
    """What comes next. No query while the same may be asked as before; else two."""
    return chosen(diagnosis, trail, _pool_of(diagnosis, trail, fingerprint))


def _pool_of(diagnosis: Diagnosis, trail: Trail, fingerprint: list[int | None]) -> Sequence[Item]:
    kept = diagnosis.pool
    if kept.get("print") == fingerprint and len(diagnosis.roots) <= 1:
        return [item_of(item) for item in kept["items"]]
    items = pool(diagnosis.roots, trail.shown)
    keep_pool(diagnosis, items, fingerprint)
    return items


def keep_pool(diagnosis: Diagnosis, items: Sequence[Item], fingerprint: list[int | None]) -> None:
    """Note in the row what may be asked, and by which fingerprint that can be told; not saved."""
    diagnosis.pool = {"print": fingerprint, "items": [item_json(item) for item in items]}


def chosen(diagnosis: Diagnosis, trail: Trail, items: Sequence[Item]) -> Next:
    """What comes next of these questions; no query."""
    if len(trail.asked) >= MOST_QUESTIONS:
        return Next(None, Ending.COUNT)
    if diagnosis.spent >= MOST_SECONDS:
        return Next(None, Ending.TIME)
    open_to_her = [item for item in items if item.version_pk not in trail.avoid]
    asked = frozenset(trail.asked)
    item = next_item(
        trail.belief,
        open_to_her,
        asked=asked,
        sittings=trail.sittings,
        rng=Random(f"{diagnosis.seed}:{len(trail.asked)}"),  # noqa: S311 - not a secret
        seconds=diagnosis.spent,
    )
    if item is not None:
        return Next(item)
    left = [i for i in open_to_her if i.question not in asked]
    more = any(may_show(item, trail.sittings) for item in left)
    return Next(None, Ending.KNOWN if more else Ending.POOL)
