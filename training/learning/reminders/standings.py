"""Where everybody in a class stands, with what a reminder or a list of calls must name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from training.cohorts.models import Cohort, Enrolment
from training.cohorts.requirements import DRAFT
from training.cohorts.selectors import requirement_versions
from training.learning.progress.models import CourseProgress
from training.learning.progress.states import MARKS, State, due_codes, state_of
from training.people.models import User


@dataclass(frozen=True)
class Item:
    """A required item and when its session is held in this class."""

    code: str
    title: str
    title_en: str
    starts_at: datetime | None
    ends_at: datetime | None
    due: bool
    own_time: bool
    """Whether it is done by oneself: a test or a draft, not a session that one attends."""

    def named(self, *, english: bool = False) -> str:
        """Code and title, as a notice names it."""
        title = (english and self.title_en) or self.title
        return title if self.code == DRAFT else f"{self.code} {title}"


@dataclass(frozen=True)
class Standing:
    """A person of a class and where she stands."""

    enrolment: Enrolment
    state: State
    missing: Sequence[Item]

    @property
    def learner(self) -> User:
        """Who it is."""
        return self.enrolment.learner

    @property
    def overdue(self) -> list[Item]:
        """What she has not done although its session is over."""
        return [item for item in self.missing if item.due]

    @property
    def is_behind(self) -> bool:
        """Whether something of hers is overdue, however little she has begun."""
        return self.state in (State.BEHIND, State.NOT_STARTED) and bool(self.overdue)

    @property
    def mark(self) -> str:
        """The status mark that goes with the state."""
        return MARKS[self.state]


def items_of(cohort: Cohort, now: datetime) -> list[Item]:
    """What is required now, with the class's times. Two queries."""
    versions = requirement_versions(cohort.programme_id)
    rows = list(
        cohort.timetable.order_by().values_list(
            "session__code", "starts_at", "ends_at", "cancelled_at"
        )
    )
    clock = cohort.clock(now)
    due = due_codes(((code, ends_at) for code, _starts, ends_at, _gone in rows), clock)
    last = max((ends_at for _code, _starts, ends_at, _gone in rows), default=None)
    over = last is not None and last <= clock
    codes = {code for code, *_rest in rows}
    # What has no session, or none any more, is to be done by the end of the class.
    times = {code: (starts, ends) for code, starts, ends, gone in rows if not gone}
    return [
        Item(
            code=told["code"],
            title=told["title"],
            title_en=told["title_en"],
            starts_at=times.get(told["code"], (last, last))[0],
            ends_at=times.get(told["code"], (last, last))[1],
            due=told["code"] in due or (over and told["code"] not in codes),
            own_time=not any(way["how"] == "attended" for way in told["ways"]),
        )
        for told in (versions[-1].items if versions else ())
    ]


def standings(cohort: Cohort, now: datetime) -> list[Standing]:
    """Everybody in a class, by unit and number. Four queries, however many people there are."""
    items = items_of(cohort, now)
    enrolled = Enrolment.objects.filter(
        cohort=cohort, status=Enrolment.Status.ACTIVE, learner__is_active=True
    )
    verdicts: dict[UUID, CourseProgress] = {
        verdict.enrolment_id: verdict
        for verdict in CourseProgress.objects.filter(
            whole=True, enrolment__in=enrolled.values("pk")
        ).defer("reasons")
    }
    ordered = enrolled.select_related("learner", "unit", "group").order_by(
        "unit__order", "unit__name", "learner__number", "learner__username"
    )
    return [_standing(one, verdicts.get(one.pk), items) for one in ordered]


def _standing(
    enrolment: Enrolment, verdict: CourseProgress | None, items: Sequence[Item]
) -> Standing:
    last_at = verdict.last_at if verdict else None
    if last_at is not None and last_at < enrolment.enrolled_at:
        last_at = None
    done = frozenset(verdict.done_codes) if verdict else frozenset()
    state = state_of(
        satisfied_at=verdict.satisfied_at if verdict else None,
        done=done & {item.code for item in items},
        due=[item.code for item in items if item.due],
        last_at=last_at,
    )
    finished = state == State.FINISHED
    missing = () if finished else tuple(item for item in items if item.code not in done)
    return Standing(enrolment, state, missing)
