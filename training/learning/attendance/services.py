"""Writing down who was there, and taking it back. Each person is one short transaction: when two
write the same, there is one record and both are told of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from training.cohorts.models import Enrolment, ScheduledSession
from training.learning import evidence
from training.learning.attendance import codes, refusals
from training.learning.attendance.errors import CheckInRefused
from training.learning.attendance.models import Attendance, AttendanceVoided
from training.learning.attendance.rules import OF_A_SESSION, check_open, day_said, said, window_of
from training.learning.hours import claims as hours
from training.people import audit
from training.people.models import Membership, User

How = Attendance.How


@dataclass(frozen=True)
class Arrival:
    """Somebody came to a session: when by the clock of its class, and how that is known. `late`
    is what staff say of it; without, the rules decide."""

    scheduled: ScheduledSession
    at: datetime
    how: str
    by: User | None = None
    device: str = ""
    late: bool | None = None


@dataclass(frozen=True)
class Entered:
    """The record that stands, and whether this call made it."""

    attendance: Attendance
    is_new: bool


def _known(learner_id: UUID, scheduled: ScheduledSession) -> list[Attendance]:
    """Every record of a person and a session, with `taken_back`. One query."""
    taken = AttendanceVoided.objects.filter(
        learner_id=OuterRef("learner_id"), attendance=OuterRef("pk")
    )
    rows = Attendance.objects.filter(learner_id=learner_id, scheduled=scheduled)
    return list(rows.annotate(taken_back=Exists(taken)).order_by("number"))


def standing_record(learner_id: UUID, scheduled: ScheduledSession) -> Attendance | None:
    """The record of a person's being there that nobody took back. One query."""
    known = _known(learner_id, scheduled)
    return next((one for one in known if not one.taken_back), None)  # type: ignore[attr-defined]


def statement_of(attendance: Attendance) -> UUID:
    """The id of the statement that says a record; the same whenever it is asked for."""
    parts: list[object] = ["attended", attendance.learner_id, attendance.scheduled_id]
    if attendance.number > 1:
        parts.append(attendance.number)
    return evidence.derived_id(*parts)


def _tell(enrolment: Enrolment, made: Attendance, arrival: Arrival, now: datetime) -> int:
    """Into the learning record; returns 0 when somebody else did so at the same moment."""
    attended = evidence.Happening(
        verb=evidence.Verb.ATTENDED,
        activity=arrival.scheduled.session.uuid,
        activity_type="session",
        occurred_at=arrival.at,
        statement_id=statement_of(made),
        context={"hours": hours.of_presence(arrival.scheduled)},
    )
    return evidence.record(
        learner_id=enrolment.learner_id,
        happenings=[attended],
        now=now,
        registration_id=enrolment.pk,
        source="staff" if arrival.by else "web",
    )


@transaction.atomic
def enter(*, enrolment: Enrolment, arrival: Arrival, now: datetime, gate: bool = False) -> Entered:
    """Write down that a person was at a session, once: who has a record that stands gets it back.

    With `gate`, CheckInRefused outside the session's window. The rule in force is kept on the
    record; late that does not count is written down and gives no evidence. The session comes with
    its class and quiz.
    """
    learner_id, scheduled = enrolment.learner_id, arrival.scheduled
    known = _known(learner_id, scheduled)
    for one in known:
        if not one.taken_back:  # type: ignore[attr-defined]
            return Entered(one, is_new=False)
    found = check_open(scheduled, arrival.at) if gate else window_of(scheduled)
    late = found.is_late(arrival.at) if arrival.late is None else arrival.late
    made = Attendance(
        learner_id=learner_id,
        scheduled=scheduled,
        number=len(known) + 1,
        at=arrival.at,
        recorded_at=now,
        recorded_by=arrival.by,
        how=arrival.how,
        late=late,
        counts=found.late_counts or not late,
        device=arrival.device,
    )
    # The learner's row is locked in there: whoever comes second finds the statement.
    if made.counts and not _tell(enrolment, made, arrival, now):
        return Entered(_of_somebody_else(made), is_new=False)
    if made.counts:
        made.save(force_insert=True)
        return Entered(made, is_new=True)
    Attendance.objects.bulk_create([made], ignore_conflicts=True)
    stands = _of_somebody_else(made)
    return Entered(stands, is_new=stands.pk == made.pk)


def _of_somebody_else(made: Attendance) -> Attendance:
    return Attendance.objects.get(
        learner_id=made.learner_id, scheduled_id=made.scheduled_id, number=made.number
    )


@transaction.atomic
def record_presence(
    *, enrolment: Enrolment, scheduled: ScheduledSession, at: datetime, by: User | None
) -> bool:
    """Note that a person was at a session, as of that moment; a second note changes nothing."""
    arrival = Arrival(scheduled, at, How.STAFF, by)
    return enter(enrolment=enrolment, arrival=arrival, now=at).is_new


# ---- by phone


@dataclass(frozen=True)
class Scan:
    """What a phone brings: which session's code, when the server first saw it, and how it came."""

    scheduled_id: int
    seen_at: datetime
    how: str
    device: str = ""


def session_of(scheduled_id: int) -> ScheduledSession | None:
    """A session with all that checking in reads. One query."""
    rows = ScheduledSession.objects.select_related(*OF_A_SESSION)
    return rows.filter(pk=scheduled_id).first()


def enrolment_in(learner: User, scheduled: ScheduledSession) -> Enrolment:
    """The person's place in the session's class; CheckInRefused without one, saying whom to ask.
    One query, two without one."""
    active = Enrolment.Status.ACTIVE
    mine = Enrolment.objects.filter(learner=learner, cohort=scheduled.cohort, status=active)
    found = mine.first()
    if found:
        return found
    congress = scheduled.cohort.congress
    roles = Membership.LEARNERS
    here = Membership.objects.filter(user=learner, organisation__congress=congress, role__in=roles)
    if not here.exists():
        told = _("这不是您班里的签到码。请扫自己教室大屏幕上的码，或者问门口的工作人员。")
        raise CheckInRefused("another_class", told)
    told = _("您不在“%(cohort)s”的名单里。请找门口的工作人员，可以当场编入[电话]。")
    phone = _("，也可以打电话 %s") % congress.office_phone if congress.office_phone else ""
    told = told.replace("[电话]", phone) % {"cohort": scheduled.cohort}
    raise CheckInRefused("not_enrolled", told)


def check_in(*, learner: User, scan: Scan, now: datetime) -> Entered:
    """A person checks in with her phone. Again is harmless. CheckInRefused with what to do; why is
    written down for staff."""
    scheduled = session_of(scan.scheduled_id)
    try:
        if scheduled is None:
            raise CheckInRefused("unknown_code", _("这个码不是签到码，请再扫一次大屏幕上的码。"))
        enrolment = enrolment_in(learner, scheduled)
        at = scheduled.cohort.clock(scan.seen_at)
        device = codes.trace(scan.device, scheduled.pk)
        arrival = Arrival(scheduled, at, scan.how, device=device)
        return enter(enrolment=enrolment, arrival=arrival, now=now, gate=True)
    except CheckInRefused as refused:
        known = scheduled.pk if scheduled else None
        refusals.note(learner_id=learner.pk, scheduled_id=known, refused=refused, now=now)
        raise


# ---- by staff


@dataclass
class Marked:
    """What became of a list of people: who was written down, and who had been."""

    entered: list[Entered] = field(default_factory=list)
    already: list[Entered] = field(default_factory=list)


@dataclass(frozen=True)
class Marking:
    """How staff write people down: now, or of a session that is over as from its beginning."""

    how: str = How.STAFF
    late: bool | None = None


def _moment(scheduled: ScheduledSession, how: str, now: datetime) -> datetime:
    """When people came whom staff write down: now while check-in is open; at the beginning when it
    is over, and for those on a paper list. CheckInRefused before it opens, and for what was
    cancelled."""
    clock, found = scheduled.cohort.clock(now), window_of(scheduled)
    if scheduled.cancelled_at or scheduled.cohort.cancelled_at or clock < found.opens:
        check_open(scheduled, clock)
    if clock > found.closes:
        return scheduled.starts_at
    return min(clock, scheduled.starts_at) if how == How.PAPER else clock


def mark(
    *,
    scheduled: ScheduledSession,
    enrolments: Iterable[Enrolment],
    marking: Marking,
    by: User,
    now: datetime,
) -> Marked:
    """Staff write down who was there. Raises CheckInRefused for a session to come.

    One transaction a person, so that phones need not wait for a long list; broken off, the rest
    can be sent again.
    """
    at = _moment(scheduled, marking.how, now)
    marked = Marked()
    arrival = Arrival(scheduled, at, marking.how, by, late=marking.late)
    for enrolment in sorted(enrolments, key=lambda one: one.learner_id):
        done = enter(enrolment=enrolment, arrival=arrival, now=now)
        (marked.entered if done.is_new else marked.already).append(done)
    people = [str(one.attendance.learner_id) for one in marked.entered]
    if people:
        audit.note(
            actor=by,
            action="attendance.marked",
            at=now,
            target=_target(scheduled),
            how=marking.how,
            people=people,
        )
    return marked


def _target(scheduled: ScheduledSession) -> str:
    return f"{scheduled.cohort.key} {scheduled.session.code}"


def _void(attendance: Attendance, reason: str, by: User, now: datetime) -> bool:
    learner_id = attendance.learner_id
    held = User.objects.select_for_update(no_key=True).filter(pk=learner_id)
    held.values_list("pk").first()
    _row, made = AttendanceVoided.objects.get_or_create(
        learner_id=learner_id,
        attendance=attendance,
        defaults={"reason": reason, "at": now, "by": by},
    )
    if made and attendance.counts:
        statement = statement_of(attendance)
        evidence.void(learner_id=learner_id, statement_id=statement, reason=reason, now=now, by=by)
    return made


@transaction.atomic
def take_back(*, attendance: Attendance, reason: str, by: User, now: datetime) -> bool:
    """Staff take a wrong record back, with the statement and the hours that rest on it; the record
    stays to be read. Says whether this call did it."""
    words = reason.strip()
    if not words:
        raise CheckInRefused("no_reason", _("请写明为什么撤回，代表会看到这句话。"))
    done = _void(attendance, words, by, now)
    if done:
        audit.note(
            actor=by,
            action="attendance.taken_back",
            at=now,
            target=_target(attendance.scheduled),
            person=str(attendance.learner_id),
            reason=words,
        )
    return done


@transaction.atomic
def correct(
    *, attendance: Attendance, enrolment: Enrolment, late: bool, by: User, now: datetime
) -> Entered:
    """Staff say that a person was late after all, or not: the record is taken back and written
    anew. Unchanged when it says so already."""
    if attendance.late == late:
        return Entered(attendance, is_new=False)
    scheduled = attendance.scheduled
    reason = _("更正为迟到") if late else _("更正为准时")
    take_back(attendance=attendance, reason=reason, by=by, now=now)
    arrival = Arrival(scheduled, attendance.at, How.STAFF, by, late=late)
    return enter(enrolment=enrolment, arrival=arrival, now=now)


def told(entered: Entered, now: datetime) -> str:
    """A record in a sentence for whoever just wrote it."""
    record = entered.attendance
    today = abs((now - record.at).total_seconds()) < 12 * 3600
    about = {
        "at": said(record.at) if today else day_said(record.at),
        "how": record.get_how_display(),
    }
    words = _("%(at)s 签到（迟到）") if record.late else _("%(at)s 签到")
    return words % about
