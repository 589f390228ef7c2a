"""What the nightly comparison says to administrators, on the landing page of the desk."""

from collections.abc import Mapping
from typing import Any, cast

from django.utils import timezone

from cms.desk.home import DeskPanel
from training.learning.consequences.checking import newest_check
from training.people.access import Role, standing
from training.people.models import User

SHOWN = 10


class ChecksPanel(DeskPanel):
    """夜间核对: whether what is kept agrees with the log."""

    order = 90
    template_name = "admin/desk/checks.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """The newest check; nothing for anybody but administrators."""
        user = cast(User, self.request.user)
        held = standing(user, timezone.localdate())
        if not (user.is_superuser or held.has(Role.ADMINISTRATOR)):
            return {"shown": False}
        check = newest_check()
        lines = check.lines[:SHOWN] if check else []
        return {"shown": True, "check": check, "lines": lines}
