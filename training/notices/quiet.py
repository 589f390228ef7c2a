"""When a phone may ring. Pure: the clock and the rules are handed in."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

# What concerns tomorrow morning may still be said in the evening, and at breakfast.
URGENT_FROM, URGENT_UNTIL = time(22), time(7)


@dataclass(frozen=True)
class Quiet:
    """A span of every night in which nothing is sent; none where both ends are the same."""

    begins: time = time(21)
    ends: time = time(8)

    def for_urgent(self) -> "Quiet":
        """The shorter night of what is urgent: never longer than the ordinary one."""
        if self.begins == self.ends:
            return self
        begins, ends = self.begins, self.ends
        if time(12) <= begins < URGENT_FROM:
            begins = URGENT_FROM
        if URGENT_UNTIL < ends <= time(12):
            ends = URGENT_UNTIL
        return Quiet(begins, ends)

    def holds_at(self, moment: time) -> bool:
        """Whether it is quiet at a time of the day; its end is no longer quiet."""
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


def allowed_at(now: datetime, quiet: Quiet, *, urgent: bool) -> datetime:
    """The first moment from now on at which something may be sent, by the site's clock."""
    night = quiet.for_urgent() if urgent else quiet
    local = timezone.localtime(now)
    if not night.holds_at(local.time()):
        return now
    ends = local.replace(hour=night.ends.hour, minute=night.ends.minute, second=0, microsecond=0)
    return ends if ends > local else ends + timedelta(days=1)
