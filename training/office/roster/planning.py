"""What each row of a roster would do: it is compared with who is there, and nothing is written.

The same rows are planned again whenever something was answered, and once more in the moment of
applying: what is written is always what the office saw (applying.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort, Enrolment
from training.office.access import Desk
from training.office.roster import questions
from training.office.roster.known import Known, Person, Post
from training.office.roster.numbering import Numbers
from training.office.roster.questions import SKIP
from training.office.roster.reading import Line, Sheet
from training.office.roster.understanding import Names, Problem, Wanted, understood
from training.people.models import Congress, Membership, Organisation
from training.people.rosters import RosterImport, RosterRow

Outcome = RosterRow.Outcome
Change = list[str]
"""Column, before, after."""
TRUTH = {True: "初任", False: "连任", None: ""}
ROLES = {
    Membership.Role.DEPUTY.value: "代表",
    Membership.Role.DIRECTOR.value: "镇街人大办主任",
}
"""Files and reports are in Chinese, as COLUMNS are."""


@dataclass
class Planned:
    """A row with what it would do."""

    place: int
    line: Line
    wanted: Wanted
    answers: Mapping[str, str]
    outcome: str = Outcome.ERROR
    person: UUID | None = None
    known: Person | None = None
    day: date | None = None
    """From when a new membership of a unit counts; None when there is none."""
    changes: list[Change] = field(default_factory=list)
    question: dict[str, Any] = field(default_factory=dict)
    is_open: bool = False
    """Whether a question waits for its answer."""
    is_double: bool = False
    """Whether an earlier row says exactly the same."""

    @property
    def problems(self) -> list[Problem]:
        """What was said about the row."""
        return self.wanted.problems

    def gist(self) -> tuple[Any, ...]:
        """Equal for plans that do the same."""
        person = str(self.person) if self.person else ""
        return str(self.outcome), person, self.wanted.number, self.changes

    def add(self, code: str, before: str, after: str) -> None:
        """Note a change."""
        self.changes.append([code, before, after])


@dataclass(frozen=True)
class Order:
    """What is to be planned: an import, with the class everybody is taken into."""

    job: RosterImport
    cohort: Cohort | None
    desk: Desk

    @property
    def today(self) -> date:
        """The day on which the desk stands."""
        return self.desk.today


class Planner:
    """Plans all rows of an import against the roster as it is now."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.names = Names(organisations(order.job.congress, order.today), order.job.meanings)
        self.known = Known(order.job.congress, order.today, order.cohort)
        self.numbers = Numbers(self.known) if order.job.numbering else None
        self.sheets = [Sheet(**sheet) for sheet in order.job.sheets]
        self.seen: dict[UUID, Planned] = {}

    def plan(self, lines: Sequence[tuple[int, Line, Mapping[str, str]]]) -> list[Planned]:
        """A plan for each line (place, line, what was answered), in their order. Six
        queries, and three for each five hundred people."""
        rows = [
            Planned(place, line, self._understood(line), answers) for place, line, answers in lines
        ]
        twins = questions.Twins(rows, self.sheets)
        for row in rows:
            if self.numbers:
                self.numbers.reserve(row.wanted.number)
            twins.judge(row)
            if not row.is_double:
                self._match(row, twins)
        about = [row.known.pk for row in rows if row.known]
        hindered = self.known.hindered(dict.fromkeys(about), self.order.desk)
        for row in rows:
            if row.known:
                self._refuse(row, row.known, hindered)
            self._judge(row)
        return rows

    def _refuse(self, row: Planned, person: Person, hindered: Mapping[UUID, str]) -> None:
        """Say why a person's entry cannot be changed from here."""
        kept = self.known.people.get(person.merged_into) if person.merged_into else None
        if kept:
            told = _("这个编号已经并入 %(number)s %(name)s，请改用 %(number)s。")
            words = {"number": kept.number, "name": kept.name}
            row.wanted.complain("merged", "number", told % words)
        elif person.pk in hindered:
            row.wanted.complain("not_ours", "number", hindered[person.pk])

    def _understood(self, line: Line) -> Wanted:
        sheet = self.sheets[line.sheet]
        cells = {code: line.cells[n] for code, n in sheet.places.items() if n < len(line.cells)}
        if self.order.cohort is None:
            cells.pop("group", None)  # groups are groups of a class
        wanted = understood(cells, self.names, self.order.today)
        for place, told in line.broken.items():
            wanted.complain("broken_cell", sheet.codes[int(place)], told)
        return wanted

    # ---- whom a row is about

    def _match(self, row: Planned, twins: questions.Twins) -> None:
        """Find the person of a row, or ask."""
        wanted, known = row.wanted, self.known
        person = known.numbered(wanted.number)
        if person is None and (person := known.zeros_lost(wanted.number, wanted.name)):
            told = _("编号“%(short)s”前面的 0 丢了，按 %(number)s 算。")
            words = {"short": wanted.number, "number": person.number}
            wanted.complain("zeros_lost", "number", told % words, warning=True)
            wanted.number = person.number
        if person is None and not wanted.number:
            person = self._by_name_and_phone(wanted)
        if person is None:
            twins.ask(row)
            person = self._perhaps(row, twins)
        elif wanted.name and person.name != wanted.name:
            questions.ask_renamed(row, person)
        self._settle(row, person, twins)

    def _by_name_and_phone(self, wanted: Wanted) -> Person | None:
        """A row without a number is about the only person of that name and telephone."""
        alike = [
            person
            for person in self.known.by_name.get(wanted.name, ())
            if wanted.phone and person.phone == wanted.phone
        ]
        if len(alike) != 1:
            return None
        told = _("没有写编号，按姓名和手机认出是 %s。") % alike[0].number
        wanted.complain("by_phone", "number", told, warning=True)
        return alike[0]

    def _perhaps(self, row: Planned, twins: questions.Twins) -> Person | None:
        """Somebody of the roster who may be meant and has no row of her own: the office is
        asked."""
        wanted = row.wanted
        alike = [
            person
            for person in self.known.by_name.get(wanted.name, ())
            if person.number.casefold() not in twins.by_number
            and (
                (wanted.phone and person.phone == wanted.phone)
                or (person.unit and wanted.unit and person.unit.organisation == wanted.unit)
            )
        ]
        if not alike:
            return None
        answer = questions.ask_same(row, alike, self.names)
        return next((person for person in alike if answer == f"is:{person.pk}"), None)

    def _settle(self, row: Planned, person: Person | None, twins: questions.Twins) -> None:
        """Note whom the row is about; two rows about one person are one too many."""
        if person is None:
            return
        row.known, row.person = person, person.pk
        if row.question.get("answer") == SKIP:
            return
        first = self.seen.setdefault(person.pk, row)
        if first is not row and not row.wanted.is_refused:
            told = _("和%s说的是同一个人，请只留一行。") % twins.where(first)
            row.wanted.complain("same_person_twice", "number", told)

    # ---- what it would do

    def _judge(self, row: Planned) -> None:
        """Give the row its outcome."""
        wanted = row.wanted
        if row.is_double and not wanted.is_refused:
            row.outcome = Outcome.UNCHANGED
            return
        if row.known and not row.known.is_active and not wanted.is_refused:
            questions.ask_disabled(row)
        skipped = row.question.get("answer") == SKIP
        if not skipped and not wanted.is_refused and not row.is_open:
            if row.known:
                self._compare(row, row.known)
            else:
                self._appear(row)
        if wanted.is_refused:
            row.outcome = Outcome.ERROR
        elif skipped:
            row.outcome = Outcome.SKIPPED
        elif row.is_open:
            row.outcome = Outcome.QUESTION
        if row.outcome not in RosterRow.TAKEN:
            row.changes = []

    def _appear(self, row: Planned) -> None:
        """A new person."""
        wanted = row.wanted
        if not wanted.number and self.numbers:
            wanted.number = self.numbers.next()
        if not wanted.number:
            told = _("没有写编号。请补上；或者重新选这个文件，勾上“没有编号的人自动编号”。")
            wanted.complain("no_number", "number", told)
        elif wanted.number.casefold() in self.known.taken:
            told = _("编号 %s 已经被别的账号用了，请换一个。")
            wanted.complain("number_taken", "number", told % wanted.number)
        if wanted.unit is None:
            told = _("名册上没有这个人。要新增的话，请写他的镇街。")
            wanted.complain("no_unit", "unit", told)
        self._note_phone(wanted, None)
        if wanted.is_refused:
            return
        wanted.role = wanted.role or Membership.Role.DEPUTY
        row.outcome, row.person = Outcome.NEW, uuid5(self.order.job.uuid, str(row.place))
        row.day = wanted.since or self.order.today
        self._details_of_new(row)

    def _details_of_new(self, row: Planned) -> None:
        wanted = row.wanted
        row.add("unit", "", self.names.name(wanted.unit))
        row.add("role", "", ROLES[wanted.role])
        for code in ("phone", "email", "constituency"):
            if said := getattr(wanted, code):
                row.add(code, "", said)
        if wanted.first_term is not None:
            row.add("first_term", "", TRUTH[wanted.first_term])
        if wanted.delegation:
            row.add("delegation", "", self.names.name(wanted.delegation))
        row.add("since", "", str(row.day))
        if self.order.cohort:
            row.add("class", "", self._place_words(wanted))

    def _place_words(self, wanted: Wanted) -> str:
        group = self.names.name(wanted.group)
        cohort = self.order.cohort.name if self.order.cohort else ""
        return f"{cohort} {group}".strip()

    def _compare(self, row: Planned, person: Person) -> None:
        """What the row changes about somebody who is there."""
        wanted = row.wanted
        row.outcome = Outcome.UNCHANGED
        if wanted.name != person.name:
            row.add("name", person.name, wanted.name)
        self._compare_number(row, person)
        for code in ("phone", "email"):
            said, before = getattr(wanted, code), getattr(person, code)
            if said and said != before:
                row.add(code, before, said)
        if not person.is_active:
            row.add("account", "已停用", "恢复")
        self._compare_posts(row, person)
        self._compare_class(row, person)
        if row.changes:
            self._note_phone(wanted, person)
        if row.changes and row.outcome == Outcome.UNCHANGED:
            row.outcome = Outcome.CHANGED

    def _compare_number(self, row: Planned, person: Person) -> None:
        wanted, before = row.wanted, person.number or person.username
        if not wanted.number or wanted.number.casefold() == before.casefold():
            wanted.number = before
            return
        if wanted.number.casefold() == person.username.casefold():
            wanted.number = before
        elif wanted.number.casefold() in self.known.taken:
            told = _("编号 %s 已经被别的账号用了，请换一个。")
            wanted.complain("number_taken", "number", told % wanted.number)
        else:
            row.add("number", before, wanted.number)

    def _compare_posts(self, row: Planned, person: Person) -> None:
        wanted, post = row.wanted, person.unit
        if post is None or not post.lasts_on(self.order.today):
            self._come_back(row, person)
        elif self._is_transfer(wanted, post):
            self._transfer(row, person, post)
        else:
            self._correct_post(row, person, post)
        before = person.delegation.organisation if person.delegation else None
        if wanted.delegation and wanted.delegation != before:
            row.add("delegation", self.names.name(before), self.names.name(wanted.delegation))

    @staticmethod
    def _is_transfer(wanted: Wanted, post: Post) -> bool:
        moves = wanted.unit is not None and wanted.unit != post.organisation
        return moves or bool(wanted.role and wanted.role != post.role)

    def _come_back(self, row: Planned, person: Person) -> None:
        """Somebody who was on the roster before begins anew."""
        wanted, last = row.wanted, person.unit
        if wanted.unit is None:
            told = _("这位同志已经离任。要重新任职的话，请写镇街。")
            wanted.complain("no_unit", "unit", told)
            return
        row.day = wanted.since or self.order.today
        if last and last.ends_on and row.day <= last.ends_on:
            told = _("任职日期要晚于上一次任职结束的 %s。")
            wanted.complain("too_early", "since", told % last.ends_on)
            return
        wanted.role = wanted.role or (last.role if last else Membership.Role.DEPUTY)
        row.add("unit", "（已离任）", self.names.name(wanted.unit))
        row.add("since", "", str(row.day))

    def _transfer(self, row: Planned, person: Person, post: Post) -> None:
        """Another unit or role from a day on; what was keeps its place in history."""
        wanted = row.wanted
        wanted.unit = wanted.unit or post.organisation
        wanted.role = wanted.role or post.role
        row.day = wanted.since or self.order.today
        if row.day < post.starts_on:
            told = _("调动日期不能早于在%(unit)s任职的开始日期 %(day)s。")
            words = {"unit": self.names.name(post.organisation), "day": post.starts_on}
            wanted.complain("too_early", "since", told % words)
            return
        row.outcome = Outcome.TRANSFER
        if wanted.unit != post.organisation:
            row.add("unit", self.names.name(post.organisation), self.names.name(wanted.unit))
        if wanted.role != post.role:
            row.add("role", ROLES.get(post.role, post.role), ROLES[wanted.role])
        if row.day != post.starts_on:
            row.add("since", str(post.starts_on), str(row.day))
        self._details_of_post(row, post)
        if person.attends and wanted.unit != post.organisation:
            told = _("正在参加的班次仍按报名时的镇街统计（%s）。")
            wanted.complain("keeps_unit", "unit", told % person.attends, warning=True)

    def _details_of_post(self, row: Planned, post: Post) -> None:
        wanted = row.wanted
        if wanted.first_term is not None and wanted.first_term != post.first_term:
            row.add("first_term", TRUTH[post.first_term], TRUTH[wanted.first_term])
        if wanted.constituency and wanted.constituency != post.constituency:
            row.add("constituency", post.constituency, wanted.constituency)

    def _correct_post(self, row: Planned, person: Person, post: Post) -> None:
        wanted = row.wanted
        self._details_of_post(row, post)
        if wanted.since is None or wanted.since == post.starts_on:
            return
        ended = [p.ends_on for p in person.posts if p.ends_on and p.starts_on < post.starts_on]
        if ended and wanted.since <= max(ended):
            told = _("任职日期要晚于上一次任职结束的 %s。")
            wanted.complain("too_early", "since", told % max(ended))
        elif post.ends_on and wanted.since > post.ends_on:
            told = _("任职日期晚于这次任职结束的 %s。")
            wanted.complain("too_late", "since", told % post.ends_on)
        else:
            row.add("since", str(post.starts_on), str(wanted.since))

    def _compare_class(self, row: Planned, person: Person) -> None:
        """Whether the row takes her into the class, or into another group of it."""
        wanted, place = row.wanted, person.enrolment
        if self.order.cohort is None:
            return
        if place is None:
            row.add("class", "", self._place_words(wanted))
        elif place.status != Enrolment.Status.ACTIVE:
            told = _("已经退出这个班次，导入不会重新编入；要重新编入请到班次的名单里办。")
            wanted.complain("withdrawn", "group", told, warning=True)
        elif wanted.group and wanted.group != place.group_id:
            row.add("group", self.names.name(place.group_id), self.names.name(wanted.group))

    def _note_phone(self, wanted: Wanted, person: Person | None) -> None:
        """Somebody else has the same telephone: often a slip of the pen, sometimes a couple."""
        others = [
            other
            for other in self.known.by_phone.get(wanted.phone, ())
            if wanted.phone and (person is None or other.pk != person.pk)
        ]
        if others and others[0].name != wanted.name:
            told = _("手机和 %(number)s %(name)s 的一样，请核对。")
            words = {"number": others[0].number, "name": others[0].name}
            wanted.complain("same_phone", "phone", told % words, warning=True)


def order_of(job: RosterImport, desk: Desk) -> Order:
    """The import with its class as it is now; the class may have gone meanwhile."""
    cohort = None
    if job.cohort:
        cohort = Cohort.objects.filter(congress=job.congress, key=job.cohort).first()
    return Order(job, cohort, desk)


def organisations(congress: Congress, today: date) -> QuerySet[Organisation]:
    """The units, delegations and groups of a congress that are not closed; not evaluated."""
    return congress.organisations.filter(Q(closed_on=None) | Q(closed_on__gte=today))
