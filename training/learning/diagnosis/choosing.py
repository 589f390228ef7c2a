"""Which question is put next, from what a person may be asked. The reckoning is the model's
(training.learning.mastery.adaptive); here is what it needs to know of the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db.models import Count

from training.learning import evidence
from training.learning.diagnosis.models import Diagnosis, DiagnosisItem
from training.learning.diagnosis.trail import Trail, begun
from training.learning.mastery.adaptive import (
    MOST_QUESTIONS,
    MOST_SECONDS,
    Item,
    may_show,
    next_item,
)
from training.learning.mastery.selectors import points, pool, prerequisites

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


def opened(*, learner_id: UUID, roots: Sequence[int], now: datetime) -> Trail | None:
    """The trail of a diagnosis about to begin; None while there is nothing to ask. Six queries."""
    since = now - EXPOSURE_OVER
    items = pool(roots)
    if not items:
        return None
    asked = {point for item in items for point in item.points}
    return begun(
        [point for point in points() if point in asked],
        prerequisites(),
        sittings=Diagnosis.objects.filter(started_at__gte=since).count() + 1,
        shown=_shown(since),
        avoid=_remembered(learner_id, items, now),
    )


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


def following(diagnosis: Diagnosis, trail: Trail) -> Next:
    """What comes next. One query: what may be asked is read anew each time, so that a question
    held back or retired meanwhile is not chosen."""
    return chosen(diagnosis, trail, pool(diagnosis.roots, trail.shown))


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
