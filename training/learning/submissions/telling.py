"""What the log is told of drafts: handed in, taken back, assessed, corrected.

A submission is SUBMITTED; an assessment is ASSESSED with its score, and PASSED or FAILED. What is
taken back is voided; a correction voids what it corrects, except a pass that is to stand.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from training.learning import evidence
from training.learning.submissions.models import Assessment, Draft, Submission

ACTIVITY_TYPE = "writing"
Verb = evidence.Verb


def submitted_id(submission: Submission) -> UUID:
    """The statement that a submission is told by."""
    return evidence.derived_id("writing", "submitted", submission.pk)


def _assessed_id(assessment: Assessment) -> UUID:
    return evidence.derived_id("writing", "assessed", assessment.pk)


def _verdict_id(assessment: Assessment) -> UUID:
    return evidence.derived_id("writing", "verdict", assessment.pk)


def _record(draft: Draft, happenings: Sequence[evidence.Happening], now: datetime) -> None:
    evidence.record(
        learner_id=draft.learner_id,
        happenings=happenings,
        now=now,
        registration_id=draft.enrolment_id,
    )


def _happening(draft: Draft, verb: Verb, at: datetime, **more: object) -> evidence.Happening:
    told: dict[str, object] = {"context": {"draft": draft.number}, **more}
    return evidence.Happening(
        verb=verb,
        activity=draft.task.uuid,
        activity_type=ACTIVITY_TYPE,
        occurred_at=at,
        **told,  # type: ignore[arg-type]
    )


def _void(draft: Draft, taken: UUID, at: datetime, **context: str) -> evidence.Happening:
    return _happening(
        draft,
        Verb.VOIDED,
        at,
        statement_id=evidence.derived_id("void", taken),
        voids=taken,
        context={"draft": draft.number, **context},
    )


def handed_in(draft: Draft, submission: Submission, now: datetime) -> None:
    """She handed it in."""
    told = _happening(
        draft, Verb.SUBMITTED, submission.submitted_at, statement_id=submitted_id(submission)
    )
    _record(draft, [told], now)


def given_back(draft: Draft, submission: Submission, now: datetime, *, reason: str) -> None:
    """The hand-in counts no more: she took it back, or it was returned to her."""
    _record(draft, [_void(draft, submitted_id(submission), now, reason=reason)], now)


def assessed(
    draft: Draft, assessment: Assessment, earlier: Sequence[Assessment], now: datetime
) -> None:
    """A draft was assessed; `earlier` are the assessments it takes the place of."""
    verb = Verb.PASSED if assessment.passed else Verb.FAILED
    scaled = (assessment.total / Decimal(100)).quantize(Decimal("0.000001"))
    scored = {"scaled": scaled, "success": assessment.passed}
    # The verdict over her class carries a note of a pass that stands below the mark (rules.md).
    kept = {"pass_kept": True} if assessment.pass_kept else {}
    told = [
        *_voided(draft, assessment, earlier),
        _happening(
            draft,
            Verb.ASSESSED,
            assessment.at,
            statement_id=_assessed_id(assessment),
            context={"draft": draft.number, **kept},
            **scored,
        ),
    ]
    if not assessment.pass_kept:
        told.append(
            _happening(draft, verb, assessment.at, statement_id=_verdict_id(assessment), **scored)
        )
    _record(draft, told, now)


def _voided(
    draft: Draft, assessment: Assessment, earlier: Sequence[Assessment]
) -> list[evidence.Happening]:
    """What was told of the earlier assessments and holds no more. A pass that stands is left."""
    if not earlier:
        return []
    told: dict[UUID, bool] = {}
    for one in earlier:
        told[_assessed_id(one)] = False
        if not one.pass_kept:
            told[_verdict_id(one)] = one.passed
    gone = evidence.voided_among(learner_id=draft.learner_id, ids=told)
    stands = assessment.passed or assessment.pass_kept
    return [
        _void(draft, taken, assessment.at, reason=assessment.reason)
        for taken, was_pass in told.items()
        if taken not in gone and not (was_pass and stands)
    ]
