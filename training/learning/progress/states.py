"""Where a person in a class stands. Pure: statistics and reminders both ask here."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a person in a class stands; everyone who should attend has exactly one."""

    FINISHED = "finished", _("已结业")
    ON_TRACK = "ontrack", _("正常进行")
    BEHIND = "behind", _("滞后")
    NOT_STARTED = "notstarted", _("未开始")


# The classes of the status mark (shape + word) that go with each state.
MARKS = {
    State.FINISHED: "done",
    State.ON_TRACK: "ontrack",
    State.BEHIND: "behind",
    State.NOT_STARTED: "none",
}


def due_codes(timetable: Iterable[tuple[str, datetime]], clock: datetime) -> frozenset[str]:
    """The items whose session in the class's timetable has ended by the class's clock."""
    return frozenset(code for code, ends_at in timetable if ends_at <= clock)


def state_of(
    *,
    satisfied_at: datetime | None,
    done: Collection[str],
    due: Collection[str],
    last_at: datetime | None,
) -> State:
    """The one state of a person: finished, else not started, else behind, else on track."""
    if satisfied_at is not None:
        return State.FINISHED
    if not done and last_at is None:
        return State.NOT_STARTED
    if any(code not in done for code in due):
        return State.BEHIND
    return State.ON_TRACK
