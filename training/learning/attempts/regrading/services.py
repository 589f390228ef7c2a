"""Taking a decision on marks, and carrying it out sitting by sitting."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.questions.models import QuestionVersion
from courses.quizzes.models import KeyAmendment, Quiz
from training.learning.attempts.analysis.services import request
from training.learning.attempts.marking import Cause, remark
from training.learning.attempts.models import Attempt, MarkChange, Objection
from training.learning.attempts.objections.services import link_amendment
from training.learning.attempts.regrading import rehearsal
from training.learning.attempts.regrading.decisions import (
    WITH_KEY,
    Decision,
    concerned,
    to_go_over,
)
from training.learning.attempts.regrading.errors import RegradeRefused
from training.learning.attempts.regrading.models import Regrading
from training.learning.attempts.regrading.selectors import under_way
from training.people import audit
from training.people.models import User

log = logging.getLogger("training.attempts")

LEASE = timedelta(minutes=2)
"""A worker that has not been heard of for so long is taken to be dead."""
BETWEEN_NOTES = 20
"""Sittings gone over between two notes of how far it has come."""
SECONDS_OF_A_JOB = 20.0


def decide(
    *,
    decision: Decision,
    seen: str,
    by: User,
    now: datetime,
    answering: Sequence[Objection] = (),
) -> Regrading:
    """Take a decision whose dry run was seen, because of these objections if there are any. Marks
    change only when it is carried out (go_on).

    `seen` is the dry run's fingerprint (rehearsal.basis). Raises RegradeRefused, and stores
    nothing, when something changed since, when another regrading is still under way, or when the
    decision makes no sense.
    """
    _refuse_nonsense(decision)
    _refuse_while_running(decision)
    pulse = rehearsal.pulse(decision)
    # Thousands of sittings take a moment: before the transaction, so that nobody waits for it.
    if rehearsal.basis(decision) != seen:
        raise _changed_since()
    with transaction.atomic():
        # Two who decide on one question at once take turns.
        QuestionVersion.objects.select_for_update().get(pk=decision.version.pk)
        _refuse_while_running(decision)
        if rehearsal.pulse(decision) != pulse:
            raise _changed_since()
        return _stored(decision, by, now, answering)


def _stored(
    decision: Decision, by: User, now: datetime, answering: Sequence[Objection]
) -> Regrading:
    amendment = decision.amendment()
    amendment.by, amendment.at = by, now
    amendment.save(force_insert=True)
    link_amendment(objections=answering, amendment=amendment)
    regrading = Regrading.objects.create(amendment=amendment, total=to_go_over(amendment).count())
    _note_decision(regrading)
    return regrading


def _changed_since() -> RegradeRefused:
    return RegradeRefused(
        "changed_since", _("试算以后，成绩或答案又有变化。下面是重新试算的结果，请看过再决定。")
    )


def _note_decision(regrading: Regrading) -> None:
    taken = regrading.amendment
    audit.note(
        actor=taken.by,
        action="marks.regrade_decided",
        at=taken.at,
        target=f"question_version:{taken.version_id}",
        decision=str(taken.uuid),
        quiz=taken.quiz and taken.quiz.key,
        verb=str(taken.verb),
        takes_back=str(taken.takes_back.uuid) if taken.takes_back else None,
        only=len(taken.only),
        withdraws=taken.withdraws,
        reason=taken.reason,
        sittings=regrading.total,
    )


def _refuse_while_running(decision: Decision) -> None:
    """While the same sittings are being gone over for another decision."""
    if under_way(decision.quiz) is not None:
        raise RegradeRefused("still_running", _("上一次重评还没有做完，请等它做完，再重新试算。"))


def _refuse_nonsense(decision: Decision) -> None:
    if not decision.reason.strip():
        raise RegradeRefused("no_reason", _("请写明理由，受影响的代表会看到。"))
    if (decision.verb in WITH_KEY) != (decision.answer_key is not None):
        raise RegradeRefused("no_key", _("请写明怎样算对。"))
    taken = decision.takes_back
    if taken and KeyAmendment.objects.filter(takes_back=taken).exists():
        raise RegradeRefused("taken_back", _("这个决定已经撤回了。"))
    known = concerned(decision.amendment()).count() if decision.only else 0
    if known != len(set(decision.only)):
        raise RegradeRefused("no_such_sitting", _("选中的作答里，有的没有问过这道题。请重新选。"))


def go_on(*, regrading: Regrading, seconds: float, now: datetime) -> Regrading:
    """Carry a decision out for about so many seconds, each sitting in a transaction of its own.

    Broken off at any point it goes on from there: a sitting gone over twice is changed once. Does
    nothing while another worker is at it. A sitting that fails is kept for another try and stops
    no other.
    """
    if not _claimed(regrading, now):
        return regrading
    until, started = monotonic() + seconds, monotonic()

    def clock() -> datetime:
        return now + timedelta(seconds=monotonic() - started)

    for attempt in _left(regrading):
        _go_over(regrading, attempt, clock())
        if regrading.done % BETWEEN_NOTES == 0:
            regrading.busy_until = clock() + LEASE
            _note(regrading)
        if monotonic() > until:
            break
    else:
        _try_again(regrading, clock())
    regrading.busy_until = None
    _note(regrading)
    return regrading


def _claimed(regrading: Regrading, now: datetime) -> bool:
    """Whether this worker has it now; then the row is fresh."""
    free = Q(busy_until=None) | Q(busy_until__lt=now)
    mine = Regrading.objects.filter(free, pk=regrading.pk, finished_at=None)
    if not mine.update(busy_until=now + LEASE):
        return False
    regrading.refresh_from_db(fields=["done", "cursor", "failed", "busy_until", "finished_at"])
    return True


def _left(regrading: Regrading) -> Iterator[Attempt]:
    """The sittings not yet gone over; those handed in meanwhile were marked by the decision."""
    sittings = to_go_over(regrading.amendment)
    while True:
        rest = sittings.filter(pk__gt=regrading.cursor) if regrading.cursor else sittings
        batch = list(rest[:BETWEEN_NOTES])
        yield from batch
        if len(batch) < BETWEEN_NOTES:
            return


def _go_over(regrading: Regrading, attempt: Attempt, now: datetime) -> None:
    if not _remarked(regrading.amendment, attempt, now):
        regrading.failed.append(str(attempt.pk))
    regrading.cursor = attempt.pk
    regrading.done += 1


def _remarked(amendment: KeyAmendment, attempt: Attempt, now: datetime) -> bool:
    try:
        remark(
            attempt=attempt,
            by=amendment.by,
            cause=Cause.REGRADE,
            reason=amendment.reason,
            now=now,
            amendment=amendment,
        )
    except Exception:  # whatever is wrong with one sitting, the others must still be marked
        log.exception("attempt %s could not be regraded", attempt.pk)
        return False
    return True


def _try_again(regrading: Regrading, now: datetime) -> None:
    """What failed, once more; without failures the decision is carried out."""
    failed = Attempt.objects.filter(pk__in=regrading.failed)
    regrading.failed = [
        str(attempt.pk) for attempt in failed if not _remarked(regrading.amendment, attempt, now)
    ]
    if not regrading.failed:
        regrading.finished_at = now
        _note_end(regrading)
        _ask_for_new_figures(regrading.amendment, now)


def _note_end(regrading: Regrading) -> None:
    """In the audit log: how many marks the decision changed."""
    taken = regrading.amendment
    changes = MarkChange.objects.filter(amendment=taken)
    audit.note(
        actor=taken.by,
        action="marks.regraded",
        at=regrading.finished_at or taken.at,
        target=f"question_version:{taken.version_id}",
        decision=str(taken.uuid),
        sittings=regrading.done,
        changed=changes.count(),
    )


def _ask_for_new_figures(taken: KeyAmendment, now: datetime) -> None:
    """The item analysis of every quiz in which marks changed is worked out anew by the worker."""
    changed = MarkChange.objects.filter(amendment=taken).order_by()
    for quiz in Quiz.objects.filter(pk__in=changed.values("attempt__quiz")):
        request(quiz=quiz, now=now)


def _note(regrading: Regrading) -> None:
    regrading.save(update_fields=["done", "cursor", "failed", "busy_until", "finished_at"])


def finish_regrades(*, now: datetime) -> int:
    """Go on with decisions whose carrying out was broken off; returns how many sittings were gone
    over. Only decisions that a person has taken: nothing is regraded by itself."""
    gone_over = 0
    waiting = Regrading.objects.filter(finished_at=None).order_by("pk")
    for regrading in waiting.select_related("amendment__version", "amendment__by"):
        before = regrading.done
        go_on(regrading=regrading, seconds=SECONDS_OF_A_JOB, now=now)
        gone_over += regrading.done - before
    return gone_over


def note_seen(*, learner_id: UUID, changes: list[UUID], now: datetime) -> int:
    """The person has read what was said about these changes of her marks; returns how many were
    new to her."""
    return MarkChange.objects.filter(learner_id=learner_id, pk__in=changes, seen_at=None).update(
        seen_at=now
    )
