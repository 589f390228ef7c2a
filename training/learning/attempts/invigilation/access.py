"""Which single sitting, and whose exceptions, staff may see: those of their own classes."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort, Enrolment
from training.learning.attempts.access import own_cohorts, sittings_at_desk
from training.learning.attempts.models import Attempt
from training.people.models import User

WHOSE = ("learner", "quiz", "keyed_by", "enrolment__cohort", "enrolment__unit", "enrolment__group")


def sitting_at_desk(user: User, quiz: Quiz, attempt_id: UUID) -> Attempt:
    """A sitting of the quiz in one of the person's own classes; Http404 otherwise."""
    rows = sittings_at_desk(user, quiz).select_related(*WHOSE)
    return get_object_or_404(rows, pk=attempt_id)


def class_at_desk(user: User, quiz: Quiz, cohort_id: int) -> Cohort:
    """One of the classes whose answers to the quiz she may see; Http404 otherwise."""
    return get_object_or_404(own_cohorts(user, quiz), pk=cohort_id)


def enrolment_at_desk(user: User, quiz: Quiz, enrolment_id: UUID) -> Enrolment:
    """A place in one of these classes; Http404 otherwise."""
    rows = Enrolment.objects.select_related("learner", "cohort", "unit", "group")
    return get_object_or_404(rows, cohort__in=own_cohorts(user, quiz), pk=enrolment_id)
