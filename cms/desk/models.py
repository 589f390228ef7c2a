"""The approval step of the content workflow."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupApprovalTask, TaskState

from cms.site.access import works_on


class RootApprovalTask(GroupApprovalTask):
    """Approval by the members of some groups, each for the content of her own congress.

    Wagtail's own task lets every member of its groups open, change and approve whatever is under
    review, wherever it lives.
    """

    class Meta:
        verbose_name = _("按人大分开的审核")
        verbose_name_plural = _("按人大分开的审核")

    @classmethod
    def get_description(cls) -> Any:
        """What an administrator reads when choosing a kind of step."""
        return _("所选用户组的成员可以审核，但只能审自己人大的内容。")

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        """Reviewers of the object's own congress may open it while it is under review."""
        return works_on(user, obj) and bool(super().user_can_access_editor(obj, user))

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """What is under review is closed to everybody but the reviewers of its congress."""
        return not works_on(user, obj) or bool(super().locked_for_user(obj, user))

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        """As the groups say, on own content."""
        return works_on(user, obj) and bool(super().user_can_lock(obj, user))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Approve and send back, on own content."""
        return list(super().get_actions(obj, user)) if works_on(user, obj) else []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> "QuerySet[TaskState]":
        """What waits for the person: only content of her own congress."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        if user.is_superuser:
            return states
        waiting = states.select_related("revision").prefetch_related("revision__content_object")
        own = [
            state.pk
            for state in waiting
            if state.revision.content_object and works_on(user, state.revision.content_object)
        ]
        return TaskState.objects.filter(pk__in=own)
