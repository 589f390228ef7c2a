"""The office's table: a new version, tried before it changes lines that stand already."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from training.learning.crediting.errors import CreditingRefused
from training.learning.hours import keeping
from training.learning.hours.explaining import shown
from training.learning.hours.models import NUMBERS, HourEntry, HoursTable
from training.learning.hours.reckoning import NOTHING
from training.learning.outbox import queue
from training.people import audit
from training.people.models import Congress, User

AHEAD = timedelta(days=366)
MOST_A_DAY = Decimal(24)


@dataclass(frozen=True)
class Numbers:
    """What is typed of a version."""

    valid_from: date
    long_minutes: int
    long_credit: Decimal
    middle_minutes: int
    middle_credit: Decimal
    short_credit: Decimal
    lesson_share: Decimal
    test_credit: Decimal
    day_cap: Decimal
    optional: bool


def _impossible(numbers: Numbers, today: date) -> str:
    """What is wrong with typed numbers, in words; '' when nothing is."""
    rising = 0 <= numbers.short_credit <= numbers.middle_credit <= numbers.long_credit
    largest = max(numbers.test_credit, numbers.long_credit)
    rules = (
        (
            keeping.BEGINNING <= numbers.valid_from <= today + AHEAD,
            _("日期要在 2000 年以后，最晚一年以内。"),
        ),
        (
            1 <= numbers.middle_minutes < numbers.long_minutes,
            _("长课的分钟要比中课的多，中课至少 1 分钟。"),
        ),
        (rising, _("课越长，记的学时不能越少，也不能是负数。")),
        (
            0 <= numbers.lesson_share <= 1,
            _("在线学完按到课的几成记，要在 0 到 1 之间。"),
        ),
        (0 < numbers.day_cap <= MOST_A_DAY, _("一天最多记的学时要大于 0，最多 24。")),
        (
            numbers.test_credit >= 0 and largest <= numbers.day_cap,
            _("一项记的学时不能是负数，也不能比一天最多记的还多。"),
        ),
    )
    return next((told for holds, told in rules if not holds), "")


def next_version(
    *, congress: Congress, numbers: Numbers, reason: str, by: User, now: datetime
) -> HoursTable:
    """The version that these numbers would be, not yet written; raises CreditingRefused for
    impossible ones, and for none that changes anything."""
    if told := _impossible(numbers, timezone.localdate(now)):
        raise CreditingRefused("impossible", told)
    keeping.first_version(congress.pk, now)
    versions = HoursTable.objects.filter(congress=congress)
    newest = versions.order_by("-number")[0]
    same = all(getattr(newest, name) == getattr(numbers, name) for name in NUMBERS)
    if same and numbers.valid_from >= newest.valid_from:
        raise CreditingRefused("unchanged", _("和现在的办法一样，没有要改的。"))
    last = versions.aggregate(last=Max("number"))["last"]
    return HoursTable(
        congress=congress,
        number=last + 1,
        reason=reason,
        made_at=now,
        made_by=by,
        **vars(numbers),
    )


@dataclass(frozen=True)
class Change:
    """What a version does to one person's account."""

    person: User
    before: Decimal
    after: Decimal
    lines: Sequence[HourEntry] = field(repr=False, default=())

    @property
    def by(self) -> Decimal:
        """How much more or less she will have."""
        return self.after - self.before

    @property
    def shown(self) -> tuple[str, str, str]:
        """Before, after, and the difference with its sign."""
        return shown(self.before), shown(self.after), f"{self.by.normalize():+f}"


@dataclass(frozen=True)
class Rehearsal:
    """What a version would do to lines that stand already; nothing was written."""

    version: HoursTable
    changes: Sequence[Change]
    people: int

    @property
    def more(self) -> int:
        """How many people would have more."""
        return sum(change.by > 0 for change in self.changes)

    @property
    def fewer(self) -> int:
        """How many people would have fewer."""
        return sum(change.by < 0 for change in self.changes)

    @property
    def lines(self) -> int:
        """How many lines would be added."""
        return sum(len(change.lines) for change in self.changes)


def touches_the_past(version: HoursTable, today: date) -> bool:
    """Whether lines may stand on days for which a version would count."""
    return version.valid_from <= today


def _whose(congress: Congress) -> list[User]:
    """Everybody who may have hours in a congress, by number. One query."""
    booked = HourEntry.objects.filter(congress=congress).values("learner")
    enrolled = congress.cohorts.values("enrolments__learner")
    people = User.objects.filter(Q(pk__in=booked) | Q(pk__in=enrolled))
    return list(people.order_by("number", "pk"))


def rehearse(*, version: HoursTable, now: datetime) -> Rehearsal:
    """Try a version on every account of its congress. Three queries a person; writes nothing."""
    people = _whose(version.congress)
    totals = _totals(version.congress)
    changes = []
    for person in people:
        lines = keeping.rehearsed(learner_id=person.pk, version=version, now=now)
        lines = [line for line in lines if line.congress_id == version.congress_id]
        if lines:
            before = totals.get(person.pk, NOTHING)
            after = before + sum((line.credit for line in lines), NOTHING)
            changes.append(Change(person, before, after, lines))
    return Rehearsal(version, changes, len(people))


def _totals(congress: Congress) -> dict[UUID, Decimal]:
    totals: dict[UUID, Decimal] = {}
    rows = HourEntry.objects.filter(congress=congress).values_list("learner_id", "credit")
    for learner, credit in rows:
        totals[learner] = totals.get(learner, NOTHING) + credit
    return totals


@transaction.atomic
def adopt(*, version: HoursTable, now: datetime) -> HoursTable:
    """Write a version. Where it reaches into the past, every account is reckoned again, person by
    person after commit, by lines that take back and add. Raises CreditingRefused when another
    version was written meanwhile."""
    Congress.objects.select_for_update().get(pk=version.congress_id)
    newest = HoursTable.objects.filter(congress=version.congress).aggregate(n=Max("number"))["n"]
    if version.number != newest + 1:
        raise CreditingRefused("overtaken", _("办法刚刚被别人改过，请重新打开再看。"))
    version.save()
    people = _whose(version.congress) if touches_the_past(version, timezone.localdate(now)) else []
    for person in people:
        queue.leave(learner_id=person.pk, kind="hours", key=str(version.pk), now=now)
    told: dict[str, Any] = {name: str(getattr(version, name)) for name in NUMBERS}
    audit.note(
        actor=version.made_by,
        action="hours.table_changed",
        at=now,
        target=f"v{version.number}",
        valid_from=str(version.valid_from),
        reason=version.reason,
        numbers=told,
        people=len(people),
    )
    return version


def reckoned_again(learner_id: UUID, key: str, now: datetime) -> None:
    """What the outbox does for each person once a version reached into the past; again: nothing."""
    keeping.book_again(learner_id=learner_id, now=now)
