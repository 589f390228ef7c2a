"""What the log is told of a sitting: every answer, that the quiz was completed, and the verdict.

Judged again, the earlier statements about what changed are voided and new ones take their place.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from courses.questions.models import QuestionVersion
from training.learning import evidence
from training.learning.attempts.models import Attempt
from training.learning.attempts.sheets import Judged, Sheet
from training.learning.attempts.standing import counted_percent
from training.learning.hours import claims
from training.learning.mastery.chances import guess_of
from training.learning.outbox import queue

Verb = evidence.Verb
VERDICT = {None: Verb.PROGRESSED, True: Verb.PASSED, False: Verb.FAILED}


def answered_id(item: UUID, number: int) -> UUID:
    """The statement about an answer's n-th judgement."""
    return evidence.derived_id("answered", item, *([number] if number > 1 else []))


def verdict_id(attempt: Attempt, number: int) -> UUID:
    """The statement about a sitting's n-th verdict."""
    return evidence.derived_id("marked", attempt.pk, *([number] if number > 1 else []))


def asked_by(version: QuestionVersion) -> dict[str, Any]:
    """What the log keeps of a question for whoever weighs the answer: kind, use, and the chance of
    being right by guessing."""
    chance = round(guess_of(version.kind, version.body), 4)
    return {"kind": version.kind, "use": version.use, "chance": chance}


def answered(sheet: Sheet, one: Judged, at: datetime) -> list[evidence.Happening]:
    """A judged answer, and the voiding of what was said about it before."""
    before = sheet.scores.get(one.item.pk)
    number = before.number + 1 if before else 1
    context = {
        "attempt": str(sheet.attempt.pk),
        "version": str(one.item.version.uuid),
        "points": one.item.version.points,
        "answered": one.outcome.answered,
        **asked_by(one.item.version),
    }
    if one.answer.certainty:
        context["certainty"] = one.answer.certainty
    happening = evidence.Happening(
        verb=Verb.ANSWERED,
        activity=one.question,
        activity_type="question",
        occurred_at=at,
        statement_id=answered_id(one.item.pk, number),
        scaled=one.fraction,
        success=one.outcome.state == "right",
        context=context,
    )
    if number == 1:
        return [happening]
    return [_voiding(happening, answered_id(one.item.pk, number - 1)), happening]


def _voiding(successor: evidence.Happening, earlier: UUID, reason: str = "") -> evidence.Happening:
    return evidence.Happening(
        verb=Verb.VOIDED,
        activity=successor.activity,
        activity_type=successor.activity_type,
        occurred_at=successor.occurred_at,
        statement_id=evidence.derived_id("void", earlier),
        context={"reason": reason} if reason else {},
        voids=earlier,
    )


def answered_now(sheet: Sheet, one: Judged, *, now: datetime) -> None:
    """An answer of practice that was judged at once and for good."""
    _record(sheet, answered(sheet, one, now), now)


def handed_in(sheet: Sheet, changed: list[Judged], *, now: datetime) -> None:
    """A sitting that waits for a person: the answers judged so far, and that it was completed."""
    at = sheet.attempt.submitted_at or sheet.attempt.started_at
    _record(sheet, [*_all_answered(sheet, changed, at), _completed(sheet.attempt, at)], now)


def judged(sheet: Sheet, changed: list[Judged], *, now: datetime, reason: str = "") -> None:
    """A finished sitting: the answers that are newly judged, completion (once), the verdict; with
    the reason for which it was judged again."""
    attempt = sheet.attempt
    at = attempt.submitted_at or attempt.started_at
    told = [*_all_answered(sheet, changed, at), _completed(attempt, at)]
    verdict = _about_quiz(
        attempt,
        VERDICT[_passes(attempt)],
        at,
        statement_id=verdict_id(attempt, attempt.told),
        scaled=(attempt.percent or Decimal(0)) / 100,
        success=_passes(attempt),
    )
    if verdict.verb == Verb.PASSED:
        verdict.context["hours"] = claims.of_quiz(enrolment=attempt.enrolment, quiz=attempt.quiz)
    if _pass_kept(attempt):
        verdict.context.update({"pass_kept": True, "reason": reason})
    if attempt.told > 1:
        told.append(_voiding(verdict, verdict_id(attempt, attempt.told - 1), reason))
    _record(sheet, [*told, verdict], now)
    # Her plan, if she has one, may have something to strike off or to add.
    queue.leave(learner_id=attempt.learner_id, kind="plan", key="again", now=now, soon=False)


def _pass_kept(attempt: Attempt) -> bool:
    """Whether a pass stands although the mark, judged again, is below the pass mark: the verdict
    over her class carries a note of it (rules.md)."""
    mark = attempt.rules.get("pass_mark")
    below = mark is not None and attempt.percent is not None and attempt.percent < mark
    return attempt.passed is True and below


def _passes(attempt: Attempt) -> bool | None:
    """Whether the person has passed by the sittings that count, this one among them."""
    if attempt.passed is None or attempt.rules.get("counts", "highest") == "highest":
        return attempt.passed
    percent = counted_percent(attempt)
    return None if percent is None else percent >= attempt.rules["pass_mark"]


def _all_answered(sheet: Sheet, changed: list[Judged], at: datetime) -> list[evidence.Happening]:
    return [happening for one in changed for happening in answered(sheet, one, at)]


def _completed(attempt: Attempt, at: datetime) -> evidence.Happening:
    return _about_quiz(
        attempt,
        Verb.COMPLETED,
        at,
        statement_id=completed_id(attempt),
        completion=True,
    )


def completed_id(attempt: Attempt) -> UUID:
    """The statement that the quiz was completed: one per registration and quiz (cmi5 9.3), another
    only after that was taken back. No query for a first sitting, else one."""
    about = ("completed", attempt.enrolment_id, attempt.quiz.uuid)
    ids = [evidence.derived_id(*about, *([n] if n else [])) for n in range(attempt.number)]
    gone = evidence.voided_among(learner_id=attempt.learner_id, ids=ids[:-1]) if ids[1:] else set()
    return next(one for one in ids if one not in gone)


def _about_quiz(
    attempt: Attempt, verb: evidence.Verb, at: datetime, **result: Any
) -> evidence.Happening:
    return evidence.Happening(
        verb=verb,
        activity=attempt.quiz.uuid,
        activity_type="quiz",
        occurred_at=at,
        context={"attempt": str(attempt.pk)},
        **result,
    )


def _record(sheet: Sheet, told: list[evidence.Happening], now: datetime) -> None:
    evidence.record(
        learner_id=sheet.attempt.learner_id,
        happenings=told,
        now=now,
        registration_id=sheet.attempt.enrolment_id,
    )
