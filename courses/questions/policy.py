"""Who may do what to a question."""

from typing import Any

from cms.desk.ownership import OwnedPolicy
from courses.questions.models import Question
from courses.questions.selectors import why_kept


class QuestionPolicy(OwnedPolicy):
    """Who may change questions may delete drafts that were never published nor used; nobody may
    delete others."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """As in the groups, and deleting goes with changing."""
        return bool(super().user_has_permission(user, "change" if action == "delete" else action))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Question) -> bool:
        """The same on one row; deleting only what nobody has relied on."""
        allowed = super().user_has_permission_for_instance(user, action, instance)
        return allowed and (action != "delete" or not why_kept(instance))
