"""A paper list typed at the desk: what was written is looked up, shown, and only then recorded."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from training.cohorts.models import Enrolment
from training.learning.attendance.selectors import RoomList, Row


@dataclass
class Plan:
    """What a typed list would record: nothing yet is."""

    away: bool
    late: bool
    rows: list[Row] = field(default_factory=list)
    already: list[Row] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    doubtful: dict[str, list[Enrolment]] = field(default_factory=dict)
    named: int = 0

    @property
    def mark(self) -> str:
        """Stands for just these people and how they come: what was looked at is what is recorded,
        also when the text was changed afterwards."""
        told = [str(self.late), *sorted(str(row.person.pk) for row in self.rows)]
        return sha256(" ".join(told).encode()).hexdigest()

    @property
    def is_sound(self) -> bool:
        """Whether it may be recorded. Of those who stayed away none may be in doubt: whoever is
        not understood would be taken for present."""
        unsure = self.unknown or self.doubtful
        return bool(self.rows) and not (self.away and unsure)


def plan(listed: RoomList, names: Sequence[str], *, away: bool, late: bool) -> Plan:
    """Look typed numbers and names up in a session's list; names that two people bear are in
    doubt. No query."""
    by_number: dict[str, Row] = {}
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in listed.rows:
        for number in (row.person.number, row.person.username):
            by_number[number.casefold()] = row
        by_name[row.person.name].append(row)
    found, made = [], Plan(away=away, late=late)
    for typed in names:
        rows = [by_number[typed.casefold()]] if typed.casefold() in by_number else by_name[typed]
        if len(rows) == 1:
            found.append(rows[0])
        elif rows:
            made.doubtful[typed] = [row.enrolment for row in rows]
        else:
            made.unknown.append(typed)
    named = {row.person.pk for row in found}
    made.named = len(named)
    for row in listed.rows:
        if (row.person.pk in named) == away:
            continue
        # Whoever is on leave is not made present by not being named.
        if away and row.cell.state == "leave":
            continue
        (made.already if row.cell.is_here else made.rows).append(row)
    return made
