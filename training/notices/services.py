"""Telling people. Everything here writes rows only; delivering.py sends them, in the worker."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from training.notices.kinds import NoticeKind
from training.notices.models import Batch, Delivery, Notice, NoticeTemplate
from training.notices.quiet import Quiet, allowed_at
from training.notices.reaching import Reach, address_of, digest, quiet_of, rules_of
from training.notices.wording import (
    TEXTS,
    Words,
    default_words,
    fill,
    filled,
    known_kind,
    values_of,
)
from training.people.access import Role, standing
from training.people.models import Congress, Membership, User

AT_ONCE = 500
# Ids of notices and deliveries are made of what they are about: telling again is the same row.
SPACE = UUID("6d0c7f3e-2b7c-5a0e-9d57-0d6a3c1c8a52")
LONGEST_KEY = 120
FROM_OFFICE = "from_office"
LIMITS = {"title": 200, "sms": 600, "title_en": 300}


class Also(TypedDict, total=False):
    """What may be said beside: a place on the site, who did it, whose office sees it, by which of
    the kind's channels alone it goes, and what is different from person to person."""

    link: str
    by: User | None
    congress: Congress | None
    channels: Sequence[str]
    each: Mapping[UUID, Mapping[str, str]]


def tell(
    *,
    people: Iterable[UUID],
    kind: str,
    key: str,
    about: Mapping[str, str],
    now: datetime,
    **also: Unpack[Also],
) -> int:
    """Tell people about one thing: one notice per person and (kind, key), so that a second call
    changes nothing. Returns how many were told who had not been.

    `about` fills the fields of the kind (kinds.py); `link` is a path on the site. Disabled people
    are passed over. Writes rows in the caller's transaction and sends nothing: e-mail and text
    messages leave later, from the jobs worker. Raises KeyError for an unknown kind and ValueError
    for a key of more than 120 signs.
    """
    if len(key) > LONGEST_KEY:
        raise ValueError(f"{key[:40]}…: a key has at most {LONGEST_KEY} signs")
    known, wanted = known_kind(kind), list(dict.fromkeys(people))
    if not wanted:
        return 0
    told = 0
    with transaction.atomic():
        congress = also.get("congress") or _congress_of(wanted, also.get("by"), now)
        teller = _Teller(known, kind, key, dict(about), now, congress, also)
        for start in range(0, len(wanted), AT_ONCE):
            told += teller.tell(wanted[start : start + AT_ONCE])
    return told


def notice_id(learner_id: UUID, kind: str, key: str) -> UUID:
    """The id of what a person is told about a thing."""
    return uuid5(SPACE, f"{learner_id}:{kind}:{key}")


def _congress_of(people: Sequence[UUID], by: User | None, now: datetime) -> Congress | None:
    """Whose office sees it: that of who did it, else that of most of those told. Two queries."""
    today = timezone.localdate(now)
    desks = standing(by, today).congresses_as(Role.OFFICE, Role.ADMINISTRATOR) if by else []
    held = Membership.objects.filter(user__in=people[:AT_ONCE])
    if desks:
        held = held.filter(organisation__congress__in=desks)
    counted = held.values("organisation__congress").annotate(n=Count("pk"))
    most = counted.order_by("-n", "organisation__congress").first()
    found = most["organisation__congress"] if most else (desks[0] if desks else None)
    return Congress.objects.filter(pk=found).first() if found else None


def words_of(kind: str, congress: Congress | None) -> Words:
    """The words of a kind: the office's own, else those that come with it. One query."""
    own = NoticeTemplate.objects.filter(congress=congress, kind=kind).first() if congress else None
    words = default_words(known_kind(kind))
    if own is None:
        return words
    # What the office left empty is said in the default words.
    return Words(*(getattr(own, name) or getattr(words, name) for name in TEXTS))


@dataclass
class _Teller:
    """One thing being told; what is the same for everybody is read once."""

    kind: NoticeKind
    kind_key: str
    key: str
    about: dict[str, str]
    now: datetime
    congress: Congress | None
    also: Also
    batch: Batch | None = None

    def __post_init__(self) -> None:
        self.words = words_of(self.kind_key, self.congress)
        rules = rules_of(self.congress)
        self.quiet: Quiet = quiet_of(rules)
        self.signature = rules.signature
        common = {
            "congress": str(self.congress.name) if self.congress else "",
            "phone": self.congress.office_phone if self.congress else "",
        }
        self.about = common | self.about

    def tell(self, people: Sequence[UUID]) -> int:
        """Tell some; returns how many had not been told."""
        ids = {notice_id(person, self.kind_key, self.key): person for person in people}
        known = Notice.objects.filter(learner__in=people, pk__in=ids)
        for pk in known.values_list("pk", flat=True):
            del ids[pk]
        found = User.objects.filter(pk__in=ids.values(), is_active=True)
        persons = list(found.order_by("pk"))
        if not persons:
            return 0
        notices = [self._notice(person) for person in persons]
        reach = Reach.to(self.kind, [person.pk for person in persons], self.now)
        deliveries = [
            delivery
            for notice, person in zip(notices, persons, strict=True)
            for delivery in self._deliveries(notice, person, reach)
        ]
        Notice.objects.bulk_create(notices, batch_size=AT_ONCE, ignore_conflicts=True)
        Delivery.objects.bulk_create(deliveries, batch_size=AT_ONCE, ignore_conflicts=True)
        return len(notices)

    def _channels(self) -> Sequence[str]:
        only = self.also.get("channels")
        if only is None:
            return self.kind.channels
        return [channel for channel in self.kind.channels if channel in only]

    def _notice(self, person: User) -> Notice:
        about = {"name": person.name} | self.about
        about |= self.also.get("each", {}).get(person.pk, {})
        if self.kind_key == FROM_OFFICE:
            # What the office wrote has fields of its own.
            values = values_of(self.kind, about)
            about |= {name: fill(about[name], values) for name in ("title", "text")}
        words = filled(self.words, self.kind, about)
        texts = {name: getattr(words, name) for name in TEXTS}
        texts |= {name: texts[name][:most] for name, most in LIMITS.items()}
        if self.batch is None:
            self.batch = self._batch(texts["title"])
        return Notice(
            id=notice_id(person.pk, self.kind_key, self.key),
            learner=person,
            batch=self.batch,
            kind=self.kind_key,
            key=self.key,
            link=self.also.get("link", ""),
            urgent=self.kind.urgent,
            in_inbox=self.kind.inbox,
            told_at=self.now,
            **texts,
        )

    def _batch(self, title: str) -> Batch:
        """What the office sees as one: the thing, or for personal kinds the day."""
        personal = self.kind.personal
        key = str(timezone.localdate(self.now)) if personal else self.key
        # A title with one person's own words in it is no title for all of them.
        general = personal or not self.kind.inbox or bool(self.also.get("each"))
        batch, _made = Batch.objects.get_or_create(
            congress=self.congress,
            kind=self.kind_key,
            key=key,
            defaults={
                "title": str(self.kind.name) if general else title,
                "made_at": self.now,
                "made_by": self.also.get("by"),
                "told_at": self.now,
            },
        )
        return batch

    def _deliveries(self, notice: Notice, person: User, reach: Reach) -> list[Delivery]:
        found = [
            self._delivery(notice, person, channel, reach.hindrance(person, channel))
            for channel in self._channels()
        ]
        going = [one for one in found if not one.reason]
        return going[:1] if self.kind.one_way and going else found

    def _delivery(self, notice: Notice, person: User, channel: str, hindrance: str) -> Delivery:
        states = Delivery.State
        return Delivery(
            id=uuid5(notice.pk, channel),
            learner=person,
            notice=notice,
            channel=channel,
            state=states.SKIPPED if hindrance else states.WAITING,
            reason=hindrance,
            address=digest(address_of(person, channel)),
            created_at=self.now,
            next_at=allowed_at(self.now, self.quiet, urgent=self.kind.urgent),
        )
