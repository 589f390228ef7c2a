"""What a way out must do. Another gateway is a class with `send`, named in SMS_GATEWAY."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Outgoing:
    """One message. `reference` is the same whenever the same message is handed over."""

    address: str
    subject: str
    text: str
    reference: str


class ChannelAway(Exception):
    """The other side is not to be reached, or takes nothing now; this message did not leave."""


class MessageRefused(Exception):
    """The other side will never take this message for this address; it did not leave."""


class MessagePutOff(Exception):
    """The other side does not take this one now; it did not leave."""


class OutcomeUnknown(Exception):
    """It was handed over and no answer came: nobody can tell whether it left."""


class Gateway(Protocol):
    """Hands messages over, one at a time."""

    def open(self) -> None:
        """See whether the other side answers; raises ChannelAway when it does not."""

    def send(self, message: Outgoing) -> str:
        """Hand one over and return the other side's id for it, or ''. Raises one of the four above
        and nothing else."""

    def close(self) -> None:
        """End what was opened."""
