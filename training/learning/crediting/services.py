"""Other events: entered, people put on their lists, and taken back with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from training.learning import evidence
from training.learning.crediting.errors import CreditingRefused
from training.learning.crediting.models import EventPresence, OtherEvent
from training.people import audit
from training.people.models import Congress, User

MOST_DAYS = 31
MOST_MINUTES = 24 * 60
MOST_CREDIT = Decimal(24)
MOST_PEOPLE = 1000


@dataclass(frozen=True)
class EventDetails:
    """What is typed of an event: minutes or hours, each for one of its days."""

    name: str
    organiser: str
    kind: str
    starts_on: date
    ends_on: date
    minutes: int | None = None
    credit: Decimal | None = None

    @property
    def days(self) -> list[date]:
        """Every day it lasted."""
        length = (self.ends_on - self.starts_on).days + 1
        return [self.starts_on + timedelta(days=n) for n in range(length)]


def _refuse_bad_days(details: EventDetails, today: date) -> None:
    if details.ends_on < details.starts_on:
        raise CreditingRefused("ends_before", _("结束日期比开始日期还早，请改正。"))
    if details.ends_on > today:
        raise CreditingRefused("future", _("活动还没有结束，请在结束以后登记。"))
    if len(details.days) > MOST_DAYS:
        told = _("一次活动最多 %d 天。更长的请分几次登记。") % MOST_DAYS
        raise CreditingRefused("too_long", told)


def check(details: EventDetails, *, today: date) -> None:
    """Raises CreditingRefused for an event that cannot be entered, saying what to correct."""
    if not details.name.strip():
        raise CreditingRefused("no_name", _("请写上活动名称。"))
    if details.kind not in OtherEvent.Kind.values:
        raise CreditingRefused("kind", _("类别只有：学习会、省培训班、专题学习、其他。"))
    _refuse_bad_days(details, today)
    if (details.minutes is None) == (details.credit is None):
        raise CreditingRefused("worth", _("每天的分钟和每天的学时，请填一个，也只填一个。"))
    if details.minutes is not None and not 1 <= details.minutes <= MOST_MINUTES:
        raise CreditingRefused("minutes", _("每天的分钟要在 1 到 1440 之间。"))
    if details.credit is not None and not 0 < details.credit <= MOST_CREDIT:
        raise CreditingRefused("credit", _("每天的学时要大于 0，最多 24。"))


@transaction.atomic
def enter_event(
    *, congress: Congress, details: EventDetails, by: User, now: datetime
) -> OtherEvent:
    """Enter an event, without people yet; raises CreditingRefused for an impossible or a second
    one."""
    check(details, today=timezone.localdate(now))
    # The congress's row, so that two desks cannot enter the same event.
    Congress.objects.select_for_update().get(pk=congress.pk)
    same = OtherEvent.objects.filter(
        congress=congress, name=details.name, starts_on=details.starts_on
    )
    if same.exists():
        told = _("这一天的“%s”已经登记过了，请到那里加人。") % details.name
        raise CreditingRefused("doubled", told)
    event = OtherEvent.objects.create(congress=congress, made_at=now, made_by=by, **vars(details))
    audit.note(
        actor=by,
        action="hours.event_entered",
        at=now,
        target=str(event.pk),
        name=event.name,
        day=str(event.starts_on),
    )
    return event


def days_of(event: OtherEvent) -> list[date]:
    """Every day an event lasted."""
    length = (event.ends_on - event.starts_on).days + 1
    return [event.starts_on + timedelta(days=n) for n in range(length)]


def _statement_id(presence: EventPresence, day: date) -> UUID:
    parts = (presence.event_id, presence.learner_id, presence.number, day)
    return evidence.derived_id("other-event", *parts)


def _claim(event: OtherEvent, day: date) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "item": f"event.{event.pk}.{day}",
        "congress": event.congress_id,
        "minutes": event.minutes or 0,
        "code": "",
        "title": event.name,
        "organiser": event.organiser,
        "kind": event.kind,
        "day": day.isoformat(),
    }
    return claim | {"credit": str(event.credit)} if event.credit is not None else claim


def _record(presence: EventPresence, event: OtherEvent, now: datetime) -> None:
    """One statement for each day she was there."""
    happened = [
        evidence.Happening(
            verb=evidence.Verb.ATTENDED,
            activity=evidence.derived_id("other-event", event.pk),
            activity_type="event",
            occurred_at=timezone.make_aware(datetime.combine(day, datetime.min.time())),
            statement_id=_statement_id(presence, day),
            seconds=(event.minutes or 0) * 60,
            context={"title": event.name, "hours": [_claim(event, day)]},
        )
        for day in days_of(event)
    ]
    evidence.record(learner_id=presence.learner_id, happenings=happened, now=now, source="staff")


@transaction.atomic
def add_people(*, event: OtherEvent, people: Iterable[User], by: User, now: datetime) -> list[User]:
    """Put people on an event's list; returns those who were not on it yet.

    The caller says whose people they are. All or none: raises CreditingRefused for too many.
    """
    wanted = {person.pk: person for person in people}
    if len(wanted) > MOST_PEOPLE:
        told = _("一次最多加 %d 人，请分几次。") % MOST_PEOPLE
        raise CreditingRefused("too_many", told)
    # Learners' rows first and in one order, so that two desks cannot wait for each other.
    held = User.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    found = list(held.values_list("pk", flat=True))
    known = EventPresence.objects.filter(event=event, learner__in=found)
    there = set(known.filter(taken_back_at=None).values_list("learner_id", flat=True))
    last = dict(known.values_list("learner_id").annotate(Max("number")))
    added = [wanted[pk] for pk in found if pk not in there]
    for person in added:
        presence = EventPresence.objects.create(
            learner=person,
            event=event,
            number=last.get(person.pk, 0) + 1,
            added_at=now,
            added_by=by,
        )
        _record(presence, event, now)
    if added:
        audit.note(
            actor=by,
            action="hours.event_people_added",
            at=now,
            target=str(event.pk),
            people=[str(person.pk) for person in added],
        )
    return added


@transaction.atomic
def take_back(
    *, event: OtherEvent, people: Sequence[UUID], reason: str, by: User, now: datetime
) -> int:
    """Take people off an event's list: their statements are voided with the reason, their lines
    taken back. Returns how many; people not on the list are passed over."""
    if not reason.strip():
        raise CreditingRefused("no_reason", _("请写明理由，代表会看到。"))
    held = User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")
    found = list(held.values_list("pk", flat=True))
    presences = EventPresence.objects.filter(event=event, learner__in=found, taken_back_at=None)
    rows = sorted(presences, key=lambda presence: str(presence.learner_id))
    for presence in rows:
        for day in days_of(event):
            evidence.void(
                learner_id=presence.learner_id,
                statement_id=_statement_id(presence, day),
                reason=reason,
                now=now,
                by=by,
            )
        presence.taken_back_at, presence.taken_back_by, presence.reason = now, by, reason
        presence.save(update_fields=["taken_back_at", "taken_back_by", "reason"])
    if rows:
        audit.note(
            actor=by,
            action="hours.event_people_taken_back",
            at=now,
            target=str(event.pk),
            people=[str(presence.learner_id) for presence in rows],
            reason=reason,
        )
    return len(rows)
