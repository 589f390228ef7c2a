"""Whose draft it is, which tasks a person may write, and whose drafts staff may see."""

from uuid import UUID

from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cms.desk.ownership import scoped
from cms.site.access import root_ids
from courses.workshops.models import WritingTask
from training.learning.submissions.models import Draft
from training.people.access import standing
from training.people.models import User

TASKS = WritingTask.objects.select_related("owner_root", "rubric")


def own_draft(user: User, draft_id: UUID) -> Draft:
    """A person's own draft with its task; Http404 for everybody else's, as for one that does not
    exist."""
    return get_object_or_404(
        Draft.objects.select_related("task__rubric", "enrolment"), learner_id=user.pk, pk=draft_id
    )


def learner_only(user: User) -> None:
    """Http404 for people who do not learn here."""
    if not standing(user, timezone.localdate()).learns:
        raise Http404


def task_for(user: User, task_uuid: UUID) -> WritingTask:
    """A task of the person's own congress or a shared one; Http404 otherwise, for people who do
    not learn, and for one that is not published, unless she has written for it."""
    held = standing(user, timezone.localdate())
    task = get_object_or_404(TASKS, uuid=task_uuid)
    foreign = task.owner_root and task.owner_root.congress_key not in held.congress_keys
    if foreign or not held.learns:
        raise Http404
    if not task.live and not Draft.objects.filter(learner_id=user.pk, task=task).exists():
        raise Http404
    return task


def task_at_desk(user: User, task_uuid: UUID) -> WritingTask:
    """A task of a congress whose content the person works on; Http404 otherwise."""
    return get_object_or_404(scoped(user, TASKS.all()), uuid=task_uuid)


def at_desk(user: User) -> Q:
    """The drafts that staff may see, as a condition: of learners in classes of the task's own
    congress, and of its learners who were in no class then."""
    own = Q(enrolment__cohort__congress__key=F("task__owner_root__congress_key"))
    own |= Q(enrolment=None)
    if user.is_superuser:
        return own | Q(task__owner_root=None)
    return own & Q(task__owner_root__in=root_ids(user))


def draft_at_desk(user: User, draft_id: UUID) -> Draft:
    """A draft that was handed in, by somebody of an own class; Http404 otherwise."""
    return get_object_or_404(
        Draft.objects.select_related(
            "task__rubric", "task__owner_root", "learner", "enrolment__cohort", "enrolment__unit"
        ).exclude(state=Draft.State.WRITING),
        at_desk(user),
        pk=draft_id,
    )


def tasks_at_desk(user: User) -> list[WritingTask]:
    """The tasks of the congresses whose content the person works on. One query."""
    return list(scoped(user, WritingTask.objects.defer("brief").order_by("key")))
