"""Remembering that somebody has seen the first minute, or did not want to."""

from datetime import datetime

from training.people.models import User


def seen(*, person: User, now: datetime) -> None:
    """She is not led there again; a second call changes nothing."""
    User.objects.filter(pk=person.pk, toured_at=None).update(toured_at=now)
