"""What the landing page shows about content, read with a fixed number of queries."""

from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from cms.desk.home import Draft, Review


def _model(content_type_id: int) -> Any:
    return ContentType.objects.get_for_id(content_type_id).model_class()


def address(content_type_id: int, object_id: str) -> str:
    """Where a page or a snippet is edited."""
    model = _model(content_type_id)
    if issubclass(model, Page):
        return reverse("wagtailadmin_pages:edit", args=[object_id])
    return reverse(model.snippet_viewset.get_url_name("edit"), args=[quote(object_id)])


def kind_name(content_type_id: int) -> str:
    """What a piece of content is called, in the reader's language."""
    return str(_model(content_type_id)._meta.verbose_name)


def reviews_for(user: Any) -> list[Review]:
    """What waits for the person's approval, the oldest first."""
    states = (
        TaskState.objects.reviewable_by(user)
        .select_related("revision", "workflow_state__requested_by")
        .defer("revision__content")
        .order_by("started_at")
    )
    return [
        Review(
            title=state.revision.object_str,
            kind=kind_name(state.revision.content_type_id),
            author=str(state.workflow_state.requested_by or ""),
            since=state.started_at,
            url=address(state.revision.content_type_id, state.revision.object_id),
        )
        for state in states
    ]


def _state(live: bool, workflow: str | None) -> str:
    if workflow == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("退回修改")
    if workflow == WorkflowState.STATUS_IN_PROGRESS:
        return _("审核中")
    return _("有未发布的修改") if live else _("草稿")


def drafts_of(user: Any, rows: "QuerySet[Any]") -> list[Draft]:
    """Unpublished rows that the person changed last, or that were sent back to her."""
    base = ContentType.objects.get_for_model(rows.model, for_concrete_model=False)
    came_back = WorkflowState.objects.filter(
        base_content_type=base, requested_by=user, status=WorkflowState.STATUS_NEEDS_CHANGES
    ).values_list("object_id", flat=True)
    hers = Q(latest_revision__user=user) | Q(pk__in=[int(pk) for pk in came_back])
    mine = list(
        rows.filter(hers, has_unpublished_changes=True)
        .select_related("latest_revision")
        .defer("latest_revision__content")
    )
    under_way = WorkflowState.objects.active().filter(
        base_content_type=base, object_id__in=[str(row.pk) for row in mine]
    )
    workflows = dict(under_way.values_list("object_id", "status"))
    return [
        Draft(
            title=row.latest_revision.object_str,
            kind=kind_name(row.latest_revision.content_type_id),
            state=_state(row.live, workflows.get(str(row.pk))),
            changed=row.latest_revision.created_at,
            url=address(row.latest_revision.content_type_id, row.latest_revision.object_id),
        )
        for row in mine
    ]


def sent_back_to(user: Any) -> int:
    """How many pieces that the person handed in for review came back with a request for changes."""
    came_back = WorkflowState.objects.filter(
        requested_by=user, status=WorkflowState.STATUS_NEEDS_CHANGES
    )
    return int(came_back.count())
