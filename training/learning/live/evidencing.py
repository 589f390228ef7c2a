"""What a named round leaves in the learning record of whoever answered it: done by the outbox after
the round was closed, from the answer that counts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from courses.questions.kinds.registry import default_rules, grade
from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.live import asking, tally
from training.learning.live.models import LiveAnswer, LiveRound
from training.learning.live.selectors import ballot_rules
from training.learning.mastery.chances import guess_of
from training.people.models import User

Kind = LiveRound.Kind


def tell(learner_id: UUID, key: str, now: datetime) -> None:
    """Record one person's answer to a closed round, once, however often it is asked for. Her row
    first, as every writer of hers."""
    held = User.objects.select_for_update(no_key=True).filter(pk=learner_id)
    held.values_list("pk").first()
    live = LiveRound.objects.select_related("version__question", "cohort").get(uuid=key)
    rows = LiveAnswer.objects.filter(learner_id=learner_id, round=live).order_by("-number")
    last = rows.first()
    if last is None or not live.over:
        return
    told = _question(live, last) if live.kind == Kind.QUESTION else _ballot(live, last)
    place = Enrolment.objects.filter(learner_id=learner_id, cohort=live.cohort_id)
    evidence.record(
        learner_id=learner_id,
        happenings=[told],
        now=now,
        registration_id=place.values_list("pk", flat=True).first(),
    )


def _question(live: LiveRound, last: LiveAnswer) -> evidence.Happening:
    """A practice answer like one on a lesson's page: it moves mastery and the review."""
    version = live.version
    assert version is not None  # noqa: S101 - a round of this kind has one
    payload = asking.payload_for_marking(version, last.payload)
    rules = default_rules()
    outcome = grade(version.kind, version.body, version.answer_key, payload, rules)
    chance = round(guess_of(version.kind, version.body), 4)
    question: Any = version.question
    return evidence.Happening(
        verb=evidence.Verb.ANSWERED,
        activity=question.uuid,
        activity_type="question",
        occurred_at=last.at,
        statement_id=_identity(live, last),
        scaled=outcome.fraction,
        success=outcome.state == "right",
        context={
            "practice": True,
            "live": str(live.uuid),
            "version": str(version.uuid),
            "points": version.points,
            "kind": version.kind,
            "use": version.use,
            "chance": chance,
            "payload": payload,
            "state": outcome.state,
        },
    )


def _ballot(live: LiveRound, last: LiveAnswer) -> evidence.Happening:
    """That she voted, and how; nothing of it is right or wrong."""
    chosen = len(last.payload["chosen"])
    invalid = tally.is_invalid(chosen, ballot_rules(live))
    return evidence.Happening(
        verb=evidence.Verb.ANSWERED,
        activity=live.uuid,
        activity_type="ballot",
        occurred_at=last.at,
        statement_id=_identity(live, last),
        context={
            "title": live.ask[:200],
            "payload": last.payload,
            "state": "invalid" if invalid else "valid" if chosen else "blank",
        },
    )


def _identity(live: LiveRound, last: LiveAnswer) -> UUID:
    return evidence.derived_id("live", live.uuid, last.learner_id)
