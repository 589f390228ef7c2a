"""A message that the office writes: it waits a minute, in which it can be cancelled, and is then
told by the jobs worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from training.notices import reasons
from training.notices.errors import NoticeRefused
from training.notices.kinds import CHANNELS, COMMON, KINDS, NoticeKind
from training.notices.models import Batch, Delivery
from training.notices.reaching import Reach
from training.notices.services import tell, words_of
from training.notices.wording import Words, fill, filled, names_in, sample_of, unbalanced
from training.people import audit
from training.people.models import Congress, User

KIND = "from_office"
HELD = timedelta(seconds=60)
LONGEST_TITLE, LONGEST_TEXT, MOST_PEOPLE = 60, 1000, 5000
State = Delivery.State


@dataclass(frozen=True)
class Message:
    """What the office writes, and by which channels it goes beside the inbox."""

    title: str
    text: str
    channels: tuple[str, ...] = ()


def check(message: Message, people: Sequence[UUID]) -> None:
    """Raises NoticeRefused for a message that cannot be sent, saying what to correct."""
    if not message.title.strip() or not message.text.strip():
        raise NoticeRefused("empty", _("请写标题和正文。"))
    if len(message.title) > LONGEST_TITLE:
        raise NoticeRefused("title", _("标题最多 %d 字。") % LONGEST_TITLE)
    if len(message.text) > LONGEST_TEXT:
        raise NoticeRefused("text", _("正文最多 %d 字。") % LONGEST_TEXT)
    for text in (message.title, message.text):
        _refuse_bad_fields(text)
    if set(message.channels) - set(CHANNELS):
        raise NoticeRefused("channel", _("没有这样的发送渠道。"))
    if not people:
        raise NoticeRefused("nobody", _("没有选中任何人，请先选人。"))
    if len(people) > MOST_PEOPLE:
        raise NoticeRefused("too_many", _("一次最多发给 %d 人，请分几次。") % MOST_PEOPLE)


def _refuse_bad_fields(text: str) -> None:
    known = {name for field in COMMON for name in (field.key, field.label)}
    if unknown := [name for name in names_in(text) if name not in known]:
        told = _("不认识 {%s}。可以用的有：{姓名}、{人大}、{电话}。")
        raise NoticeRefused("field", told % unknown[0])
    if unbalanced(text):
        told = _("有一个括号没有成对。方括号和花括号在这里有别的用处，请改用圆括号。")
        raise NoticeRefused("brackets", told)


def previewed(message: Message, congress: Congress) -> Words:
    """The message as the first reader will see it, with sample values for the fields."""
    kind = KINDS[KIND]
    values = sample_of(kind) | _common(congress)
    about = {
        "title": fill(message.title, _named(values)),
        "text": fill(message.text, _named(values)),
    }
    return filled(words_of(KIND, congress), kind, values | about)


def _common(congress: Congress) -> dict[str, str]:
    return {"congress": congress.name, "phone": congress.office_phone}


def _named(values: dict[str, str]) -> dict[str, str]:
    """Values by key and by label."""
    labels = {field.label: values.get(field.key, "") for field in COMMON}
    return values | labels


@dataclass(frozen=True)
class Way:
    """How many people a channel reaches, and why not the others."""

    name: str
    reached: int
    not_reached: Sequence[tuple[str, int]]


def ways_of(people: Sequence[User], now: datetime) -> list[Way]:
    """By which channels these people can be reached. Two queries."""
    kind: NoticeKind = KINDS[KIND]
    reach = Reach.to(kind, [person.pk for person in people], now)
    found = []
    for name in kind.channels:
        counted: dict[str, int] = {}
        for person in people:
            hindrance = reach.hindrance(person, name)
            counted[hindrance] = counted.get(hindrance, 0) + 1
        reached = counted.pop("", 0)
        others = [(reasons.in_words(why), n) for why, n in counted.items()]
        found.append(Way(name, reached, others))
    return found


@transaction.atomic
def write(
    *,
    congress: Congress,
    message: Message,
    people: Sequence[UUID],
    by: User,
    now: datetime,
    key: str = "",
) -> Batch:
    """Put a message on its way; nobody gets it for a minute. With a key, a second call gives the
    batch of the first, as it stands. Raises NoticeRefused."""
    check(message, people)
    told = {
        "title": message.title.strip(),
        "text": message.text.strip(),
        "channels": list(message.channels),
        "people": [str(pk) for pk in dict.fromkeys(people)],
    }
    acted = {"made_at": now, "made_by": by, "tell_at": now + HELD}
    batch, new = Batch.objects.get_or_create(
        congress=congress, kind=KIND, key=key or str(uuid4()), defaults={**told, **acted}
    )
    if new:
        audit.note(
            actor=by,
            action="notices.message_written",
            at=now,
            target=str(batch.pk),
            people=len(batch.people),
            channels=batch.channels,
        )
    return batch


@transaction.atomic
def cancel(*, batch: Batch, by: User, now: datetime) -> None:
    """Take a message back before anybody got it; raises NoticeRefused when it has left."""
    current = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not current.waits:
        raise NoticeRefused("left", _("这条通知已经发出或者已经取消，不能再撤回。"))
    current.cancelled_at = now
    current.save(update_fields=["cancelled_at"])
    audit.note(actor=by, action="notices.message_cancelled", at=now, target=str(batch.pk))


def tell_waiting(*, now: datetime) -> int:
    """Tell the messages whose minute is over; returns how many people were told. One query where
    none waits."""
    waiting = Batch.objects.filter(told_at=None, cancelled_at=None, tell_at__lte=now)
    return sum(_tell(pk, now) for pk in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _tell(pk: UUID, now: datetime) -> int:
    """Tell one message, unless another worker or a cancellation came first."""
    row = Batch.objects.select_for_update(of=("self",)).select_related("congress", "made_by")
    batch = row.get(pk=pk)
    if not batch.waits:
        return 0
    batch.told_at = now
    batch.save(update_fields=["told_at"])
    return tell(
        people=[UUID(person) for person in batch.people],
        kind=KIND,
        key=batch.key,
        about={"title": batch.title, "text": batch.text},
        now=now,
        by=batch.made_by,
        congress=batch.congress,
        channels=batch.channels,
    )


@transaction.atomic
def stop(*, batch: Batch, by: User, now: datetime) -> int:
    """Stop what still waits to be sent; inboxes keep theirs. Returns how many were stopped."""
    waiting = Delivery.objects.filter(notice__batch=batch, state=State.WAITING)
    stopped = 0
    for learner, pk in list(waiting.values_list("learner_id", "pk")):
        row = Delivery.objects.filter(learner=learner, pk=pk, state=State.WAITING)
        stopped += row.update(state=State.CANCELLED, reason=reasons.STOPPED)
    if stopped:
        audit.note(
            actor=by, action="notices.stopped", at=now, target=str(batch.pk), stopped=stopped
        )
    return stopped
