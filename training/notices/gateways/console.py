"""Text messages for trials: nothing leaves the machine."""

import logging
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from training.notices.gateways.contract import Outgoing
from training.notices.reaching import masked

log = logging.getLogger("training.notices")


class ConsoleGateway:
    """Writes whole messages to SMS_CONSOLE_FILE, readable by its owner only; the log says no more
    than that one was written."""

    def open(self) -> None:
        """Nothing to open."""

    def send(self, message: Outgoing) -> str:
        """Write one down."""
        if settings.SMS_CONSOLE_FILE:
            self._write(message, timezone.localtime())
        log.info("text message to %s (not sent, console gateway)", masked(message.address))
        return f"console-{message.reference[:8]}"

    def _write(self, message: Outgoing, now: datetime) -> None:
        path = Path(settings.SMS_CONSOLE_FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(handle, "a", encoding="utf-8") as file:
            file.write(f"{now:%Y-%m-%d %H:%M:%S} {message.address} {message.text}\n")

    def close(self) -> None:
        """Nothing is open."""
