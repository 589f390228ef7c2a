"""The dry run of a decision: whose mark would change, computed by the code that marks. Nothing is
written."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from time import monotonic
from uuid import UUID

from django.db.models import Count, Max, Sum

from courses.quizzes.models import KeyAmendment
from training.learning.attempts.marking import withdrawn
from training.learning.attempts.models import Attempt, Response
from training.learning.attempts.regrading.decisions import Decision, concerned, to_go_over
from training.learning.attempts.sheets import Judged, Sheet, sheets_of, total_of

State = Attempt.State
BATCH = 200
"""Sittings held in memory with their papers and answers at a time."""


@dataclass(frozen=True, slots=True)
class Line:
    """What would change in one sitting. `old` and `new` are percents, the shares those of the
    question; None for a question that is left out of the total."""

    attempt: UUID
    old: Decimal
    new: Decimal
    old_passed: bool | None
    new_passed: bool | None
    pass_kept: bool
    old_mark: Decimal | None
    new_mark: Decimal | None

    @property
    def newly_passes(self) -> bool:
        """Whether she would pass who has not."""
        return self.new_passed is True and self.old_passed is not True

    @property
    def newly_fails(self) -> bool:
        """Whether a pass would be withdrawn."""
        return self.new_passed is False and self.old_passed is True

    @property
    def weight(self) -> tuple[bool, bool, bool, Decimal]:
        """By what lines are ordered: passes withdrawn, kept and won first, then the largest
        change."""
        return (self.newly_fails, self.pass_kept, self.newly_passes, abs(self.new - self.old))


@dataclass
class Rehearsal:
    """The dry run so far: the sittings gone over, and a line for each whose marks would change."""

    total: int
    open: int = 0
    unmarked: int = 0
    done: int = 0
    cursor: UUID | None = None
    complete: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        """Sittings gone over that stay as they are."""
        return self.done - len(self.lines)

    @property
    def tally(self) -> Counter[str]:
        """How many marks rise, fall or stay, and how many verdicts change."""
        counted: Counter[str] = Counter()
        for line in self.lines:
            counted[
                "up" if line.new > line.old else "down" if line.new < line.old else "level"
            ] += 1
            counted["newly_passes"] += line.newly_passes
            counted["newly_fails"] += line.newly_fails
            counted["pass_kept"] += line.pass_kept
        return counted

    def ordered(self) -> list[Line]:
        """The lines, what needs looking at first; always in the same order."""
        found = sorted(self.lines, key=lambda line: line.attempt)
        return sorted(found, key=lambda line: line.weight, reverse=True)


def begin(decision: Decision) -> Rehearsal:
    """A dry run that has gone over nothing yet. One query."""
    counted = concerned(decision.amendment()).order_by().values_list("state").annotate(Count("pk"))
    states = Counter(dict(counted))
    return Rehearsal(
        total=states[State.FINISHED],
        open=states[State.INPROGRESS],
        unmarked=states[State.SUBMITTED],
    )


def rehearse(decision: Decision, so_far: Rehearsal, *, seconds: float) -> Rehearsal:
    """Go on with a dry run for about so many seconds; `complete` says when nothing is left.

    Papers and answers are held for one batch at a time, and of the rest one line for each sitting
    that changes. Seven queries for a batch.
    """
    amendment, until = decision.amendment(), monotonic() + seconds
    sittings = to_go_over(amendment).filter(state=State.FINISHED)
    while not so_far.complete:
        rest = sittings.filter(pk__gt=so_far.cursor) if so_far.cursor else sittings
        batch = list(rest[:BATCH])
        so_far.lines += lines_of(batch, amendment)
        so_far.done += len(batch)
        so_far.cursor = batch[-1].pk if batch else so_far.cursor
        so_far.complete = len(batch) < BATCH
        if monotonic() > until:
            break
    return so_far


def lines_of(batch: list[Attempt], amendment: KeyAmendment) -> Iterator[Line]:
    """A line for each finished sitting that `marking.remark` would change once this decision
    stands."""
    for sheet in sheets_of(batch):
        judged = sheet.judged([amendment])
        total = total_of(judged, sheet.attempt.rules)
        changed = any(
            not one.waits and one.differs(sheet.scores.get(one.item.pk)) for one in judged
        )
        withdraws = withdrawn(sheet.attempt, total.passed, amendment)
        if changed or withdraws:
            yield _line(sheet, judged, amendment)


def _line(sheet: Sheet, judged: list[Judged], amendment: KeyAmendment) -> Line:
    attempt, total = sheet.attempt, total_of(judged, sheet.attempt.rules)
    here = next(one for one in judged if one.item.version_id == amendment.version_id)
    before = sheet.scores.get(here.item.pk)
    kept = attempt.passed is True and total.passed is False
    kept = kept and not withdrawn(attempt, total.passed, amendment)
    return Line(
        attempt=attempt.pk,
        old=attempt.percent or Decimal(0),
        new=total.percent,
        old_passed=attempt.passed,
        new_passed=True if kept else total.passed,
        pass_kept=kept,
        old_mark=_worth(here, before.fraction) if before and not before.left_out else None,
        new_mark=None if here.left_out else _worth(here, here.fraction),
    )


def _worth(one: Judged, fraction: Decimal) -> Decimal:
    return (fraction * one.item.max_mark).quantize(Decimal("0.01"))


def basis(decision: Decision) -> str:
    """A fingerprint of the decision and of everything its effect is computed from.

    Of the same fingerprint follows the same dry run: whoever commits has seen what will happen.
    Three queries, without papers and answers.
    """
    digest = hashlib.sha256(json.dumps(decision.content(), sort_keys=True).encode())
    taken = KeyAmendment.objects.filter(version=decision.version).order_by("pk")
    finished = to_go_over(decision.amendment()).filter(state=State.FINISHED)
    steps = (
        Response.objects.filter(
            item__version=decision.version,
            attempt__in=finished.order_by().values("pk"),
            current=True,
            late=False,
        )
        .order_by("item")
        .values_list("item")
        .annotate(step=Max("step"))
    )
    for rows in (
        taken.values_list("pk"),
        finished.values_list("pk", "percent", "passed"),
        steps,
    ):
        for row in rows.iterator(2000):
            digest.update(repr(row).encode())
        digest.update(b";")
    return digest.hexdigest()


def pulse(decision: Decision) -> tuple[object, ...]:
    """What changes whenever the fingerprint does, and costs little: how often the sittings were
    judged, how many answers count, what was decided last. Three queries.

    Of a changed pulse does not follow a changed fingerprint: whoever asks again may see the same.
    """
    finished = to_go_over(decision.amendment()).filter(state=State.FINISHED)
    judged = finished.order_by().aggregate(n=Count("pk"), told=Sum("told"))
    counting = Response.objects.filter(
        item__version=decision.version, attempt__state=State.FINISHED, current=True, late=False
    )
    newest = KeyAmendment.objects.filter(version=decision.version).aggregate(last=Max("pk"))
    return judged["n"], judged["told"], counting.count(), newest["last"]
