"""What a synthetic person's week amounts to, as rows: the fold of every activity, and the verdicts
over the programme and each day's course. The short way to what `learning.progress` makes of the
log: no activity comes twice, and there is one requirement version.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from random import Random
from uuid import UUID

from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.models import (
    ActivityProgress,
    Attendance,
    CourseProgress,
    Statement,
)
from training.packs.scale.bulk import TRUTH, Table, as_json, moment
from training.packs.scale.drawing import Deed, Week
from training.people.models import Membership, User

SINCE = "2021-12-20"
UNUSABLE = "!seed-scale"
"""No hash of a password begins so: nobody signs in with one."""


@dataclass(frozen=True)
class Body:
    """A class in a congress, and where its people come from: keys as texts."""

    cohort: str
    programme: str
    version: str
    week: Week
    units: Sequence[str]
    delegations: Sequence[str]
    groups: Sequence[str]
    scheduled: dict[str, str]
    """Sessions of its timetable, by activity in hexadecimal."""


@dataclass(frozen=True)
class Someone:
    """A synthetic person in a class; all of hers is drawn from her chunk's dice."""

    number: int
    learner: str
    enrolment: str
    rng: Random
    unit: int
    """Her place among the class's units."""
    has_log: bool
    """Whether statements are made for her, be they stored or not."""


class Sheets:
    """The tables that a chunk of people fills."""

    def __init__(self) -> None:
        self.users = Table(User, "id", "username", "number", "name", "password", "is_sample")
        self.roles = Table(Membership, "user", "organisation", "role", "first_term", "starts_on")
        self.enrolments = Table(
            Enrolment,
            *("id", "learner", "cohort", "unit", "delegation", "group", "first_term"),
            "enrolled_at",
        )
        self.activities = Table(
            ActivityProgress,
            *("id", "learner", "activity", "seen_at", "attended_at", "completed_at", "passed_at"),
            *("last_at", "best_scaled", "seconds"),
        )
        self.verdicts = Table(
            CourseProgress,
            *("id", "learner", "enrolment", "course", "whole", "required", "done", "done_codes"),
            *("satisfied_at", "satisfied_version", "requirement_version", "reasons", "last_at"),
        )
        self.attendance = Table(
            Attendance, "id", "learner", "scheduled", "at", "recorded_at", "how"
        )

    @property
    def all(self) -> tuple[Table, ...]:
        """In the order in which they are written."""
        return (
            self.users,
            self.roles,
            self.enrolments,
            self.activities,
            self.verdicts,
            self.attendance,
        )


def new_id(rng: Random) -> str:
    """A UUID in hexadecimal."""
    return f"{rng.getrandbits(128):032x}"


def person(sheets: Sheets, body: Body, who: Someone) -> None:
    """Account, memberships in township and delegation, and enrolment."""
    name, rng = f"s{who.number:07d}", who.rng
    sheets.users.add(who.learner, name, name, f"合成代表{who.number:07d}", UNUSABLE, "1")
    first_term = TRUTH[rng.choices((True, False, None), (58, 38, 4))[0]]
    unit = body.units[who.unit]
    delegation = body.delegations[who.unit * len(body.delegations) // len(body.units)]
    for organisation in (unit, delegation):
        sheets.roles.add(who.learner, organisation, "deputy", first_term, SINCE)
    sheets.enrolments.add(
        *(who.enrolment, who.learner, body.cohort, unit, delegation),
        *(rng.choice(body.groups), first_term, moment(body.week.enrolled)),
    )


def folds(sheets: Sheets, who: Someone, deeds: Iterable[Deed]) -> None:
    """The state of every activity she did something with."""
    for deed in deeds:
        at, verb = moment(deed.at), deed.verb
        sheets.activities.add(
            new_id(who.rng),
            who.learner,
            deed.activity,
            at,
            at if verb == "attended" else None,
            at if verb == "completed" or deed.completion else None,
            at if verb == "passed" else None,
            at,
            deed.scaled,
            str(deed.seconds),
        )


def verdicts(sheets: Sheets, body: Body, who: Someone, deeds: Sequence[Deed]) -> None:
    """The verdict over the programme with its reasons, and one over each course."""
    items, done = body.week.items, {one.place: one for one in deeds if one.place is not None}
    last = moment(max(deed.at for deed in deeds)) if deeds else None
    told = ",".join(_reason(body, who, items[place].code, done[place]) for place in sorted(done))
    whole = (f'{{"items":{{{told}}}}}', last)
    _verdict(sheets, body, who, (body.programme, range(len(items)), done), whole)
    for course, places in body.week.courses.items():
        _verdict(sheets, body, who, (course, places, done), ("{}", last))


def _verdict(
    sheets: Sheets,
    body: Body,
    who: Someone,
    asked: tuple[str, Sequence[int], dict[int, Deed]],
    told: tuple[str, str | None],
) -> None:
    course, places, done = asked
    reasons, last = told
    mine = [place for place in places if place in done]
    whole = len(mine) == len(places)
    sheets.verdicts.add(
        *(new_id(who.rng), who.learner, who.enrolment, course),
        TRUTH[course == body.programme],
        *(str(len(places)), str(len(mine))),
        as_json([body.week.items[place].code for place in mine]),
        moment(max(done[place].at for place in mine)) if whole else None,
        body.version if whole else None,
        *(body.version, reasons, last),
    )


def statement_id(body: Body, who: Someone, deed: Deed) -> UUID:
    """The id that the act itself would have given, so that doing it again changes nothing."""
    learner, activity = UUID(who.learner), UUID(deed.activity)
    if deed.verb == "attended":
        return evidence.derived_id("attended", learner, body.scheduled[deed.activity])
    if deed.kind == "lesson" and deed.verb == "completed":
        return evidence.derived_id(deed.verb, learner, activity)
    return evidence.derived_id("seed_scale", deed.verb, learner, activity)


@lru_cache(maxsize=50_000)
def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _reason(body: Body, who: Someone, code: str, deed: Deed) -> str:
    """How and when an item was done, as a verdict keeps it: a name and a value of JSON."""
    told = statement_id(body, who, deed) if who.has_log else UUID(new_id(who.rng))
    how = f'"how":"{deed.verb}","at":"{_iso(deed.at)}"'
    return f'{as_json(code)}:{{{how},"ids":["{told}"]}}'


def statements(body: Body, who: Someone, deeds: Iterable[Deed]) -> list[Statement]:
    """What the log says of her week; not saved."""
    found = []
    for deed in deeds:
        at = datetime.fromtimestamp(deed.at, UTC)
        found.append(
            Statement(
                id=UUID(new_id(who.rng)),
                learner_id=UUID(who.learner),
                statement_id=statement_id(body, who, deed),
                registration_id=UUID(who.enrolment),
                verb=deed.verb,
                activity=UUID(deed.activity),
                activity_type=deed.kind,
                scaled=None if deed.scaled is None else Decimal(deed.scaled),
                success=deed.success,
                completion=deed.completion,
                seconds=deed.seconds,
                context=deed.context,
                occurred_at=at,
                effective_at=at,
                stored_at=at,
                source="sample",
            )
        )
    return found


def presences(sheets: Sheets, body: Body, who: Someone, deeds: Iterable[Deed]) -> None:
    """Her records of being there."""
    for deed in deeds:
        if deed.verb == "attended" and deed.activity in body.scheduled:
            at = moment(deed.at)
            scheduled = body.scheduled[deed.activity]
            sheets.attendance.add(new_id(who.rng), who.learner, scheduled, at, at, "qr")
