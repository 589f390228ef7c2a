"""Who looks at the statistics, and at which part of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from training.people.access import Scope, insight_scope
from training.people.models import User


@dataclass(frozen=True)
class Viewing:
    """One look at the statistics: by whom, at what, and when."""

    viewer: User
    scope: Scope
    now: datetime


def viewing(request: HttpRequest) -> Viewing:
    """The look of a signed-in person; Http404 for people who have no statistics to see."""
    now = timezone.now()
    viewer = cast(User, request.user)
    return Viewing(viewer, insight_scope(viewer, timezone.localdate(now)), now)
