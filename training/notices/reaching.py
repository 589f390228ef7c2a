"""Whether and when a person can be reached by a channel; decided when she is told, and looked at
again when it is sent."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count
from django.utils.crypto import salted_hmac

from training.notices import reasons
from training.notices.kinds import EMAIL, GROUPS, SMS, NoticeKind
from training.notices.models import Delivery, NoticeRules, Wish
from training.notices.quiet import Quiet
from training.people.models import Congress, User

State = Delivery.State
# So many refusals of one address, and nothing more is sent there.
DEAD_AFTER = 3
REMEMBERED = timedelta(days=180)
NOT_DIALLED = re.compile(r"[\s\-()（）]")
MOBILE = re.compile(r"^(\+?86)?1[3-9]\d{9}$")


def dialled(phone: str) -> str:
    """A phone number as it is dialled: no blanks and no signs between."""
    return NOT_DIALLED.sub("", phone)


def address_of(person: User, channel: str) -> str:
    """Where a channel reaches her; empty for nowhere."""
    return dialled(person.phone) if channel == SMS else person.email.strip()


def digest(address: str) -> str:
    """An address that can be compared and not read."""
    return salted_hmac("notices.address", address.lower()).hexdigest()[:32] if address else ""


def masked(address: str) -> str:
    """An address as logs may hold it."""
    if "@" in address:
        name, _at, host = address.partition("@")
        return f"{name[:1]}***@{host}"
    return f"{address[:3]}****{address[-4:]}" if len(address) > 7 else "****"


def is_open(channel: str) -> bool:
    """Whether the operator has set up a channel."""
    return bool(settings.MAIL_READY if channel == EMAIL else settings.SMS_GATEWAY)


def stays_here(channel: str) -> bool:
    """Whether a channel writes to files of this machine, as on trial, and sends nothing."""
    way = settings.EMAIL_BACKEND if channel == EMAIL else settings.SMS_GATEWAY
    return ".filebased." in way or ".console." in way


def rules_of(congress: Congress | None) -> NoticeRules:
    """What the office set, or the defaults. One query."""
    known = NoticeRules.objects.filter(congress=congress).first() if congress else None
    return known or NoticeRules(congress=congress)


def quiet_of(rules: NoticeRules) -> Quiet:
    """The quiet hours of a congress."""
    return Quiet(rules.quiet_from, rules.quiet_until)


@dataclass(frozen=True)
class Reach:
    """What must be known of some people before they are told of a kind. Two queries."""

    kind: NoticeKind
    unwanted: Collection[tuple[UUID, str]] = field(default=frozenset())
    dead: Collection[tuple[UUID, str, str]] = field(default=frozenset())

    @classmethod
    def to(cls, kind: NoticeKind, people: Sequence[UUID], now: datetime) -> "Reach":
        """For these people."""
        if not kind.channels:
            return cls(kind)
        wishes: Iterable[tuple[UUID, str]] = ()
        if not GROUPS[kind.group].fixed:
            rows = Wish.objects.filter(learner__in=people, group=kind.group, wanted=False)
            wishes = rows.values_list("learner_id", "channel")
        return cls(kind, frozenset(wishes), frozenset(_dead(people, now)))

    def hindrance(self, person: User, channel: str) -> str:
        """Why nothing can be sent to her by a channel; empty when it can."""
        address = address_of(person, channel)
        if not is_open(channel):
            return reasons.CLOSED
        if person.is_sample and not stays_here(channel):
            return reasons.SAMPLE
        if (person.pk, channel) in self.unwanted:
            return reasons.UNWANTED
        dead = (person.pk, channel, digest(address)) in self.dead
        return _bad(address, channel) or (reasons.DEAD if dead else "")


def _bad(address: str, channel: str) -> str:
    """What is wrong with an address; empty when nothing is."""
    if not address:
        return reasons.NO_PHONE if channel == SMS else reasons.NO_EMAIL
    return reasons.BAD_PHONE if channel == SMS and not MOBILE.match(address) else ""


def _dead(people: Sequence[UUID], now: datetime) -> list[tuple[UUID, str, str]]:
    """Addresses that were refused again and again and never took anything."""
    rows = (
        Delivery.objects.filter(
            learner__in=people,
            state__in=[State.REFUSED, State.SENT],
            created_at__gte=now - REMEMBERED,
        )
        .values_list("learner_id", "channel", "address", "state")
        .annotate(times=Count("pk"))
    )
    refused: dict[tuple[UUID, str, str], int] = {}
    taken: set[tuple[UUID, str, str]] = set()
    for learner, channel, address, state, times in rows:
        if state == State.SENT:
            taken.add((learner, channel, address))
        else:
            refused[learner, channel, address] = times
    return [place for place, n in refused.items() if n >= DEAD_AFTER and place not in taken]
