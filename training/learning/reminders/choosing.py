"""Whom the office writes to or calls: of a class or the whole roster, by unit, group, standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core import signing
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort
from training.learning.progress.states import State
from training.learning.reminders.standings import Item, standings
from training.notices.composing import Message
from training.notices.errors import NoticeRefused
from training.notices.selectors import units_of
from training.people.models import Congress, Membership, Organisation, User

SALT = "office-message-once"
KEPT_FOR = 24 * 3600
OVERDUE, UNFINISHED = "overdue", "unfinished"
NEVER, NO_CONTACT = "never", "nocontact"


@dataclass(frozen=True)
class Wanted:
    """Who is looked for; None and empty mean everybody."""

    cohort: Cohort | None = None
    unit: Organisation | None = None
    group: Organisation | None = None
    who: str = ""


@dataclass(frozen=True)
class Candidate:
    """A person who may be written to or called."""

    person: User
    unit: Organisation | None
    group: Organisation | None = None
    state: State | None = None
    mark: str = ""
    overdue: Sequence[Item] = ()

    @property
    def has_contact(self) -> bool:
        """Whether any address is known."""
        return bool(self.person.phone or self.person.email)

    @property
    def what(self) -> str:
        """Why she is called, in one line."""
        told = []
        if self.overdue:
            names = _("、").join(item.named() for item in self.overdue[:5])
            more = _(" 等") if len(self.overdue) > 5 else ""
            count = len(self.overdue)
            told.append(_("还差 %(n)d 项：%(names)s") % {"n": count, "names": names + more})
        if self.person.last_login is None:
            told.append(_("还没有登录过"))
        if not self.has_contact:
            told.append(_("没有登记手机和邮箱"))
        return _("；").join(told)


def candidates(congress: Congress, wanted: Wanted, now: datetime, today: date) -> list[Candidate]:
    """Everybody who is looked for, by unit and number. Five queries at most."""
    found = _in_class(wanted.cohort, now) if wanted.cohort else _on_roster(congress, today)
    return [one for one in found if _fits(one, wanted)]


def _in_class(cohort: Cohort, now: datetime) -> list[Candidate]:
    return [
        Candidate(
            person=one.learner,
            unit=one.enrolment.unit,
            group=one.enrolment.group,
            state=one.state,
            mark=one.mark,
            overdue=one.overdue if one.is_behind else (),
        )
        for one in standings(cohort, now)
        if one.learner.is_active  # nobody reads what goes to a closed account
    ]


def _on_roster(congress: Congress, today: date) -> list[Candidate]:
    held = Membership.objects.filter(
        user=OuterRef("pk"),
        organisation__congress=congress,
        role__in=Membership.LEARNERS,
        starts_on__lte=today,
    ).filter(Q(ends_on=None) | Q(ends_on__gte=today))
    people = list(User.objects.filter(Exists(held), is_active=True).order_by("number", "username"))
    units = units_of([person.pk for person in people], congress, today)
    return [Candidate(person, units.get(person.pk)) for person in people]


def _fits(one: Candidate, wanted: Wanted) -> bool:
    if wanted.unit and one.unit != wanted.unit:
        return False
    if wanted.group and one.group != wanted.group:
        return False
    tests = {
        "": True,
        OVERDUE: bool(one.overdue),
        UNFINISHED: one.state != State.FINISHED,
        State.BEHIND: one.state == State.BEHIND,
        State.NOT_STARTED: one.state == State.NOT_STARTED,
        NEVER: one.person.last_login is None,
        NO_CONTACT: not one.has_contact,
    }
    return tests[wanted.who]


def sealed(message: Message, people: Sequence[UUID], by: User) -> str:
    """A message and whom it is for, signed, so that exactly what was looked at is sent, and with a
    key of its own, so that it is sent once."""
    told = {
        "key": str(uuid4()),
        "by": str(by.pk),
        "title": message.title,
        "text": message.text,
        "channels": list(message.channels),
        "people": [pk.hex for pk in people],
    }
    return signing.dumps(told, salt=SALT, compress=True)


def opened(seal: str, by: User) -> tuple[str, Message, list[UUID]]:
    """The key, the message and the people sealed for this officer; raises NoticeRefused for
    anything else."""
    try:
        told = signing.loads(seal, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        told = {}
    if told.get("by") != str(by.pk):
        raise NoticeRefused("seal", _("这一页放得太久了，请重新写一遍。"))
    message = Message(told["title"], told["text"], tuple(told["channels"]))
    return told["key"], message, [UUID(pk) for pk in told["people"]]
