"""Asking for an address as somebody, and leaving no trace: every request is rolled back."""

from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from tests.factories.stage import Stage
from training.people.models import User

PLAYED_BY = {
    "anonymous": None,
    "deputy": "wang",
    "director": "chen",
    "trainer": "li",
    "editor": "shen",
    "office": "zhang",
    "administrator": "admin",
    "stranger": "zhao",
}
OUR_HOSTS = {"", "testserver", "localhost"}
SIGN_IN = ("/accounts/login/", "/admin/login/")
TURNED_AWAY = {"/admin/", "/door/"}


@dataclass(frozen=True)
class Answer:
    """What came back, and which rows were written on the way."""

    path: str
    status: int
    location: str
    body: str
    error: str
    written: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """The word of tests/permissions.toml for it; `error` for what must never happen."""
        if self.status >= 500:
            return "error"
        if self.status in {301, 302, 303, 307, 308}:
            return self._where()
        return "ok" if self.status < 400 else str(self.status)

    def _where(self) -> str:
        target = urlsplit(self.location)
        if target.netloc not in OUR_HOSTS:
            return "error"
        if target.path in SIGN_IN:
            return "login"
        return "off" if self.path.startswith("/admin/") and target.path in TURNED_AWAY else "ok"

    def __str__(self) -> str:
        return " ".join(filter(None, [str(self.status), self.location, self.error]))


class Visitor:
    """Somebody's browser. `strict` makes it subject to CSRF checks, as a real one is."""

    def __init__(self, user: User | None, *, strict: bool = False) -> None:
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=strict)
        self.cookies: dict[str, str] = {}
        if user:
            self.client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            self.cookies[name] = self.client.cookies[name].value

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self._ask("get", path, {}, headers)

    def post(self, path: str, posted: dict[str, Any] | None = None, **headers: str) -> Answer:
        """Send a form."""
        return self._ask("post", path, posted or {}, headers)

    def _ask(
        self, method: str, path: str, posted: dict[str, Any], headers: dict[str, str]
    ) -> Answer:
        written: list[str] = []

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            result = execute(sql, params, many, context)
            verb = sql.lstrip().split(" ", 1)[0]
            changed = verb == "INSERT" or context["cursor"].rowcount != 0
            if verb in {"INSERT", "UPDATE", "DELETE"} and changed:
                written.append(sql[:160])
            return result

        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            with connection.execute_wrapper(watch):
                response = getattr(self.client, method)(path, posted or None, headers=headers)
                content = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        failed = getattr(response, "exc_info", None)
        return Answer(
            path=path,
            status=response.status_code,
            location=response.headers.get("Location", ""),
            body=content.decode(errors="replace"),
            error=repr(failed[1])[:160] if failed else "",
            written=written,
        )


def visitor(stage: Stage, role: str, *, strict: bool = False) -> Visitor:
    """The browser of whoever plays a role."""
    who = PLAYED_BY[role]
    return Visitor(stage.cast[who] if who else None, strict=strict)
