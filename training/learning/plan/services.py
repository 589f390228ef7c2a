"""Proposing a plan, and what trainers change on it. A plan is made again and again; what a person
sees stays in its place unless there is a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from training.learning.mastery.models import PointMastery
from training.learning.plan.arranging import Arranged, Placed, arrange
from training.learning.plan.content import Kind
from training.learning.plan.models import Plan, PlanItem
from training.learning.plan.situation import Situation, situation_of
from training.people import audit
from training.people.models import User

State = PlanItem.State
LOOK_EVERY = timedelta(minutes=10)
AT_ONCE = 200
CHANGED = (
    "kind",
    "points",
    "reason",
    "numbers",
    "position",
    "minutes",
    "due_on",
    "state",
    "made_at",
    "closed_at",
    "closing",
    "added_by",
    "removed_by",
    "note",
)


@transaction.atomic
def propose(*, learner: User, now: datetime, cause: str, renew: bool = False) -> Plan:
    """The plan as of now. What is passed is closed with the reason; what she began, what a trainer
    added and what still serves stays where it is; with `renew` only the first two do.

    Twice gives the same. At most thirty queries.
    """
    _hold(learner.pk)
    here = situation_of(learner, now)
    closed = [item for item in here.items if item.state == State.OPEN and _close(item, here)]
    left = [item for item in here.items if item.state == State.OPEN]
    arranged = arrange(here.question(left, renew=renew))
    written = _written(arranged, here)
    _drop(learner.pk, left, keep={item.activity for item in written})
    again = {item.activity for item in written}
    _save([*(item for item in closed if item.activity not in again), *written])
    plan, _made = Plan.objects.update_or_create(
        learner_id=learner.pk,
        defaults={"proposed_at": now, "basis": _basis(here, arranged, cause)},
    )
    return plan


def _hold(learner_id: UUID) -> None:
    """Her row first, as everywhere: two devices do not make a plan at the same time."""
    held = User.objects.select_for_update(no_key=True).filter(pk=learner_id)
    held.values_list("pk").first()


def _close(item: PlanItem, here: Situation) -> bool:
    """Close an open item that is done, passed or gone; whether it was."""
    closing = _closing(item, here)
    if closing is None:
        return False
    item.state, item.closing = closing
    item.closed_at = here.now
    return True


def _closing(item: PlanItem, here: Situation) -> tuple[str, dict[str, Any]] | None:
    offer = next((offer for offer in here.offers if offer.activity == item.activity), None)
    if offer is None:
        return State.REMOVED, {"code": "gone"}
    if offer.done:
        return State.DONE, _shown(item, here) if item.kind == Kind.CHECK else {"code": "done"}
    if item.points:
        return _passed(item, here)
    # There because it is required, or because another lesson asks for it.
    return None if _still_needed(item, here) else (State.WAIVED, {"code": "not_needed"})


def _passed(item: PlanItem, here: Situation) -> tuple[str, dict[str, Any]] | None:
    """The reason to let her off an item: all its points shown in a row of answers or, where no
    trainer wanted it all the same, mastered by everything she answered."""
    in_a_row = [here.shown[p] for p in item.points if here.passed(p)]
    if len(in_a_row) == len(item.points):
        since = [streak.at for streak in in_a_row if streak.at and streak.at >= item.made_at]
        if since or not item.added_by_id:
            return State.WAIVED, _shown(item, here)
    if item.added_by_id or not all(here.is_known(point) for point in item.points):
        return None
    told = {point: _told(here, point) for point in item.points}
    return State.WAIVED, {"code": "mastered", "points": told}


def _shown(item: PlanItem, here: Situation) -> dict[str, Any]:
    """That she answered enough in a row right, and on which day the last of them."""
    days = [streak.at for point in item.points if (streak := here.shown.get(point)) and streak.at]
    day = timezone.localdate(max(days)) if days else timezone.localdate(here.now)
    return {
        "code": "in_a_row",
        "n": min((len(here.shown[p].right) for p in item.points if p in here.shown), default=0),
        "on": day.isoformat(),
    }


def _still_needed(item: PlanItem, here: Situation) -> bool:
    if item.added_by_id or item.activity in here.begun or item.reason == "first":
        return True
    return item.activity in here.overdue()


def _told(here: Situation, point: str) -> dict[str, Any]:
    """What is known of a point, in numbers, so that it can be told later as it was."""
    verdict = next((one for one in here.verdicts if one.point == point), None)
    counts = here.counts.get(point)
    return {
        "asked": counts.asked if counts else 0,
        "wrong": counts.wrong if counts else 0,
        "diagnosed": bool(counts and counts.diagnosed),
        "word": str(verdict.word) if verdict else "",
    }


def _written(arranged: Arranged, here: Situation) -> list[PlanItem]:
    """The rows of the plan: those that stand there keep their reason as it was given."""
    known = {item.activity: item for item in here.items}
    return [_row(placed, known.get(placed.offer.activity), here) for placed in arranged.items]


def _row(placed: Placed, item: PlanItem | None, here: Situation) -> PlanItem:
    if item is None:
        item = PlanItem(learner_id=here.learner.pk, activity=placed.offer.activity)
    if item.state != State.OPEN or item._state.adding:
        item.made_at, item.state = here.now, State.OPEN
        item.closed_at, item.closing = None, {}
        item.added_by = item.removed_by = None
        item.note = ""
        item.points = list(placed.points)
        item.reason, item.numbers = _reason(placed, here)
    elif not item.added_by_id and placed.points and list(placed.points) != item.points:
        item.points = list(placed.points)
        item.reason, item.numbers = _reason(placed, here)
    item.numbers = {**item.numbers, "checks": here.can_be_shown(item.points)}
    item.kind = placed.offer.kind
    item.position = placed.position
    item.minutes = placed.offer.minutes
    item.due_on = placed.due_on
    return item


def _reason(placed: Placed, here: Situation) -> tuple[str, dict[str, Any]]:
    """Why it is there: a code of wording.py and its numbers."""
    if placed.points:
        told = {point: _told(here, point) for point in placed.points}
        taught = placed.offer.taught_on if placed.offer.required else None
        extra = {"taught": True} if taught else {}
        return "missing", {"points": told, **extra}
    if placed.for_others:
        return "first", {"of": [str(activity) for activity in sorted(placed.for_others)]}
    return "required", {}


def _drop(learner_id: UUID, left: Sequence[PlanItem], keep: Iterable[UUID]) -> None:
    """What serves no more and was never begun goes without a trace. One query at most."""
    gone = [item.pk for item in left if item.activity not in set(keep)]
    if gone:
        PlanItem.objects.filter(learner_id=learner_id, pk__in=gone).delete()


def _save(items: Sequence[PlanItem]) -> None:
    """One query."""
    PlanItem.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["learner", "activity"],
        update_fields=CHANGED,
    )


def _basis(here: Situation, arranged: Arranged, cause: str) -> dict[str, Any]:
    words = [str(verdict.word) for verdict in here.verdicts]
    return {
        "cause": cause,
        "missing": len(here.missing),
        "uncovered": list(arranged.uncovered),
        "unknown": words.count("unknown"),
        "known": words.count("mastered"),
        "answers": sum(verdict.answers for verdict in here.verdicts),
    }


def renewed_after(learner_id: UUID, key: str, now: datetime) -> None:
    """The outbox's handler. After a diagnosis a plan is made; after anything else only a plan that
    exists is brought up to date."""
    diagnosed = key.startswith("diagnosis")
    if not diagnosed and not Plan.objects.filter(learner_id=learner_id).exists():
        return
    learner = User.objects.get(pk=learner_id)
    propose(learner=learner, now=now, cause="diagnosis" if diagnosed else "answers")


def renew_due(*, now: datetime) -> int:
    """The worker's part: plans of people who answered something since they were made, in review or
    inside a lesson, where nothing left a note. Looked for every ten minutes; returns how many.

    Nobody's plan is made twice within that time, so a row of answers moves it once.
    """
    if not cache.add("plans-looked-through", 1, LOOK_EVERY.total_seconds()):
        return 0
    answered = PointMastery.objects.filter(
        learner=OuterRef("learner"), last_stored_at__gt=OuterRef("proposed_at")
    )
    stale = Plan.objects.filter(Exists(answered), proposed_at__lt=now - LOOK_EVERY)
    learners = User.objects.filter(pk__in=stale.order_by().values("learner_id")[:AT_ONCE])
    for learner in learners:
        propose(learner=learner, now=now, cause="answers")
    return len(learners)


@dataclass(frozen=True)
class Addition:
    """What a trainer puts on plans: a piece of content, for which points, and why in her words."""

    activity: UUID
    kind: str
    points: tuple[str, ...]
    minutes: int
    due_on: date
    why: str
    checks: bool = False
    """Whether there are questions enough to show that one knows it already."""


@transaction.atomic
def add(*, learner_ids: Sequence[UUID], what: Addition, by: User, now: datetime) -> list[UUID]:
    """Put something on people's plans, at the front of each; returns whose plan it is new on. Who
    has it there already keeps it as it is. Six queries for each person."""
    added = []
    for learner_id in sorted(learner_ids):
        _hold(learner_id)
        rows = PlanItem.objects.filter(learner_id=learner_id)
        item = rows.filter(activity=what.activity).first()
        if item is not None and item.state == State.OPEN:
            continue
        item = item or PlanItem(learner_id=learner_id, activity=what.activity)
        rows.filter(state=State.OPEN).update(position=F("position") + 1)
        _put(item, what, by=by, now=now)
        _save([item])
        Plan.objects.get_or_create(
            learner_id=learner_id,
            defaults={"proposed_at": now, "basis": {"cause": "trainer"}},
        )
        added.append(learner_id)
    if added:
        told = {"learners": [str(one) for one in added], "why": what.why}
        audit.note(
            actor=by, action="plan.add", at=now, target=f"{what.kind}:{what.activity}", **told
        )
    return added


def _put(item: PlanItem, what: Addition, *, by: User, now: datetime) -> None:
    item.kind, item.points, item.minutes = what.kind, list(what.points), what.minutes
    item.reason, item.note = "trainer", what.why
    item.numbers = {"checks": what.checks}
    item.due_on = what.due_on
    item.state, item.position = State.OPEN, 0
    item.made_at, item.closed_at, item.closing = now, None, {}
    item.added_by, item.removed_by = by, None


@transaction.atomic
def remove(*, item: PlanItem, why: str, by: User, now: datetime) -> bool:
    """Take an open item off a plan; it is not proposed again. False when it was not open."""
    _hold(item.learner_id)
    changed = PlanItem.objects.filter(
        learner_id=item.learner_id, pk=item.pk, state=State.OPEN
    ).update(
        state=State.REMOVED,
        closed_at=now,
        removed_by=by,
        closing={"code": "trainer", "why": why},
    )
    if changed:
        _noted(item, "plan.remove", by=by, now=now, why=why)
    return bool(changed)


def _noted(item: PlanItem, action: str, *, by: User, now: datetime, **detail: str) -> None:
    target = f"{item.kind}:{item.activity}"
    audit.note(
        actor=by, action=action, at=now, target=target, learners=[str(item.learner_id)], **detail
    )


@transaction.atomic
def put_back(*, item: PlanItem, by: User, now: datetime) -> bool:
    """Undo a trainer's removal: the item stands where it stood, with its first reason. False when
    there was nothing to undo."""
    _hold(item.learner_id)
    rows = PlanItem.objects.filter(learner_id=item.learner_id, pk=item.pk, state=State.REMOVED)
    back: dict[str, Any] = {
        "state": State.OPEN,
        "closed_at": None,
        "removed_by": None,
        "closing": {},
    }
    changed = bool(rows.exclude(removed_by=None).update(**back))
    if changed:
        _noted(item, "plan.put_back", by=by, now=now)
    return changed


@transaction.atomic
def take_back(*, learner_ids: Sequence[UUID], activity: UUID, by: User, now: datetime) -> int:
    """Undo trainers' additions as long as they are open: the items leave the plans, which may
    propose the same by themselves. Returns how many."""
    taken = 0
    for learner_id in sorted(learner_ids):
        _hold(learner_id)
        rows = PlanItem.objects.filter(learner_id=learner_id, activity=activity, state=State.OPEN)
        taken += rows.exclude(added_by=None).delete()[0]
    if taken:
        audit.note(actor=by, action="plan.take_back", at=now, target=str(activity), number=taken)
    return taken
