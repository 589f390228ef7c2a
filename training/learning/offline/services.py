"""Taking what phones tell: in order, each thing in a transaction of its own, each once."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from training.learning.evidence import OLDEST
from training.learning.offline.acting import ACTS, Doing
from training.learning.offline.arriving import Call, Item
from training.learning.offline.errors import SyncRefused
from training.learning.offline.models import SyncedDevice, SyncedItem
from training.people import throttle
from training.people.errors import Refused
from training.people.models import User
from training.people.throttle import Rate

log = logging.getLogger("training.offline")
Outcome = SyncedItem.Outcome
KNOWN, LATER = "known", "later"
RATE = Rate(times=60, within=timedelta(minutes=1))


@dataclass(frozen=True)
class Told:
    """What a phone is told of one thing it sent: `outcome` is done, known (here before: code,
    words and state are those of then), refused (for good) or later (keep it and send it again)."""

    client_id: str
    outcome: str
    code: str = ""
    words: str = ""
    state: str = ""


def take(*, learner: User, roots: frozenset[str], call: Call, now: datetime) -> list[Told]:
    """Do everything a phone tells of, in the order of its numbers; never raises for one bad thing.

    Two queries for what is known already; beside that, what each thing costs on its page.
    """
    device = hear(learner_id=learner.pk, call=call, now=now)
    known = _known(learner.pk, (item.client_id for item in call.items))
    told = [Told(name, Outcome.REFUSED, "unreadable", _unreadable()) for name in call.unread]
    stumbled: list[Item] = []
    for item in call.items:
        if item.client_id in known:
            told.append(_as_before(known[item.client_id]))
            continue
        if _waits_for(item, stumbled):
            told.append(_later(item))
            continue
        at = _moment(item, call, now)
        one = _take_one(Doing(learner, roots, item, device, at, now))
        stumbled += [item] if one.outcome == LATER else []
        told.append(one)
    return told


def _waits_for(item: Item, stumbled: Iterable[Item]) -> bool:
    """学完了 is not refused for want of reading that could not be written down just now."""
    if item.kind != "complete":
        return False
    return any(one.said.get("page") == item.said.get("page") for one in stumbled)


def _later(item: Item) -> Told:
    told = _("服务器暂时没能记下这一条，手机留着，过一会儿自动再传。")
    return Told(str(item.client_id), LATER, "failed", told)


def admit(*, learner_id: UUID, now: datetime) -> None:
    """Count a call; raises SyncRefused for a phone that calls without end."""
    if not throttle.admit(about="sync", subject=str(learner_id), rate=RATE, now=now):
        raise SyncRefused("too_often", _("上传得太频繁，手机过一分钟自动再传。"))


def _unreadable() -> str:
    return _("没有看懂这一条，记不进去。")


@transaction.atomic
def hear(*, learner_id: UUID, call: Call, now: datetime) -> SyncedDevice:
    """Note that a phone was heard of, how much it keeps back, and what it holds. Two queries.

    A phone heard of for the first time may have been without a line for as long as evidence is
    believed back.
    """
    device, created = SyncedDevice.objects.select_for_update().get_or_create(
        learner_id=learner_id,
        device=call.device,
        defaults={
            "first_at": now,
            "last_at": now,
            "counted_to": now - OLDEST if call.items else now,
            "waiting": call.waiting,
            "name": call.name,
            "packs": call.packs or {},
        },
    )
    if created:
        return device
    device.last_at = max(now, device.last_at)
    device.waiting = call.waiting
    device.name = call.name or device.name
    device.packs = device.packs if call.packs is None else call.packs
    device.save(update_fields=["last_at", "waiting", "name", "packs"])
    return device


def _known(learner_id: UUID, ids: Iterable[UUID]) -> dict[UUID, SyncedItem]:
    rows = SyncedItem.objects.filter(learner_id=learner_id, client_id__in=list(ids))
    return {row.client_id: row for row in rows}


def _as_before(row: SyncedItem) -> Told:
    """A refusal is told as one again; whatever was done is known."""
    outcome = row.outcome if row.outcome == Outcome.REFUSED else KNOWN
    return Told(str(row.client_id), outcome, row.code, row.words, row.state)


def _moment(item: Item, call: Call, now: datetime) -> datetime:
    """When something was done: as long before now as the phone's clock says it was before sending,
    so that a clock that is wrong by an hour or a year does not matter; within what is believed."""
    if item.at is None:
        return now
    ago = (call.sent_at or now) - item.at
    return now - min(max(ago, timedelta(0)), OLDEST)


def _take_one(doing: Doing) -> Told:
    item = doing.item
    if item.learner not in (None, doing.learner.pk):
        told = _("这一条是另一位用户的，请由本人登录以后上传。")
        return Told(str(item.client_id), Outcome.REFUSED, "other_person", told)
    try:
        return _done_once(doing)
    except Refused as refusal:
        return _refused(doing, refusal)
    # Whatever goes wrong with one thing, the phone keeps it and the others go on.
    except Exception:
        log.exception("synced item %s (%s) failed", item.client_id, item.kind)
        return _later(item)


@transaction.atomic
def _done_once(doing: Doing) -> Told:
    """Her row is locked first: the same thing told twice at once waits here, and is then known."""
    item, learner_id = doing.item, doing.learner.pk
    held = User.objects.select_for_update(no_key=True).filter(pk=learner_id)
    held.values_list("pk").first()
    if twin := _known(learner_id, [item.client_id]).get(item.client_id):
        return _as_before(twin)
    act = ACTS.get(item.kind)
    if act is None:
        raise SyncRefused("unknown_kind", _unreadable())
    state = act(doing)
    _keep(doing, Outcome.DONE, state=state)
    return Told(str(item.client_id), Outcome.DONE, state=state)


@transaction.atomic
def _refused(doing: Doing, refusal: Refused) -> Told:
    """Keep that it was told and why it was refused; whatever came of a twin meanwhile wins."""
    item, learner_id = doing.item, doing.learner.pk
    held = User.objects.select_for_update(no_key=True).filter(pk=learner_id)
    held.values_list("pk").first()
    if twin := _known(learner_id, [item.client_id]).get(item.client_id):
        return _as_before(twin)
    _keep(doing, Outcome.REFUSED, code=refusal.code, words=refusal.reason)
    return Told(str(item.client_id), Outcome.REFUSED, refusal.code, refusal.reason)


def _keep(doing: Doing, outcome: str, *, code: str = "", words: str = "", state: str = "") -> None:
    item = doing.item
    SyncedItem.objects.create(
        learner_id=doing.learner.pk,
        client_id=item.client_id,
        device=doing.device.device,
        seq=item.seq,
        kind=item.kind,
        phone_at=item.at,
        received_at=doing.now,
        outcome=outcome,
        code=code[:30],
        words=words[:300],
        state=state,
    )
