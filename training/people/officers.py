"""Who acts at the desk of a congress's office."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from training.people.access import office_congress
from training.people.models import Congress, User


@dataclass(frozen=True)
class Desk:
    """One request at the desk: whose congress, who acts, and when."""

    congress: Congress
    officer: User
    now: datetime

    @property
    def today(self) -> date:
        """The day where the desk stands."""
        return timezone.localdate(self.now)


def desk_of(request: HttpRequest) -> Desk:
    """The desk of the signed-in officer; Http404 for everybody else."""
    now = timezone.now()
    officer = cast(User, request.user)
    return Desk(office_congress(officer, timezone.localdate(now)), officer, now)
