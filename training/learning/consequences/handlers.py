"""What follows from learning, after commit and again by the worker. Every handler may run twice."""

from typing import Any

from django.utils import timezone

from courses.catalogue.models import CoursePage, LessonPage, ProgrammePage
from courses.quizzes.models import Quiz
from training.cohorts import requirements
from training.learning.certificates.services import issue_due
from training.learning.consequences.settling import judge_at_once, settle
from training.learning.crediting.tables import reckoned_again
from training.learning.live.evidencing import tell as live_told
from training.learning.outbox.queue import Handler
from training.learning.plan.services import renewed_after

BY_KIND: dict[str, Handler] = {
    "satisfied": settle,
    "plan": renewed_after,
    "hours": reckoned_again,
    "live": live_told,
    "certificate": issue_due,
}


def programme_of(page: Any) -> ProgrammePage | None:
    """The programme a lesson or course belongs to, or the programme itself."""
    if isinstance(page, ProgrammePage):
        return page
    if isinstance(page, (CoursePage, LessonPage)):
        return ProgrammePage.objects.ancestor_of(page).first()
    return None


def content_changed(sender: object, instance: Any, **kwargs: object) -> None:
    """Publishing or unpublishing may change what is required; open classes are judged again, by
    the worker where they are large."""
    programme = programme_of(instance)
    if programme is None or not programme.cohorts.exists():
        return
    before = programme.requirements.order_by("-number").first()
    now = timezone.now()
    after = requirements.refresh(programme=programme, now=now)
    if before is None or after.pk != before.pk:
        judge_at_once(after, now=now)


def task_changed(sender: object, instance: Any, **kwargs: object) -> None:
    """Publishing a writing task, or taking it down, may do the same to its programmes."""
    for programme in ProgrammePage.objects.filter(sessions__task=instance).distinct():
        content_changed(sender, programme)


def quiz_changed(quiz: Quiz) -> None:
    """A pass mark set, moved or taken away changes by what its sessions are done."""
    for programme in ProgrammePage.objects.filter(sessions__quiz=quiz).distinct():
        content_changed(Quiz, programme)
