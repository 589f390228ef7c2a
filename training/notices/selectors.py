"""What the office sees: batches with what became of them, and the people of one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from training.notices import reasons
from training.notices.kinds import CHANNELS, GROUPS, KINDS, NoticeKind
from training.notices.models import Batch, Channel, Delivery, Notice, NoticeTemplate
from training.notices.reaching import is_open, stays_here
from training.people.models import Congress, Membership, Organisation, User

State = Delivery.State
UNDER_WAY = (State.WAITING, State.SENDING)
FAILED = (State.UNSURE, State.REFUSED, State.GIVEN_UP)
# The status mark (shape and word) of each state.
MARKS = {
    State.WAITING: "none",
    State.SENDING: "none",
    State.SENT: "done",
    State.UNSURE: "behind",
    State.REFUSED: "off",
    State.GIVEN_UP: "off",
    State.SKIPPED: "none",
    State.CANCELLED: "none",
}


@dataclass(frozen=True)
class ByChannel:
    """What became of a batch on one channel."""

    name: str
    counted: Counter[str]

    @property
    def label(self) -> str:
        """The channel in words."""
        return str(CHANNELS[self.name])

    @property
    def sent(self) -> int:
        """How many left."""
        return self.counted[State.SENT]

    @property
    def waiting(self) -> int:
        """How many are still to leave."""
        return sum(self.counted[state] for state in UNDER_WAY)

    @property
    def failed(self) -> int:
        """How many did not leave, or perhaps not."""
        return sum(self.counted[state] for state in FAILED)

    @property
    def skipped(self) -> int:
        """To how many nothing was sent, for a reason."""
        return self.counted[State.SKIPPED] + self.counted[State.CANCELLED]

    @property
    def total(self) -> int:
        """Of how many people."""
        return sum(self.counted.values())


@dataclass(frozen=True)
class BatchRow:
    """A batch and what became of it."""

    batch: Batch
    people: int
    read: int
    channels: Sequence[ByChannel]

    @property
    def failed(self) -> int:
        """How many messages did not leave, or perhaps not."""
        return sum(channel.failed for channel in self.channels)

    @property
    def waiting(self) -> int:
        """How many messages are still to leave."""
        return sum(channel.waiting for channel in self.channels)

    @property
    def in_inbox(self) -> bool:
        """Whether people also find it in their inbox."""
        kind = KINDS.get(self.batch.kind)
        return kind is None or kind.inbox


def batches_of(congress: Congress, *, kind: str = "", trouble: bool = False) -> QuerySet[Batch]:
    """The batches of a congress, the newest first; `trouble` keeps those with failures."""
    found = Batch.objects.filter(congress=congress).select_related("made_by")
    if kind:
        found = found.filter(kind=kind)
    if trouble:
        failed = Delivery.objects.filter(notice__batch=OuterRef("pk"), state__in=FAILED)
        found = found.filter(Exists(failed))
    return found.order_by("-made_at", "pk")


def batch_rows(batches: Sequence[Batch]) -> list[BatchRow]:
    """Batches with their figures. Two queries."""
    told = (
        Notice.objects.filter(batch__in=batches)
        .values("batch")
        .annotate(people=Count("pk"), read=Count("pk", filter=Q(read_at__isnull=False)))
    )
    people = {row["batch"]: (row["people"], row["read"]) for row in told}
    counted: dict[Any, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    states = Delivery.objects.filter(notice__batch__in=batches)
    rows = states.values_list("notice__batch", "channel", "state").annotate(n=Count("pk"))
    for batch, channel, state, n in rows:
        counted[batch][channel][state] += n
    return [
        BatchRow(
            batch,
            *people.get(batch.pk, (len(batch.people), 0)),
            [
                ByChannel(name, counted[batch.pk][name])
                for name in CHANNELS
                if name in counted[batch.pk]
            ],
        )
        for batch in batches
    ]


def failures_of(congress: Congress) -> int:
    """How many messages of a congress did not leave, or perhaps not. One query."""
    return Delivery.objects.filter(notice__batch__congress=congress, state__in=FAILED).count()


@dataclass(frozen=True)
class Sent:
    """What became of one message."""

    delivery: Delivery

    @property
    def mark(self) -> str:
        """The status mark that goes with its state."""
        return MARKS[State(self.delivery.state)]

    @property
    def why(self) -> str:
        """Why it did not leave; empty when it did."""
        return reasons.in_words(self.delivery.reason)


@dataclass(frozen=True)
class PersonTold:
    """A person of a batch: whether she read it, and what became of her messages."""

    notice: Notice
    unit: Organisation | None
    sent: dict[str, Sent] = field(default_factory=dict)

    @property
    def person(self) -> User:
        """Who it is."""
        return self.notice.learner

    @property
    def on_roster(self) -> bool:
        """Whether the desk has a page about her."""
        return self.unit is not None and self.unit.kind != Organisation.Kind.OFFICE

    @property
    def reached(self) -> bool:
        """Whether she read it, or a message left or is about to."""
        going = {State.SENT, *UNDER_WAY}
        return bool(self.notice.read_at) or any(
            one.delivery.state in going for one in self.sent.values()
        )

    @property
    def by_channel(self) -> list[Sent | None]:
        """Her messages in the order of the channels; None where there was none to send."""
        return [self.sent.get(name) for name in CHANNELS]


def told_in(batch: Batch, *, show: str = "") -> QuerySet[Notice]:
    """The notices of a batch by the number of the person; `failed`, `unread` or `unreached` keep
    some of them."""
    found = Notice.objects.filter(batch=batch).select_related("learner")
    mine = Delivery.objects.filter(learner=OuterRef("learner"), notice=OuterRef("pk"))
    if show == "failed":
        found = found.filter(Exists(mine.filter(state__in=FAILED)))
    elif show == "unread":
        found = found.filter(read_at=None)
    elif show == "unreached":
        going = mine.filter(state__in=[State.SENT, *UNDER_WAY])
        found = found.filter(~Exists(going), read_at=None)
    return found.order_by("learner__number", "learner__username", "pk")


def people_told(notices: Sequence[Notice], congress: Congress, today: date) -> list[PersonTold]:
    """Notices with the person's unit and messages. Two queries."""
    sent: dict[UUID, dict[str, Sent]] = defaultdict(dict)
    learners = [notice.learner_id for notice in notices]
    for delivery in Delivery.objects.filter(learner__in=learners, notice__in=notices):
        sent[delivery.notice_id][delivery.channel] = Sent(delivery)
    units = units_of(learners, congress, today)
    return [PersonTold(notice, units.get(notice.learner_id), sent[notice.pk]) for notice in notices]


def units_of(people: Iterable[UUID], congress: Congress, today: date) -> dict[UUID, Organisation]:
    """The unit in which each of some people holds a role today. One query."""
    held = (
        Membership.objects.filter(user__in=list(people), organisation__congress=congress)
        .filter(starts_on__lte=today)
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .exclude(organisation__kind__in=Organisation.BESIDE)
        .select_related("organisation")
        .order_by("starts_on", "pk")
    )
    by_rank: dict[UUID, Membership] = {}
    for membership in held:
        known = by_rank.get(membership.user_id)
        if known is None or membership.role in Membership.LEARNERS:
            by_rank[membership.user_id] = membership
    return {person: membership.organisation for person, membership in by_rank.items()}


@dataclass(frozen=True)
class KindRow:
    """A kind with the words in use."""

    key: str
    kind: NoticeKind
    own: NoticeTemplate | None

    @property
    def group_name(self) -> str:
        """The group in which people decide about it."""
        return str(GROUPS[self.kind.group].name)

    @property
    def channel_names(self) -> list[str]:
        """On which channels it goes, the inbox among them."""
        return [str(CHANNELS[name]) for name in self.kind.channels]

    @property
    def title(self) -> str:
        """The title in use."""
        return self.own.title if self.own else self.kind.title


def kinds_of(congress: Congress) -> list[KindRow]:
    """Every kind with the congress's own words, where it has any. One query."""
    rows = NoticeTemplate.objects.filter(congress=congress).select_related("changed_by")
    own = {template.kind: template for template in rows}
    return [KindRow(key, kind, own.get(key)) for key, kind in KINDS.items()]


@dataclass(frozen=True)
class ChannelRow:
    """How a channel stands."""

    name: str
    known: Channel

    @property
    def label(self) -> str:
        """The channel in words."""
        return str(CHANNELS[self.name])

    @property
    def is_open(self) -> bool:
        """Whether the operator has set it up."""
        return is_open(self.name)

    @property
    def stays_here(self) -> bool:
        """Whether it only writes to files, as on trial."""
        return stays_here(self.name)


def channel_rows() -> list[ChannelRow]:
    """How every channel stands. One query."""
    known = Channel.objects.in_bulk()
    return [ChannelRow(name, known.get(name) or Channel(pk=name)) for name in CHANNELS]
