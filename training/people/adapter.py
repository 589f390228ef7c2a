"""How allauth behaves here: accounts are made by the office, never by signing up."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from training.people.throttle import Rate, is_spent, spend

FAILURES_OF_A_NAME = Rate(10, timedelta(minutes=15))
FAILURES_OF_AN_ADDRESS = Rate(60, timedelta(minutes=15))


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up, and counts failures to sign in its own way; everything else is allauth's.

    allauth counts every sign-in, and takes back those that succeed, under a lock in the cache for
    which it waits one second. With the cache in the database that is a dozen writes one after the
    other: when a class signs in at once, the last ones are refused although their password is
    right.
    """

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

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raises ValidationError when this name or this address has failed too often of late."""
        if any(is_spent(**counted) for counted in self._counted(request, credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts for the name, known or not, and for the address."""
        for counted in self._counted(request, credentials):
            spend(**counted)

    def _counted(
        self, request: HttpRequest, credentials: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        name = str(credentials.get("username", "")).strip().casefold()
        yield {"about": "sign-in-name", "subject": name, "rate": FAILURES_OF_A_NAME}
        address = self.get_client_ip(request)
        yield {"about": "sign-in-address", "subject": address, "rate": FAILURES_OF_AN_ADDRESS}
