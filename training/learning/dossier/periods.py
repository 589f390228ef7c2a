"""A deputy's years by term (届): which memberships belong to which, and which days are whose. Pure.

Every day of hers falls into exactly one term of a congress, so that nothing learned is lost
between two: the first reaches back without end, each lasts until the next begins, the last stays
open.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from training.people.models import Congress, Membership, Organisation, Term


@dataclass(frozen=True)
class Period:
    """One term of a person in one congress, with her roles in it in order of time.

    `since` None: from the beginning; `until` (the day after the last) None: still open.
    """

    congress: Congress
    term: Term | None
    memberships: tuple[Membership, ...]
    since: date | None = None
    until: date | None = None

    @property
    def key(self) -> str:
        """What names it in an address."""
        return f"{self.congress.key}-{self.term.number if self.term else 0}"

    @property
    def begins_on(self) -> date:
        """The day its first role began."""
        return min(held.starts_on for held in self.memberships)

    @property
    def name(self) -> str:
        """Congress and number of the term, in words."""
        if self.term is None:
            return _("%(congress)s（未注明届次）") % {"congress": self.congress}
        return _("%(congress)s第 %(number)d 届") % {
            "congress": self.congress,
            "number": self.term.number,
        }

    @property
    def moved(self) -> bool:
        """Whether she changed her unit within it."""
        beside = Organisation.BESIDE
        units = {
            held.organisation_id
            for held in self.memberships
            if held.organisation.kind not in beside
        }
        return len(units) > 1

    def covers(self, day: date) -> bool:
        """Whether a day belongs to it."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


def periods_of(memberships: Iterable[Membership]) -> list[Period]:
    """A learner's terms, the newest first. Roles without a term go to the term in which they
    began, and make one without a number where there is none."""
    by_congress: dict[int, list[Membership]] = defaultdict(list)
    for held in memberships:
        if held.role in Membership.LEARNERS:
            by_congress[held.organisation.congress_id].append(held)
    found = [period for mine in by_congress.values() for period in _of_congress(mine)]
    return sorted(found, key=lambda period: (period.begins_on, period.key), reverse=True)


def _starts(term: Term, mine: Sequence[Membership]) -> date:
    return term.starts_on or min(held.starts_on for held in mine)


def _of_congress(mine: Sequence[Membership]) -> list[Period]:
    mine = sorted(mine, key=lambda held: held.starts_on)
    by_term: dict[int, list[Membership]] = defaultdict(list)
    terms = {held.term.pk: held.term for held in mine if held.term}
    for held in mine:
        if held.term:
            by_term[held.term.pk].append(held)
    congress = mine[0].organisation.congress
    if not terms:
        return [Period(congress, None, tuple(mine))]
    starts = {pk: _starts(term, by_term[pk]) for pk, term in terms.items()}
    order = sorted(starts, key=lambda pk: (starts[pk], terms[pk].number))
    for held in mine:
        if not held.term:
            begun = [pk for pk in order if starts[pk] <= held.starts_on]
            by_term[begun[-1] if begun else order[0]].append(held)
    bounds = [None, *(starts[pk] for pk in order[1:]), None]
    return [
        Period(
            congress=congress,
            term=terms[pk],
            memberships=tuple(sorted(by_term[pk], key=lambda held: held.starts_on)),
            since=bounds[at],
            until=bounds[at + 1],
        )
        for at, pk in enumerate(order)
    ]


def chosen(periods: Sequence[Period], key: str) -> Period | None:
    """The term asked for by its key; the newest for an empty one; None for an unknown one."""
    if not key:
        return periods[0] if periods else None
    return next((period for period in periods if period.key == key), None)
