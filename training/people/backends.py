"""Who may sign in: people of the roster; sample people only where sample accounts are on."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class RosterBackend(AuthenticationBackend):
    """Active accounts. A sample account is refused, and its session ends, outside a trial."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked at sign-in and again with every request."""
        trial = settings.SAMPLE_ACCOUNTS or not getattr(user, "is_sample", False)
        return trial and bool(super().user_can_authenticate(user))
