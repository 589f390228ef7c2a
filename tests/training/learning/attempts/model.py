"""Sittings as rules.md describes them, in plain Python: what test_machine.py compares the site with.

Nothing here knows the site's code. A `worth` says what share of a question an answer earns.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

GRACE = timedelta(seconds=60)
UNMARKED = timedelta(seconds=5)
OPEN, SUBMITTED, FINISHED, ABANDONED = "inprogress", "submitted", "finished", "abandoned"
Worth = Callable[[int, str], Decimal]


@dataclass(frozen=True)
class Kept:
    """One step in the history of one answer; `value` names what was answered."""

    step: int
    device: str
    seq: int
    base_step: int
    value: str
    current: bool
    late: bool
    client_id: UUID | None = None
    """None where the site made one up."""


@dataclass(frozen=True)
class Told:
    """What a page is told about a save; `other` is what another device had answered."""

    step: int
    late: bool
    current: bool
    other: str | None


@dataclass
class Answer:
    """One question of a sitting: every step, and the shares it was given."""

    steps: list[Kept] = field(default_factory=list)
    scores: list[Decimal] = field(default_factory=list)

    def counting(self, before: int | None = None) -> Kept | None:
        """The highest step that is on time and not overtaken; of those before a step."""
        rows = [k for k in self.steps if k.current and not k.late]
        rows = [k for k in rows if before is None or k.step < before]
        return rows[-1] if rows else None

    def acceptable(self) -> Kept | None:
        """The late answer that staff would accept: nothing newer counts already."""
        rows = [k for k in self.steps if k.current]
        return rows[-1] if rows and rows[-1].late else None

    def seen_of(self, device: str) -> int | None:
        """The device's highest number so far."""
        return max((k.seq for k in self.steps if k.device == device), default=None)


@dataclass
class Sitting:
    """One sitting; `told` is the verdict last told, `verdicts` how often one was."""

    started: datetime
    limit: int
    answers: list[Answer]
    worth: Worth
    pass_mark: int
    state: str = OPEN
    submitted_at: datetime | None = None
    percent: Decimal | None = None
    passed: bool | None = None
    verdicts: int = 0
    told: bool | None = None
    changes: int = 0
    due: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.due = self.follows

    @property
    def follows(self) -> datetime:
        """The deadline by the limit alone."""
        return self.started + timedelta(minutes=self.limit)

    def is_over(self, now: datetime) -> bool:
        """Past the deadline and its grace."""
        return now > self.due + GRACE

    # ---- the deputy

    def save(
        self, position: int, value: str, now: datetime, mark: tuple[str, int, int, UUID]
    ) -> Told:
        """One save, marked with device, seq, base_step and client_id; none is ever refused, and
        the same client_id twice has one effect."""
        answer = self.answers[position - 1]
        device, seq, base_step, client_id = mark
        twin = next((k for k in answer.steps if k.client_id == client_id), None)
        if twin is None:
            seen = answer.seen_of(device)
            twin = Kept(
                step=len(answer.steps) + 1,
                device=device,
                seq=seq,
                base_step=base_step,
                value=value,
                current=seen is None or seq > seen,
                late=self.state != OPEN or self.is_over(now),
                client_id=client_id,
            )
            answer.steps.append(twin)
        stood = answer.counting(before=twin.step)
        clash = stood and stood.step > twin.base_step and stood.device != device and not twin.late
        return Told(
            step=twin.step,
            late=twin.late,
            current=twin.current and not twin.late,
            other=stood.value if stood and clash else None,
        )

    def whole_form(self, said: dict[int, str], device: str, now: datetime) -> int:
        """A posted paper: what differs from what counts is kept; an empty answer to an unanswered
        question is nothing new."""
        new = 0
        for position, value in said.items():
            answer = self.answers[position - 1]
            counting = answer.counting()
            if value == (counting.value if counting else "blank"):
                continue
            new += 1
            last = len(answer.steps)
            late = self.state != OPEN or self.is_over(now)
            seq = (answer.seen_of(device) or 0) + 1
            answer.steps.append(Kept(last + 1, device, seq, last, value, current=True, late=late))
        return new

    def hand_in(self, now: datetime) -> None:
        """Twice gives the first; after the deadline it counts as handed in at the deadline."""
        if self.state == OPEN:
            self.state = SUBMITTED
            self.submitted_at = self.due if self.is_over(now) else now

    # ---- the server

    def mark(self) -> None:
        """Every answer that counts is scored; only what is new or different is appended."""
        if self.state == SUBMITTED:
            self.state = FINISHED
            self._score()
            self._tell(self._passes())

    def _tell(self, passes: bool) -> None:
        self.passed = self.told = passes
        self.verdicts += 1

    def _score(self) -> bool:
        """Whether any share is new or another."""
        changed = False
        for position, answer in enumerate(self.answers, start=1):
            counting = answer.counting()
            share = self.worth(position, counting.value if counting else "blank")
            if not answer.scores or answer.scores[-1] != share:
                answer.scores.append(share)
                changed = True
        total = sum((answer.scores[-1] for answer in self.answers), Decimal(0))
        percent = total / len(self.answers) * 100
        self.percent = percent.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return changed

    def _passes(self) -> bool:
        return self.percent is not None and self.percent >= self.pass_mark

    def close_if_due(self, now: datetime) -> bool:
        """The scheduler: what is past its time is handed in, what is handed in is marked."""
        unmarked = self.state == SUBMITTED and self.submitted_at
        if self.state == OPEN and self.is_over(now):
            self.hand_in(now)
        elif not (unmarked and unmarked < now - UNMARKED):
            return False
        self.mark()
        return True

    # ---- staff; each says whether it is possible at all

    def extend(self, minutes: int, now: datetime) -> bool:
        """By minutes from the deadline, or from now once that has passed."""
        if self.state != OPEN:
            return False
        self.due = max(self.due, now) + timedelta(minutes=minutes)
        return True

    def allow(self, limit: int, now: datetime) -> None:
        """Another time limit: one that staff set by hand before only ever gets later, and nothing
        ends before now."""
        before, self.limit = self.follows, limit
        if self.state != OPEN:
            return
        until = self.follows if self.due == before else max(self.due, self.follows)
        self.due = max(until, min(now, self.due)) if until < self.due else until

    def reopen(self, minutes: int | None, now: datetime, *, another_open: bool) -> bool:
        """Her answers go on; the earlier result stays in the log until the next one."""
        if self.state == OPEN or another_open or (minutes is None and self.due <= now):
            return False
        self.due = now + timedelta(minutes=minutes) if minutes else self.due
        self.state, self.submitted_at, self.percent, self.passed = OPEN, None, None, None
        return True

    def abandon(self) -> bool:
        """No result; everything is kept."""
        if self.state in (FINISHED, ABANDONED):
            return False
        self.state = ABANDONED
        return True

    def accept_late(self) -> bool:
        """The newest late answers count from now on; a pass once given stands."""
        if self.state == ABANDONED:
            return False
        accepted = 0
        for answer in self.answers:
            if late := answer.acceptable():
                accepted += 1
                seq = (answer.seen_of("staff") or 0) + 1
                last = len(answer.steps)
                answer.steps.append(
                    Kept(last + 1, "staff", seq, late.step, late.value, current=True, late=False)
                )
        if not accepted:
            return False
        if self.state == SUBMITTED:
            self.mark()
        elif self.state == FINISHED and self._score():
            self.changes += 1
            self._tell(bool(self.passed) or self._passes())
        return True
