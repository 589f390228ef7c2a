"""Prepares Wagtail for our roles: groups, permissions, collections, the review workflow."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)
from wagtail.permissions import policy_registry

from cms.core.models import LoadedItem
from cms.models import (
    CongressRootPage,
    Drawing,
    HomePage,
    KnowledgePoint,
    Provision,
    Recording,
    RootApprovalTask,
    Statute,
    StatuteVersion,
)
from courses.models import Category, Question, Quiz, Rubric, WritingTask
from courses.questions.viewsets import KIND_MODELS
from training.people import desk
from training.people.models import Congress, Membership, User

Role = Membership.Role
WORKFLOW = "内容审核"
TASK = "审稿"
PUBLIC = "公开"
WAGTAILS_WORKFLOW = "Moderators approval"
WAGTAILS_GROUPS = ("Moderators", "Editors")

QUESTIONS: tuple[type[Model], ...] = (Question, *KIND_MODELS)
REVIEWED: tuple[type[Model], ...] = (*QUESTIONS, WritingTask)
MADE_AT_THE_DESK: tuple[type[Model], ...] = (
    *QUESTIONS,
    Category,
    Quiz,
    Rubric,
    WritingTask,
    KnowledgePoint,
    Statute,
    StatuteVersion,
    Provision,
    Recording,
)
REVIEWING = ("publish", "lock", "unlock")
PAGE_ACTIONS = {
    Role.TRAINER.value: ("add", "change"),
    Role.EDITOR.value: ("add", "change", *REVIEWING),
    Role.ADMINISTRATOR.value: ("add", "change", *REVIEWING, "bulk_delete"),
}


@dataclass
class Prepared:
    """What a run did, for the command to tell."""

    lines: list[str] = field(default_factory=list)
    handed_in: int = 0


def _permissions(models: Iterable[type[Model]], actions: Iterable[str]) -> list[Permission]:
    found: list[Permission] = []
    for model in models:
        kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
        names = [f"{action}_{model._meta.model_name}" for action in actions]
        found += Permission.objects.filter(content_type=kind, codename__in=names)
    return found


def _what(role: str) -> list[Permission]:
    """Everything a role may do that does not depend on the congress."""
    found = list(Permission.objects.filter(codename="access_admin"))
    found += _permissions(MADE_AT_THE_DESK, ("add", "change"))
    found += _permissions([Drawing], ("change",))
    if role != Role.TRAINER:
        found += _permissions(REVIEWED, REVIEWING)
        # What a new text of a law does to everybody's content is entered by who approves content.
        found += _permissions([StatuteVersion], ("replace",))
    if role == Role.ADMINISTRATOR:
        found += _permissions((*MADE_AT_THE_DESK, Workflow), ("delete", "add", "change"))
    return found


def _collection(name: str) -> Collection:
    root = Collection.get_first_root_node()
    known = root.get_children().filter(name=name).first()
    return known or root.add_child(name=name)


def _open_collection(group: Group, collection: Collection, actions: Iterable[str]) -> None:
    for model in (get_image_model(), get_document_model()):
        owner = policy_registry.get_by_type(model).auth_model
        for permission in _permissions([owner], actions):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )


def _open_root(role: str, root: CongressRootPage) -> None:
    """Let the role of one congress work below its root and in its collection."""
    group = desk.place_group(role, root.congress_key)
    for permission in _permissions([Page], PAGE_ACTIONS[role]):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    congress = Congress.objects.filter(key=root.congress_key).first()
    if congress:
        # Documents are opened by the name of their collection (people/file_access.py).
        _open_collection(group, _collection(congress.name), ("add", "change", "choose"))


def _open_desk() -> None:
    public = _collection(PUBLIC)
    for role in desk.ROLES:
        group = desk.role_group(role)
        group.permissions.add(*_what(role))
        _open_collection(group, public, ("add", "choose"))
        for root in CongressRootPage.objects.all():
            _open_root(role, root)


def _seat_staff(today: date) -> int:
    """Give everybody with a desk role today her seats; returns how many people that are."""
    held = Membership.objects.filter(role__in=desk.ROLES).select_related(
        "user", "organisation__congress"
    )
    current = [membership for membership in held if membership.holds_on(today)]
    for membership in current:
        desk.seat(
            user=membership.user,
            role=membership.role,
            congress=membership.organisation.congress,
        )
    return len({membership.user_id for membership in current})


def _retire_wagtails_own() -> None:
    """Wagtail's example workflow and groups go, once, unless somebody uses them."""
    for workflow in Workflow.objects.filter(name=WAGTAILS_WORKFLOW, active=True):
        workflow.deactivate()
        for task in workflow.tasks.filter(active=True):
            task.specific.deactivate()
    Group.objects.filter(name__in=WAGTAILS_GROUPS, user=None).delete()


def _workflow() -> Workflow:
    """The review workflow with its one step, attached wherever content is made."""
    workflow = Workflow.objects.filter(name=WORKFLOW).first()
    if workflow is None:
        _retire_wagtails_own()
        workflow = Workflow.objects.create(name=WORKFLOW)
        task = RootApprovalTask.objects.create(name=TASK)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        task.groups.set(desk.role_group(role) for role in (Role.EDITOR, Role.ADMINISTRATOR))
    for home in HomePage.objects.all():
        WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
    for model in REVIEWED:
        kind = ContentType.objects.get_for_model(model)
        WorkflowContentType.objects.get_or_create(
            content_type=kind, defaults={"workflow": workflow}
        )
    return workflow


def _hand_in_loaded_drafts(by: User | None) -> int:
    """Put under review what a pack brought unchecked, unless it ever was; returns how many."""
    labels = [model._meta.label for model in QUESTIONS]
    items = LoadedItem.objects.filter(model__in=labels)
    loaded = set(items.values_list("object_pk", flat=True))
    reviewed = set(
        WorkflowState.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Question)
        ).values_list("object_id", flat=True)
    )
    count = 0
    for question in Question.objects.filter(live=False, retired_at=None, live_version=None):
        key = str(question.pk)
        workflow = question.get_workflow()
        if key in loaded and key not in reviewed and question.latest_revision_id and workflow:
            workflow.start(question, by)
            count += 1
    return count


@transaction.atomic
def prepare_desk(*, by: User | None, today: date) -> Prepared:
    """Groups, permissions, collections and workflow as our roles need them. Safe to run again.

    Adds what is missing and takes nothing away that an administrator gave.
    """
    _open_desk()
    seated = _seat_staff(today)
    _workflow()
    handed_in = _hand_in_loaded_drafts(by)
    roots = CongressRootPage.objects.count()
    return Prepared(
        lines=[f"人大 {roots} 个，后台人员 {seated} 人，工作流“{WORKFLOW}”已就绪。"],
        handed_in=handed_in,
    )
