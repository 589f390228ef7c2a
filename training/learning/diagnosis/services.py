"""A diagnosis from its first question to its result. Whatever is sent twice, from an old page or
from two devices has one effect, and nothing handed in is lost."""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from training.learning import evidence
from training.learning.diagnosis import choosing, telling
from training.learning.diagnosis.clock import LEFT_AFTER, counted
from training.learning.diagnosis.errors import DiagnosisRefused
from training.learning.diagnosis.models import Diagnosis, DiagnosisItem
from training.learning.diagnosis.trail import MODEL, Trail, trail_of, verdicts_told

log = logging.getLogger("training.diagnosis")
State, Ending = Diagnosis.State, Diagnosis.Ending
UNDER_WAY = (State.OPEN, State.PAUSED)
NUMBERS = [
    "state",
    "ended_by",
    "belief",
    "result",
    "asked",
    "spent",
    "ticking_since",
    "touched_at",
    "finished_at",
]
"""What changes while a diagnosis runs."""


def locked(learner_id: UUID, diagnosis: UUID) -> Diagnosis:
    """A person's diagnosis, held until the transaction ends; Diagnosis.DoesNotExist for another's.
    One query."""
    found: Diagnosis = Diagnosis.objects.select_for_update().get(
        learner_id=learner_id, pk=diagnosis
    )
    return found


def begin(
    *,
    learner_id: UUID,
    roots: Sequence[int],
    enrolment_id: UUID | None,
    now: datetime,
    seed: str = "",
) -> Diagnosis:
    """Put the first question; with a diagnosis under way that one is gone on with instead.

    Raises DiagnosisRefused while the bank has no practice question for her. `seed` fixes which of
    equally good questions are put (for samples and tests).
    """
    under_way = Diagnosis.objects.filter(learner_id=learner_id, state__in=UNDER_WAY)
    if (open_one := under_way.first()) is None:
        diagnosis = Diagnosis(
            learner_id=learner_id,
            enrolment_id=enrolment_id,
            roots=list(roots),
            seed=seed or secrets.token_hex(16),
            model=MODEL,
            started_at=now,
            touched_at=now,
        )
        try:
            with transaction.atomic():
                return _opened(diagnosis)
        except IntegrityError:  # her other device was first
            open_one = under_way.get()
    return resume(learner_id=learner_id, diagnosis=open_one.pk, now=now)


def _opened(diagnosis: Diagnosis) -> Diagnosis:
    mine = Diagnosis.objects.filter(learner_id=diagnosis.learner_id)
    last = mine.aggregate(n=Max("number"))["n"]
    diagnosis.number = (last or 0) + 1
    opened = choosing.opened(diagnosis)
    if opened is None:
        raise DiagnosisRefused(
            "no_questions",
            _("题库里还没有可以用来诊断的练习题。请过些日子再来，或者告诉培训老师。"),
        )
    item = put(diagnosis, *opened, diagnosis.started_at)
    diagnosis.save(force_insert=True)
    item.save(force_insert=True)
    return diagnosis


def put(diagnosis: Diagnosis, trail: Trail, item: choosing.Item, now: datetime) -> DiagnosisItem:
    """The next question, not saved yet; the clock starts."""
    diagnosis.belief = trail.put(item).as_json()
    diagnosis.asked += 1
    diagnosis.ticking_since = now
    return DiagnosisItem(
        learner_id=diagnosis.learner_id,
        diagnosis=diagnosis,
        position=diagnosis.asked,
        version_id=item.version_pk,
        point=item.points[0],
        seed=secrets.token_hex(16),
        put_at=now,
    )


def go_on(
    diagnosis: Diagnosis, trail: Trail, fingerprint: list[int | None], now: datetime
) -> list[evidence.Happening]:
    """After an answer: put the next question or come to the end; returns what else the log is to
    be told. Two queries, two more when other questions may be asked than before."""
    kept = diagnosis.pool
    following = choosing.following(diagnosis, trail, fingerprint)
    diagnosis.touched_at = now
    if following.item is None:
        return end(diagnosis, trail, following.ending, now)
    diagnosis.state = State.OPEN
    put(diagnosis, trail, following.item, now).save(force_insert=True)
    diagnosis.save(update_fields=NUMBERS if diagnosis.pool is kept else [*NUMBERS, "pool"])
    return []


def end(diagnosis: Diagnosis, trail: Trail, ending: str, now: datetime) -> list[evidence.Happening]:
    """Close a diagnosis with its verdicts; returns what the log is to be told. Two queries."""
    left = ending == Ending.LEFT
    close(diagnosis, trail, ending, now)
    diagnosis.save(update_fields=[*NUMBERS, "pool"])
    if trail.told:
        telling.leave_plan(diagnosis, now)
    return [] if left else [telling.completed(diagnosis, now)]


def close(diagnosis: Diagnosis, trail: Trail, ending: str, now: datetime) -> None:
    """Write the verdicts into a diagnosis; nothing is saved."""
    diagnosis.state = State.EXPIRED if ending == Ending.LEFT else State.FINISHED
    diagnosis.ended_by = ending
    diagnosis.ticking_since = None
    diagnosis.finished_at = now
    diagnosis.belief = trail.as_json()
    diagnosis.pool = {}
    diagnosis.result = {"points": verdicts_told(trail)} if trail.told else {}


@transaction.atomic
def pause(*, learner_id: UUID, diagnosis: UUID, now: datetime) -> Diagnosis:
    """Stop the clock; again, or after the end, nothing changes."""
    found = locked(learner_id, diagnosis)
    if found.state == State.OPEN:
        found.spent += counted(found.ticking_since, now)
        found.state, found.ticking_since, found.touched_at = State.PAUSED, None, now
        found.save(update_fields=NUMBERS)
    return found


@transaction.atomic
def resume(*, learner_id: UUID, diagnosis: UUID, now: datetime) -> Diagnosis:
    """Go on where she stopped; the clock runs again. After the end nothing changes."""
    found = locked(learner_id, diagnosis)
    if found.state == State.PAUSED:
        found.state, found.ticking_since, found.touched_at = State.OPEN, now, now
        found.save(update_fields=NUMBERS)
    return found


@transaction.atomic
def finish(*, learner_id: UUID, diagnosis: UUID, now: datetime) -> Diagnosis:
    """End early with what was answered; twice is as once. Raises DiagnosisRefused before the first
    answer: there would be nothing to tell."""
    found = locked(learner_id, diagnosis)
    if found.is_over:
        return found
    trail = trail_of(found.belief)
    if not trail.told:
        raise DiagnosisRefused(
            "nothing_answered", _("还没有答过题，没有结果可看。现在没空，就先暂停，以后再答。")
        )
    found.spent += counted(found.ticking_since, now)
    found.touched_at = now
    record(found, end(found, trail, Ending.HERSELF, now), now)
    return found


def record(diagnosis: Diagnosis, told: list[evidence.Happening], now: datetime) -> None:
    """Tell the log, in the class the diagnosis was begun in."""
    evidence.record(
        learner_id=diagnosis.learner_id,
        happenings=told,
        now=now,
        registration_id=diagnosis.enrolment_id,
    )


def close_abandoned(*, now: datetime, limit: int = 200) -> int:
    """Close what nobody went on with for two weeks, with what was answered; returns how many. One
    that fails stops no other."""
    left = Diagnosis.objects.filter(state__in=UNDER_WAY, touched_at__lt=now - LEFT_AFTER)
    closed = 0
    for learner_id, diagnosis in left.order_by("touched_at").values_list("learner_id", "pk")[
        :limit
    ]:
        try:
            closed += _close(learner_id, diagnosis, now)
        except Exception:
            log.exception("diagnosis %s could not be closed", diagnosis)
    return closed


@transaction.atomic
def _close(learner_id: UUID, diagnosis: UUID, now: datetime) -> bool:
    found = locked(learner_id, diagnosis)
    if found.is_over or found.touched_at >= now - LEFT_AFTER:
        return False  # she came back meanwhile
    end(found, trail_of(found.belief), Ending.LEFT, now)
    return True
