"""Importing who took part in what: first a plan that names every mistake by file, row and column;
then everything of it, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from training.learning.crediting import selectors, services
from training.learning.crediting.errors import CreditingRefused
from training.learning.crediting.models import OtherEvent
from training.learning.crediting.reading import COLUMNS, Row, Sheet
from training.learning.crediting.services import EventDetails
from training.people.models import Congress, User

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\s*0?0:00.*)?\Z")
SALT = "hours-import"
KEPT_FOR = 24 * 3600
LABELS = {"学习会": "study", "省培训班": "province", "专题学习": "subject", "其他": "other"}
"""Files are in Chinese, whatever language the desk reads."""


@dataclass(frozen=True)
class Problem:
    """What is wrong where: the row and column as the file has them."""

    line: int
    column: str
    place: str
    text: str


@dataclass
class Planned:
    """One event of the file: new, or entered already, and whom it brings."""

    details: EventDetails
    known: OtherEvent | None
    first: int
    """The first row about it."""
    people: dict[UUID, User] = field(default_factory=dict)
    there: int = 0
    """How many of them are on its list already."""


@dataclass(frozen=True)
class Plan:
    """What importing a file would do; with problems, nothing at all."""

    name: str
    events: Sequence[Planned]
    problems: Sequence[Problem]
    rows: int

    @property
    def people(self) -> int:
        """How many places on lists it would add."""
        return sum(len(event.people) - event.there for event in self.events)


def sealed(name: str, sheet: Sheet, by: User) -> str:
    """What was read, signed, so that exactly this is imported when the office says so."""
    rows = [[row.line, dict(row.cells)] for row in sheet.rows]
    told = {"by": str(by.pk), "name": name, "rows": rows, "places": dict(sheet.places)}
    return signing.dumps(told, salt=SALT, compress=True)


def opened(seal: str, by: User) -> tuple[str, Sheet]:
    """Name and rows of what was sealed for this officer; raises CreditingRefused for anything
    else."""
    try:
        told = signing.loads(seal, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        told = {}
    if told.get("by") != str(by.pk):
        raise CreditingRefused("seal", _("这份清单已经失效，请重新选择文件。"))
    return told["name"], Sheet([Row(line, cells) for line, cells in told["rows"]], told["places"])


class _Reading:
    """Makes a plan of rows, collecting mistakes."""

    def __init__(self, congress: Congress, sheet: Sheet, today: date) -> None:
        self.congress, self.sheet, self.today = congress, sheet, today
        self.problems: list[Problem] = []
        self.events: dict[tuple[str, date], Planned] = {}
        numbers = [row.cells.get("number", "") for row in sheet.rows]
        self.people = selectors.by_number(congress, numbers)
        known = OtherEvent.objects.filter(congress=congress)
        self.known = {(one.name, one.starts_on): one for one in known}

    def problem(self, row: Row, code: str, text: str) -> None:
        """Note what is wrong with a cell."""
        place = self.sheet.places.get(code, "")
        self.problems.append(Problem(row.line, COLUMNS[code], place, text))

    def take(self, row: Row) -> None:
        """Read one row into the plan, or note what is wrong with it."""
        before = len(self.problems)
        person = self._person(row)
        details = self._details(row)
        if person is None or details is None or len(self.problems) > before:
            return
        planned = self._planned(row, details)
        if planned is None:
            return
        if person.pk in planned.people:
            told = _("%(name)s在这项活动里写了不止一行。") % {"name": person}
            self.problem(row, "number", told)
            return
        planned.people[person.pk] = person

    def _person(self, row: Row) -> User | None:
        number, name = row.cells.get("number", ""), row.cells.get("name", "")
        if not number:
            self.problem(row, "number", _("没有写编号。"))
            return None
        person = self.people.get(number)
        if person is None:
            self.problem(row, "number", _("名册上没有编号“%s”的代表。") % number)
            return None
        if name and name != person.name:
            told = _("编号 %(number)s 在名册上是%(known)s，这里写的是%(name)s。")
            words = told % {"number": number, "known": person.name, "name": name}
            self.problem(row, "name", words)
        return person

    def _details(self, row: Row) -> EventDetails | None:
        cells = row.cells
        day = self._day(row, "day")
        until = self._day(row, "until") if cells.get("until") else day
        kind = cells.get("kind") or "其他"
        if kind not in LABELS:
            told = _("类别“%(kind)s”不认识，只有：%(kinds)s。")
            self.problem(row, "kind", told % {"kind": kind, "kinds": "、".join(LABELS)})
        minutes, credit = self._number(row, "minutes"), self._number(row, "credit")
        if day is None or until is None or kind not in LABELS:
            return None
        details = EventDetails(
            name=cells.get("event", ""),
            organiser=cells.get("organiser", ""),
            kind=LABELS[kind],
            starts_on=day,
            ends_on=until,
            minutes=None if minutes is None else int(minutes),
            credit=credit,
        )
        return self._checked(row, details)

    def _checked(self, row: Row, details: EventDetails) -> EventDetails | None:
        """The details where they can be entered."""
        columns = {
            "no_name": "event",
            "ends_before": "until",
            "too_long": "until",
            "future": "until" if row.cells.get("until") else "day",
            "minutes": "minutes",
            "credit": "credit",
            "worth": "minutes",
        }
        try:
            services.check(details, today=self.today)
        except CreditingRefused as refused:
            self.problem(row, columns.get(refused.code, "event"), refused.reason)
            return None
        for code, text, most in (
            ("event", details.name, 100),
            ("organiser", details.organiser, 80),
        ):
            if len(text) > most:
                self.problem(row, code, _("最多 %d 个字。") % most)
        return details

    def _day(self, row: Row, code: str) -> date | None:
        text = row.cells.get(code, "")
        try:
            found = DAY.match(text)
            if found:
                year, month, day = map(int, found.groups())
                return date(year, month, day)
        except ValueError:
            pass
        told = _("日期“%s”看不懂，请写成 2026-07-03 这样。") % text if text else _("没有写日期。")
        self.problem(row, code, told)
        return None

    def _number(self, row: Row, code: str) -> Decimal | None:
        text = row.cells.get(code, "")
        if not text:
            return None
        try:
            found = Decimal(text)
        except InvalidOperation:
            found = Decimal("NaN")
        places = 0 if code == "minutes" else 2
        if not found.is_finite() or found != round(found, places) or abs(found) > 10_000:
            whole = _("“%s”不是一个整数。") if code == "minutes" else _("“%s”不是学时数。")
            self.problem(row, code, whole % text)
            return None
        return round(found, places) if places else Decimal(int(found))

    def _planned(self, row: Row, details: EventDetails) -> Planned | None:
        """The event of a row; None when the file or the desk has another of the same name and
        day."""
        key = (details.name, details.starts_on)
        if key not in self.events:
            known = self.known.get(key)
            if known and _told(known) != details:
                told = _("这一天的“%s”已经登记过，类别、主办、天数、分钟或学时和这里写的不一样。")
                self.problem(row, "event", told % details.name)
                return None
            self.events[key] = Planned(details, known, row.line)
        planned = self.events[key]
        if planned.details != details:
            told = _("和第 %d 行是同一项活动，类别、主办、天数、分钟或学时却不一样。")
            self.problem(row, "event", told % planned.first)
            return None
        return planned


def _told(event: OtherEvent) -> EventDetails:
    """An entered event as its details."""
    names = EventDetails.__dataclass_fields__
    return EventDetails(**{name: getattr(event, name) for name in names})


def plan(*, congress: Congress, name: str, sheet: Sheet, today: date) -> Plan:
    """What a file would bring, or what is wrong with it; writes nothing. Three queries and one for
    each event that is known."""
    reading = _Reading(congress, sheet, today)
    for row in sheet.rows:
        reading.take(row)
    for event in reading.events.values():
        if event.known:
            there = event.known.presences.filter(taken_back_at=None, learner__in=event.people)
            event.there = there.count()
    if not sheet.rows:
        told = _("表头下面没有内容。")
        reading.problems.append(Problem(1, COLUMNS["number"], "", told))
    return Plan(name, list(reading.events.values()), reading.problems, len(sheet.rows))


@transaction.atomic
def carry_out(*, plan: Plan, congress: Congress, by: User, now: datetime) -> int:
    """Enter the events of a plan and put its people on their lists, all or nothing; returns how
    many places were added. Raises CreditingRefused for a plan with problems."""
    if plan.problems:
        raise CreditingRefused("problems", _("还有要改正的地方，什么都没有写进去。"))
    added = 0
    for planned in plan.events:
        event = planned.known or services.enter_event(
            congress=congress, details=planned.details, by=by, now=now
        )
        people = planned.people.values()
        added += len(services.add_people(event=event, people=people, by=by, now=now))
    return added
