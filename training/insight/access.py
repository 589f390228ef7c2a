"""Who looks at the statistics, and at which part of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from training.people.access import Role, Scope, insight_scope, standing
from training.people.models import User


@dataclass(frozen=True)
class Viewing:
    """One look at the statistics: by whom, at what, and when."""

    viewer: User
    scope: Scope
    now: datetime

    @property
    def runs_office(self) -> bool:
        """Whether the viewer works at the office's desk of this congress."""
        held = standing(self.viewer, timezone.localdate(self.now))
        return self.scope.congress.pk in held.congresses_as(Role.OFFICE)


def viewing(request: HttpRequest) -> Viewing:
    """The look of a signed-in person; Http404 for people who have no statistics to see."""
    now = timezone.now()
    viewer = cast(User, request.user)
    return Viewing(viewer, insight_scope(viewer, timezone.localdate(now)), now)
