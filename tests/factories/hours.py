"""Hours beside the class: an event with people, a line of an account, and an objection."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.factories.world import moment
from training.learning.crediting import services
from training.learning.crediting.appeals import Complaint, raise_appeal
from training.learning.crediting.models import HourAppeal, OtherEvent
from training.learning.models import HourEntry
from training.people.models import Congress, User

NOW = moment(3, 12)
FRIDAY = date(2026, 7, 3)


def details(**more: Any) -> services.EventDetails:
    """A study meeting of ninety minutes in July, unless told otherwise."""
    told: dict[str, Any] = {
        "name": "七月学习会",
        "organiser": "区人大常委会",
        "kind": OtherEvent.Kind.STUDY,
        "starts_on": FRIDAY,
        "ends_on": FRIDAY,
        "minutes": 90,
    }
    if "credit" in more:
        told["minutes"] = None
        more["credit"] = Decimal(more["credit"])
    return services.EventDetails(**{**told, **more})


def event(congress: Congress, by: User, *people: User, **more: Any) -> OtherEvent:
    """An event with these people on its list."""
    made = services.enter_event(congress=congress, details=details(**more), by=by, now=NOW)
    services.add_people(event=made, people=people, by=by, now=NOW)
    return made


def line_of(learner: User) -> HourEntry:
    """The first line of somebody's account."""
    return HourEntry.objects.filter(learner=learner).order_by("at", "step")[0]


def appeal(
    learner: User, congress: Congress, line: HourEntry | None = None, now: datetime = NOW
) -> HourAppeal:
    """She says that a line is wrong, or that a day lacks one."""
    day = line.day if line else FRIDAY
    complaint = Complaint(congress, day, "那天我在场，请查签到表。", line)
    return raise_appeal(learner=learner, complaint=complaint, now=now)
