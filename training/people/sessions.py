"""How long a signed-in session lives, by role (rules.md: Sign-in)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from training.people import audit, desk
from training.people.access import Role, standing
from training.people.devices import DeviceSession, device_of
from training.people.models import User
from training.people.session_store import DEVICE, SEEN, SINCE

KIND = "kind"
SEEN_EVERY = 3600
"""How often, in seconds, reading alone is written down: the page of devices says when one was used
last, to the hour."""


@dataclass(frozen=True)
class Limits:
    """Idle and absolute life of a session."""

    idle: timedelta
    absolute: timedelta


LIMITS = {
    "administrator": Limits(timedelta(minutes=30), timedelta(hours=8)),
    "staff": Limits(timedelta(hours=12), timedelta(days=7)),
    "learner": Limits(timedelta(days=30), timedelta(days=90)),
}


def kind_of(user: User) -> str:
    """Which limits a person falls under: the strictest of her roles."""
    held = standing(user, timezone.localdate())
    if user.is_superuser or held.has(Role.ADMINISTRATOR):
        return "administrator"
    staff = held.has(Role.OFFICE, Role.TRAINER, Role.EDITOR, Role.AUDITOR)
    return "staff" if staff else "learner"


def begin(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Start the clock of a new session and write the sign-in down."""
    now = timezone.now()
    kind = kind_of(user)
    request.session[SINCE] = request.session[SEEN] = int(now.timestamp())
    request.session[KIND] = kind
    request.session[DEVICE] = device_of(request.META.get("HTTP_USER_AGENT", ""))
    request.session.set_expiry(LIMITS[kind].absolute)
    if any(post.role in desk.ROLES for post in standing(user, timezone.localdate(now)).memberships):
        # A role that began or ended overnight counts from her next sign-in at the latest.
        desk.settle(user=user, today=timezone.localdate(now))
    audit.note(actor=user, action="account.signed_in", at=now)


user_logged_in.connect(begin, dispatch_uid="session_limits_begin")


def forget_expired(*, now: datetime) -> int:
    """Delete sessions past their absolute limit; returns how many. One query when there are none,
    which writes nothing."""
    over = DeviceSession.objects.filter(expire_date__lt=now)
    return over.delete()[0] if over.exists() else 0


class SessionLimits:
    """Signs out a session past its idle or absolute limit. The clock moves on with a person's
    POSTs and, so that reading alone keeps a session alive without writing on each page, once an
    hour or at a quarter of a shorter idle limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limits = LIMITS.get(request.session.get(KIND, "")) if request.session.session_key else None
        if limits:
            self._check(request, limits)
        return self.get_response(request)

    def _check(self, request: HttpRequest, limits: Limits) -> None:
        now = int(timezone.now().timestamp())
        idle, age = now - request.session[SEEN], now - request.session[SINCE]
        if idle > limits.idle.total_seconds() or age > limits.absolute.total_seconds():
            logout(request)
        elif idle > min(limits.idle.total_seconds() / 4, SEEN_EVERY) or (
            request.method == "POST" and idle > 60
        ):
            request.session[SEEN] = now


def page_before(request: HttpRequest) -> str:
    """The page a form was sent from, if it is ours; the front door otherwise."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure())
    return referer if referer and ours else resolve_url(settings.LOGIN_REDIRECT_URL)


class SignInRequired(LoginRequiredMiddleware):
    """Denies by default. After signing in a form's sender is led back to the page of the form,
    since the form's own address cannot be opened; scripts get 401, so that they keep what was
    not sent."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"signed_out": True}, status=401)
        if request.method not in {"GET", "HEAD"}:
            return redirect_to_login(page_before(request))
        return super().handle_no_permission(request, view_func)
