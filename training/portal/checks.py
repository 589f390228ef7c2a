"""Checks at start-up: a database that could lose acknowledged answers is refused."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

# What each pragma must answer, and what goes wrong otherwise.
PRAGMAS = {
    "journal_mode": ("wal", "读和写会互相等待"),
    "synchronous": (2, "断电时可能丢失已确认保存的答案"),
    "foreign_keys": (1, "数据之间的关联不受保护"),
}


def sqlite_keeps_its_promises(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """One error for every pragma that is not in force on a database kept in a SQLite file."""
    return [
        checks.Error(
            f"SQLite 数据库“{alias}”的 {pragma} 是 {found}，应为 {wanted}：{harm}。",
            hint="请恢复 settings/base.py 里的 SQLITE_OPTIONS。",
            id="portal.E001",
        )
        for alias in databases or []
        for pragma, (wanted, harm) in PRAGMAS.items()
        if (found := _pragma(alias, pragma, wanted)) != wanted
    ]


def _pragma(alias: str, pragma: str, wanted: object) -> object:
    connection = connections[alias]
    if connection.vendor != "sqlite":
        return wanted
    with connection.cursor() as cursor:
        found = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
    # A database in memory (tests) has no journal, and nothing in it is meant to last.
    return wanted if found == "memory" else found


def no_sample_accounts_in_production(
    app_configs: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Sample accounts have a known password: `check --deploy` refuses them."""
    if not settings.SAMPLE_ACCOUNTS:
        return []
    return [checks.Error("正式环境不能启用演示账号（SAMPLE_ACCOUNTS）。", id="portal.E002")]


def refuse_an_unsafe_database() -> None:
    """For the web server, which runs no management command: stop it before the first request."""
    failures = sqlite_keeps_its_promises(databases=list(connections))
    connections.close_all()  # the workers are forked after this and must not share a connection
    if failures:
        raise ImproperlyConfigured("\n".join(str(failure) for failure in failures))


def register() -> None:
    """Called once, when the app is ready."""
    checks.register(sqlite_keeps_its_promises, checks.Tags.database)
    checks.register(no_sample_accounts_in_production, checks.Tags.security, deploy=True)
