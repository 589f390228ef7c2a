"""One's own inbox: what was told, what is unread, and which channels one wants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from training.notices.kinds import CHANNELS, EMAIL, GROUPS, KINDS, SMS, Group
from training.notices.models import Notice, NoticeRules, Wish
from training.notices.reaching import address_of, is_open, masked, rules_of
from training.people.access import Standing
from training.people.models import User

MANY = 99


@dataclass(frozen=True)
class Unread:
    """What a person has not read yet."""

    count: int
    newest: str = ""
    urgent: bool = False

    @property
    def shown(self) -> str:
        """The number as it stands beside the bell."""
        return f"{MANY}+" if self.count > MANY else str(self.count)


def notices_of(person_id: UUID, *, unread: bool = False) -> QuerySet[Notice]:
    """What a person was told, the newest first; not evaluated."""
    rows = Notice.objects.filter(learner=person_id, in_inbox=True).order_by("-told_at", "pk")
    return rows.filter(read_at=None) if unread else rows


def unread_count(person_id: UUID) -> int:
    """How many notices a person has not read. One query, by an index of their own."""
    return notices_of(person_id, unread=True).count()


def unread_of(person_id: UUID) -> Unread:
    """What calls a person now: how many are unread, and the newest of them, an urgent one first.
    One query."""
    rows = Notice.objects.filter(learner=person_id, in_inbox=True, read_at=None)
    found = list(rows.order_by("-urgent", "-told_at")[: MANY + 1])
    if not found:
        return Unread(0)
    return Unread(len(found), found[0].local_title, found[0].urgent)


def mark_read(*, person: User, notices: Iterable[UUID] | None, now: datetime) -> int:
    """Mark some of a person's notices as read, or all of them for None; returns how many were
    not."""
    rows = Notice.objects.filter(learner=person, in_inbox=True, read_at=None)
    if notices is not None:
        rows = rows.filter(pk__in=list(notices))
    return rows.update(read_at=now)


def mark_unread(*, person: User, notice: UUID) -> int:
    """Put a notice back among the unread ones."""
    return Notice.objects.filter(learner=person, pk=notice).update(read_at=None)


@dataclass(frozen=True)
class Choice:
    """A group of kinds with what a person wants of it, channel by channel."""

    group: Group
    kinds: Sequence[Promise]
    channels: Sequence[tuple[str, Promise, bool]]


def wishes_of(person: User) -> list[Choice]:
    """Every group with its channels and whether she wants them. One query."""
    refused = set(Wish.objects.filter(learner=person, wanted=False).values_list("group", "channel"))
    found = []
    for group in GROUPS.values():
        kinds = [kind for kind in KINDS.values() if kind.group == group.key and kind.inbox]
        used = [name for name in CHANNELS if any(name in kind.channels for kind in kinds)]
        if kinds:
            channels = [
                (name, CHANNELS[name], group.fixed or (group.key, name) not in refused)
                for name in used
            ]
            found.append(Choice(group, [kind.name for kind in kinds], channels))
    return found


def wish_key(group: str, channel: str) -> str:
    """The name of a tick on the page of wishes."""
    return f"{group}.{channel}"


@transaction.atomic
def set_wishes(*, person: User, wanted: Iterable[str]) -> None:
    """Keep what a person ticked (`group.channel`); fixed groups stay as they are."""
    ticked = set(wanted)
    for choice in wishes_of(person):
        if choice.group.fixed:
            continue
        for channel, _name, before in choice.channels:
            wants = wish_key(choice.group.key, channel) in ticked
            if wants != before:
                Wish.objects.update_or_create(
                    learner=person,
                    group=choice.group.key,
                    channel=channel,
                    defaults={"wanted": wants},
                )


def reached_at(person: User) -> list[tuple[Promise, str]]:
    """By which channels she can be reached and where, for herself to check."""
    words = []
    for channel in (SMS, EMAIL):
        address = address_of(person, channel)
        if not is_open(channel):
            words.append((CHANNELS[channel], _("还没有开通")))
        elif not address:
            words.append((CHANNELS[channel], _("没有登记，请告诉工作机构")))
        else:
            words.append((CHANNELS[channel], masked(address)))
    return words


def rules_for(held: Standing) -> NoticeRules:
    """The quiet hours of the congress one belongs to. One query."""
    return rules_of(held.congresses[0] if held.congresses else None)
