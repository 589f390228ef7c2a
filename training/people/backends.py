"""Who may sign in: people of the roster; sample people only where sample accounts are on."""

from contextvars import ContextVar
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

KNOWN: ContextVar[Any] = ContextVar("KNOWN", default=None)
"""The person who came with the session at hand (see authentication.py)."""


class RosterBackend(AuthenticationBackend):
    """Active accounts. A sample account is refused, and its session ends, outside a trial."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked at sign-in and again with every request."""
        trial = settings.SAMPLE_ACCOUNTS or not getattr(user, "is_sample", False)
        return trial and bool(super().user_can_authenticate(user))

    def get_user(self, user_id: Any) -> Any:
        """The person of a session; no query where she came with it."""
        person = KNOWN.get()
        if person is None or person.pk != user_id:
            return super().get_user(user_id)
        return person if self.user_can_authenticate(person) else None
