"""What phones and the room's screen ask every two seconds: which round, how it stands, how many
answered.

One query, kept for half a second in each server process, whoever asks; nothing is written and no
session is read: the address carries a signed note that its page was handed out to somebody of
the class.
"""

from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

from django.core import signing
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from training.learning.live.models import LiveAnswer, LiveRound, LiveSlip

SECONDS_KEPT = 0.5
TOKEN_LIFE = 16 * 3600
SALT = "live.pulse"
MOST_KEPT = 500


@dataclass(frozen=True)
class Pulse:
    """The newest round of a class (0: none yet), its state, its count of changes, and of
    answers."""

    round: int = 0
    state: str = ""
    changes: int = 0
    answers: int = 0

    def told(self, *, counting: bool) -> dict[str, object]:
        """As short as it goes; the number of answers only where it is shown, so that to phones
        nothing changes while they come in."""
        known: dict[str, object] = {"r": self.round, "s": self.state, "v": self.changes}
        return {**known, "n": self.answers} if counting else known


_kept: dict[int, tuple[float, Pulse]] = {}
_locks: dict[int, Lock] = {}
_guard = Lock()


def with_counts(rounds: "QuerySet[LiveRound]") -> "QuerySet[Any]":
    """The same rounds, each with `answered`: by how many people. No query of its own."""
    first = LiveAnswer.objects.filter(round=OuterRef("pk"), number=1).order_by()
    slips = LiveSlip.objects.filter(round=OuterRef("pk")).order_by()
    return rounds.annotate(answered=_counted(first) + _counted(slips))


def _counted(rows: "QuerySet[Any]") -> Coalesce:
    number = rows.values("round").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def newest(cohort_id: int) -> "QuerySet[LiveRound]":
    """Rounds of a class that were opened, the newest first."""
    rounds = LiveRound.objects.filter(cohort_id=cohort_id, opened_at__isnull=False)
    return rounds.order_by("-opened_at", "-pk")


def measured(cohort_id: int) -> Pulse:
    """How a class's newest round stands now. One query."""
    row = with_counts(newest(cohort_id)).values_list("pk", "state", "changes", "answered").first()
    return Pulse(*row) if row else Pulse()


def pulse_of(cohort_id: int) -> Pulse:
    """The same, at most half a second old. While one thread asks the database, the others of its
    process wait for that answer and send no query of their own."""
    with _guard:
        lock = _locks.setdefault(cohort_id, Lock())
    with lock:
        kept = _kept.get(cohort_id)
        if kept and monotonic() - kept[0] < SECONDS_KEPT:
            return kept[1]
        found = measured(cohort_id)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[cohort_id] = monotonic(), found
        return found


def forget() -> None:
    """What is kept in this process is asked for anew; other processes are half a second behind."""
    _kept.clear()


def token_for(cohort_id: int) -> str:
    """The signed note for an address; good for a long day."""
    return signing.TimestampSigner(salt=SALT).sign(str(cohort_id))


def cohort_of(token: str) -> int | None:
    """The class a note was written for; None for a forged or an old one."""
    try:
        return int(signing.TimestampSigner(salt=SALT).unsign(token, max_age=TOKEN_LIFE))
    except (signing.BadSignature, ValueError):
        return None
