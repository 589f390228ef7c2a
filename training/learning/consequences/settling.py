"""What follows from a verdict, and judging again when requirements change."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from training.cohorts.models import Enrolment, RequirementVersion
from training.cohorts.stirring import stir
from training.learning import evidence
from training.learning.certificates.services import leave_due
from training.learning.progress import keeping
from training.learning.progress.judging import Requirement
from training.learning.progress.models import CourseProgress
from training.learning.progress.selectors import satisfied_told, verdict_of
from training.people.models import User

AT_ONCE = 100
"""So many enrolments are judged again in the request that changed the requirements; more are left
to the jobs worker."""
PER_RUN = 500


def settle(learner_id: UUID, key: str, now: datetime) -> None:
    """Bring the log in line with an enrolment's verdict (cmi5: satisfied, at most one in force):
    say it once when everything was met, take it back when the verdict was. The certificate is
    left to the worker where the class issues at once."""
    enrolment = Enrolment.objects.select_related("cohort__programme").get(
        learner_id=learner_id, pk=key
    )
    programme = enrolment.cohort.programme.translation_key
    current, times = satisfied_told(enrolment, programme)
    satisfied = verdict_of(enrolment).satisfied
    if satisfied == (current is not None):
        return
    if current:
        told = _taken_back(programme, current, now)
    else:
        about = ("satisfied", enrolment.pk, programme, *([times] if times else []))
        told = _satisfied(programme, evidence.derived_id(*about), now)
        leave_due(enrolment=enrolment, now=now)
    evidence.record(learner_id=learner_id, happenings=[told], now=now, registration_id=enrolment.pk)


def _taken_back(programme: UUID, current: UUID, now: datetime) -> evidence.Happening:
    return evidence.Happening(
        verb=evidence.Verb.VOIDED,
        activity=programme,
        activity_type="programme",
        occurred_at=now,
        statement_id=evidence.derived_id("void", current),
        voids=current,
    )


def _satisfied(programme: UUID, statement_id: UUID, now: datetime) -> evidence.Happening:
    return evidence.Happening(
        verb=evidence.Verb.SATISFIED,
        activity=programme,
        activity_type="programme",
        occurred_at=now,
        statement_id=statement_id,
    )


def _judge_again(enrolment: Enrolment, versions: Sequence[Requirement], now: datetime) -> None:
    """One person at a time, her row first, as every writer of hers."""
    with transaction.atomic():
        held = User.objects.select_for_update(no_key=True).filter(pk=enrolment.learner_id)
        held.values_list("pk").first()
        keeping.rejudge(enrolment, now=now, versions=versions)
        stir(learner_ids=[enrolment.learner_id], now=now)


def outdated(version: RequirementVersion, limit: int) -> list[Enrolment]:
    """Active enrolments with a verdict by an older version of the requirements. One query."""
    verdict = CourseProgress.objects.filter(
        learner_id=OuterRef("learner_id"), enrolment=OuterRef("pk"), whole=True
    )
    active = Enrolment.objects.filter(
        cohort__programme=version.programme_id, status=Enrolment.Status.ACTIVE
    )
    behind = active.annotate(judged_by=Subquery(verdict.values("requirement_version")[:1]))
    behind = behind.filter(judged_by__lt=version.number).select_related("cohort__programme")
    return list(behind.defer("cohort__programme__body")[:limit])


def judge_by(version: RequirementVersion, *, now: datetime, limit: int) -> int:
    """Judge enrolments again that were judged by an older version, at most `limit`; marks the
    version when there are no more. Returns how many. Six queries each."""
    versions = keeping.versions_of(version.programme_id)
    batch = outdated(version, limit)
    for enrolment in batch:
        _judge_again(enrolment, versions, now)
    if len(batch) < limit:
        RequirementVersion.objects.filter(pk=version.pk).update(judged_at=now)
    return len(batch)


def judge_at_once(version: RequirementVersion, *, now: datetime) -> int:
    """What the request does that changed the requirements: everything, if that is little; else
    nothing, and the worker does it. Returns how many were judged."""
    if len(outdated(version, AT_ONCE + 1)) > AT_ONCE:
        return 0
    return judge_by(version, now=now, limit=AT_ONCE + 1)


def judge_due(*, now: datetime) -> int:
    """The worker's job: judge by requirement versions that not everybody has been judged by, so
    many a run. One query when there are none."""
    newer = RequirementVersion.objects.filter(programme=OuterRef("programme"))
    waiting = RequirementVersion.objects.filter(judged_at=None).annotate(
        newest=Subquery(newer.order_by("-number").values("number")[:1])
    )
    done = 0
    for version in waiting:
        if version.number < version.newest:  # the newer one stands for it
            RequirementVersion.objects.filter(pk=version.pk).update(judged_at=now)
        elif done < PER_RUN:
            done += judge_by(version, now=now, limit=PER_RUN - done)
    return done
