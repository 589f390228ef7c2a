"""Writing down what staff do."""

import logging
from datetime import datetime
from typing import Any

from training.people.models import AuditEvent, User

log = logging.getLogger("training.audit")


def note(
    *, actor: User | None, action: str, at: datetime, target: str = "", **detail: Any
) -> AuditEvent:
    """Append one event, in the caller's transaction, and mirror it to the log as one line."""
    event = AuditEvent.objects.create(
        actor=actor, action=action, at=at, target=target[:120], detail=detail
    )
    log.info("%s actor=%s target=%r", action, actor.pk if actor else "-", event.target)
    return event
