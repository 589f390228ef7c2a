"""What follows from learning, after commit and again by the worker. Every handler may run twice."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from courses.catalogue.models import CoursePage, LessonPage, ProgrammePage
from training.cohorts import requirements
from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.outbox.queue import Handler
from training.learning.progress import keeping


def satisfied(learner_id: UUID, key: str, now: datetime) -> None:
    """An enrolment met everything required: say so in the log, once (cmi5: satisfied)."""
    enrolment = Enrolment.objects.select_related("cohort__programme").get(
        learner_id=learner_id, pk=key
    )
    programme = enrolment.cohort.programme.translation_key
    told = evidence.Happening(
        verb=evidence.Verb.SATISFIED,
        activity=programme,
        activity_type="programme",
        occurred_at=now,
        statement_id=evidence.derived_id("satisfied", enrolment.pk, programme),
    )
    evidence.record(learner_id=learner_id, happenings=[told], now=now, registration_id=enrolment.pk)


BY_KIND: dict[str, Handler] = {"satisfied": satisfied}


def programme_of(page: Any) -> ProgrammePage | None:
    """The programme a lesson or course belongs to, or the programme itself."""
    if isinstance(page, ProgrammePage):
        return page
    if isinstance(page, (CoursePage, LessonPage)):
        return ProgrammePage.objects.ancestor_of(page).first()
    return None


def content_changed(sender: object, instance: Any, **kwargs: object) -> None:
    """Publishing or unpublishing may change what is required; open classes are judged again."""
    programme = programme_of(instance)
    if programme is None or not programme.cohorts.exists():
        return
    before = programme.requirements.order_by("-number").first()
    after = requirements.refresh(programme=programme, now=timezone.now())
    if before is None or after.pk != before.pk:
        rejudge_programme(programme)


def task_changed(sender: object, instance: Any, **kwargs: object) -> None:
    """Publishing a writing task, or taking it down, may do the same to its programmes."""
    for programme in ProgrammePage.objects.filter(sessions__task=instance).distinct():
        content_changed(sender, programme)


def rejudge_programme(programme: ProgrammePage) -> int:
    """Judge every active enrolment of a programme again; returns how many."""
    enrolments = Enrolment.objects.filter(
        cohort__programme=programme, status=Enrolment.Status.ACTIVE
    ).select_related("cohort__programme")
    count = 0
    for enrolment in enrolments.iterator(chunk_size=200):
        keeping.rejudge(enrolment)
        count += 1
    return count
