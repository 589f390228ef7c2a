"""`setup_desk`: what our roles need of Wagtail, once and again."""

from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowState,
)

from cms.models import LoadedItem, RootApprovalTask
from cms.site.access import roots_for
from courses.models import Question, SingleChoiceQuestion
from courses.questions.viewsets import KIND_MODELS
from tests.factories import questions
from tests.factories.world import World
from training.packs.desk import prepare_desk
from training.people.models import Membership, Organisation, User
from training.people.services import PersonDetails, add_person

COUNTED = (
    Group,
    Workflow,
    WorkflowPage,
    WorkflowContentType,
    RootApprovalTask,
    Collection,
    GroupPagePermission,
    GroupCollectionPermission,
)


def counts() -> list[int]:
    return [model.objects.count() for model in COUNTED]


def test_twice_gives_the_same(desk: Any) -> None:
    before = counts()
    call_command("setup_desk")
    assert counts() == before


def test_what_each_role_may_do(desk: Any, li: User, shen: User) -> None:
    assert li.has_perm("wagtailadmin.access_admin")
    for model in KIND_MODELS:
        name = model._meta.model_name
        assert li.has_perm(f"courses.add_{name}")
        assert not li.has_perm(f"courses.publish_{name}")
        assert shen.has_perm(f"courses.publish_{name}")
        assert not shen.has_perm(f"courses.delete_{name}")
    assert not li.has_perm("people.change_user")


def test_roots_are_those_of_the_memberships(
    desk: Any, li: User, qian: User, dinghai: World, elsewhere: World
) -> None:
    assert list(roots_for(li)) == [dinghai.root]
    assert list(roots_for(qian)) == [elsewhere.root]


def test_superusers_work_everywhere_and_deputies_nowhere(
    desk: Any, admin: User, wang: User, elsewhere: World
) -> None:
    assert roots_for(admin).count() == 2
    assert not roots_for(wang).exists()


def test_a_trainer_added_later_gets_her_seats(desk: Any, dinghai: World, admin: User) -> None:
    office = dinghai.congress.organisations.get(kind=Organisation.Kind.OFFICE)
    details = PersonDetails(
        name="新教员", number="T9", unit=office, role=Membership.Role.TRAINER.value
    )
    trainer = add_person(details=details, by=admin, now=timezone.now())
    assert list(roots_for(trainer)) == [dinghai.root]


def test_the_workflow_covers_pages_and_every_kind(desk: Any, dinghai: World) -> None:
    assert dinghai.case.get_workflow().name == "内容审核"
    assert {model.get_default_workflow().name for model in KIND_MODELS} == {"内容审核"}
    task = RootApprovalTask.objects.get()
    assert {group.name for group in task.groups.all()} == {"审稿人", "管理员"}


def test_wagtail_s_examples_are_gone(desk: Any) -> None:
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
    assert not Workflow.objects.filter(name="Moderators approval", active=True).exists()


def test_collections_are_the_public_one_and_one_per_congress(desk: Any, dinghai: World) -> None:
    names = set(Collection.objects.values_list("name", flat=True))
    assert {"公开", dinghai.congress.name} <= names


def unchecked(world: World, number: str) -> Question:
    """A draft as a pack leaves it."""
    question = SingleChoiceQuestion.objects.create(
        number=number,
        category=questions.bank(world.root),
        owner_root=world.root,
        use="practice",
        stem="依据待核的题。",
        live=False,
    )
    question.save_revision(clean=False)
    return question


def test_loaded_drafts_are_put_under_review_once(desk: Any, dinghai: World, admin: User) -> None:
    loaded, own = unchecked(dinghai, "Q900"), unchecked(dinghai, "Q901")
    for label, row in (("courses.SingleChoiceQuestion", loaded), ("cms.Statute", own)):
        LoadedItem.objects.create(
            pack="dinghai",
            key=f"{label}:1",
            model=label,
            object_pk=str(row.pk),
            source_digest="",
            object_digest="",
            loaded_at=timezone.now(),
        )
    assert prepare_desk(by=admin, today=date(2026, 11, 16)).handed_in == 1
    assert loaded.workflow_in_progress
    assert not own.workflow_in_progress
    WorkflowState.objects.get().cancel(user=admin)
    assert prepare_desk(by=admin, today=date(2026, 11, 16)).handed_in == 0
