"""A whole class keyed from one table: planned and shown first, then kept in one transaction."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort, Enrolment
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.invigilation.keying.papers import PaperForm, paper_form
from training.learning.attempts.invigilation.keying.reading import Line, answers, read
from training.learning.attempts.invigilation.keying.services import Sheet, why_not_key
from training.learning.attempts.invigilation.keying.table import Entry, Fault, Table, parts_of
from training.learning.attempts.models import Attempt


@dataclass(frozen=True)
class Hall:
    """Which class sat which quiz on which paper, and when it handed in."""

    quiz: Quiz
    cohort: Cohort
    form: PaperForm
    sat_at: datetime


@dataclass(frozen=True)
class Planned:
    """One row understood: whose paper, and what was answered."""

    row: int
    sheet: Sheet
    lines: list[Line]

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(not line.empty for line in self.lines)

    @property
    def empty(self) -> list[int]:
        """The positions without an answer."""
        return [line.place.position for line in self.lines if line.empty]


@dataclass
class Plan:
    """What a table would do; nothing is done while there is a fault."""

    rows: list[Planned] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def sheets(self) -> list[Sheet]:
        """What would be kept."""
        return [row.sheet for row in self.rows]


def plan(table: Table, hall: Hall, now: datetime) -> Plan:
    """Every row as it would be kept, and every fault with its place. Two queries, three for each
    paper beside the hall's, one for each person who has sat before."""
    planned = Plan(faults=list(table.faults))
    roster = _Roster(hall)
    forms: dict[str, PaperForm | ActRefused] = {"": hall.form}
    for entry in table.entries:
        faults_before = len(planned.faults)
        enrolment = roster.person(entry, planned.faults)
        form = _form(entry, hall, forms, planned.faults)
        if enrolment is None or form is None:
            continue
        lines = _lines(entry, form, planned.faults)
        sheet = Sheet(hall.quiz, enrolment, form, answers(lines), hall.sat_at)
        if why := why_not_key(sheet, roster.history[enrolment.learner_id], now):
            planned.faults.append(Fault(entry.row, "", f"{enrolment.learner}：{why}"))
        if len(planned.faults) == faults_before:
            planned.rows.append(Planned(entry.row, sheet, lines))
    planned.faults.sort(key=lambda fault: fault.row)
    return planned


class _Unknown(Exception):
    """Why a row's person is not certain, and the column that shows it."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


class _Roster:
    """The people of a class by number and by name, and what each has sat before."""

    def __init__(self, hall: Hall) -> None:
        places = list(
            Enrolment.objects.filter(cohort=hall.cohort, status=Enrolment.Status.ACTIVE)
            .select_related("learner", "unit", "cohort")
            .order_by("learner__number")
        )
        self.by_number = {one.learner.number: one for one in places if one.learner.number}
        self.by_name: dict[str, list[Enrolment]] = defaultdict(list)
        for one in places:
            self.by_name[one.learner.name].append(one)
        self.history: dict[UUID, list[Attempt]] = defaultdict(list)
        sat = Attempt.objects.filter(
            learner_id__in=[one.learner_id for one in places], quiz=hall.quiz
        )
        for attempt in sat.order_by("number"):
            self.history[attempt.learner_id].append(attempt)
        self.seen: Counter[UUID] = Counter()

    def person(self, entry: Entry, faults: list[Fault]) -> Enrolment | None:
        """Whose row it is; None with a fault when that is not certain."""
        try:
            found = self._numbered(entry) if entry.number else self._called(entry.name)
            self.seen[found.learner_id] += 1
            if self.seen[found.learner_id] > 1:
                raise _Unknown("", _("%s 在上面已经有一行，请删掉一行。") % found.learner)
        except _Unknown as unknown:
            column = entry.column(unknown.column) if unknown.column else ""
            faults.append(Fault(entry.row, column, unknown.reason))
            return None
        return found

    def _numbered(self, entry: Entry) -> Enrolment:
        found = self.by_number.get(entry.number)
        if found is None:
            raise _Unknown("number", _("这个班没有编号 %s 的人，请对照名册。") % entry.number)
        if entry.name and entry.name != found.learner.name:
            told = {"number": entry.number, "real": found.learner, "name": entry.name}
            message = _("编号 %(number)s 是 %(real)s，不是 %(name)s，请核对。")
            raise _Unknown("name", message % told)
        return found

    def _called(self, name: str) -> Enrolment:
        if not name:
            raise _Unknown("number", _("这一行没有写是谁，请补上编号。"))
        same = self.by_name.get(name, [])
        if not same:
            raise _Unknown("name", _("这个班没有叫 %s 的人，请对照名册。") % name)
        if len(same) > 1:
            raise _Unknown("name", _("这个班有 %d 个人叫这个名字，请写编号。") % len(same))
        return same[0]


def _form(
    entry: Entry, hall: Hall, forms: dict[str, PaperForm | ActRefused], faults: list[Fault]
) -> PaperForm | None:
    """The paper a row names, read once however many rows name it; the hall's when it names none."""
    if entry.paper not in forms:
        try:
            if not entry.paper.isdecimal():
                raise ActRefused("no_number", _("卷号应是数字，如 12。"))
            forms[entry.paper] = paper_form(hall.quiz, int(entry.paper))
        except ActRefused as refusal:
            forms[entry.paper] = refusal
    form = forms[entry.paper]
    if isinstance(form, ActRefused):
        faults.append(Fault(entry.row, entry.column("paper"), form.reason))
        return None
    return form


def _lines(entry: Entry, form: PaperForm, faults: list[Fault]) -> list[Line]:
    texts: dict[int, Sequence[str]] = {}
    for place in form.places:
        cell, count = entry.cells.get(place.position, ""), len(place.labels)
        parts = parts_of(cell, count)
        if parts is None:
            message = _("第 %(n)d 题要写 %(count)d 处，用分号隔开，空着的也留一个分号。")
            told = {"n": place.position, "count": count}
            faults.append(Fault(entry.row, entry.column(place.position), message % told))
        texts[place.position] = parts or []
    if beyond := [n for n, cell in entry.cells.items() if n > len(form.places) and cell]:
        told = {"n": beyond[0], "last": len(form.places)}
        message = _("没有第 %(n)d 题，这份卷子只有 %(last)d 题。") % told
        faults.append(Fault(entry.row, entry.column(beyond[0]), message))
    lines = read(form, texts)
    for line in lines:
        if line.problem:
            at, message = line.place.position, _("第 %(n)d 题：%(problem)s")
            message %= {"n": at, "problem": line.problem}
            faults.append(Fault(entry.row, entry.column(at), message))
    return lines
