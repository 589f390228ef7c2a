"""What the clients know at the end: every answer whose 200 they have read, and what went wrong on
the way."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Acknowledged:
    """An answer and the reply to it. `choice` is the number of the option's sign in 甲乙丙丁."""

    attempt: str
    position: int
    choice: int
    device: str
    seq: int
    client_id: str
    step: int
    current: bool
    late: bool


@dataclass
class Notebook:
    """Shared by all clients of one run."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    carried: list[tuple[str, int, int]] = field(default_factory=list)
    """Attempt, position and choice of answers that only the hand-in brought."""
    attempts: dict[str, int] = field(default_factory=dict)
    """The learner's number for every attempt that was handed in and shown as such."""
    waits: list[float] = field(default_factory=list)
    """Seconds from the choice to its acknowledgement, retries included."""
    cuts: int = 0
    twins: int = 0
    retries: int = 0
    interrupted: int = 0
    hand_ins: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    """Answers of the server other than the expected ones."""
    faults: list[str] = field(default_factory=list)
    """What the clients themselves saw go wrong."""
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """What `verify` needs."""
        return {
            "acknowledged": [asdict(one) for one in self.acknowledged],
            "carried": self.carried,
            "attempts": self.attempts,
        }

    @property
    def errors(self) -> int:
        """Answers of the server that tell of an error of its own, and faults."""
        told = sum(times for status, times in self.statuses.items() if status != 503)
        return told + len(self.faults)
