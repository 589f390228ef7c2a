"""How allauth behaves here: accounts are made by the office, never by signing up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up; everything else is allauth's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a person is on the roster first."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether one may be sent there next; never to an address that cannot even be read."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The door of the person's role, unless a page was asked for."""
        url: Any = super().get_login_redirect_url(request)
        return str(url)
