"""Settings that keep answers and people safe, asked of the running settings and not of the text."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import checks as django_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import ConnectionHandler
from django.utils.module_loading import import_string

from tests.architecture.sources import ROOT
from training.portal import checks

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "training.settings.production",
    "SECRET_KEY": "k3y-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "SITE_URL": "https://lvzhi.example.gov.cn",
    "ALLOWED_HOSTS": "lvzhi.example.gov.cn",
}
NOT_INHERITED = {"DATABASE_URL", "DEMO_PASSWORD", "DJANGO_ALLOW_ASYNC_UNSAFE"}


# The last one is set for the browser tests' thread and means nothing in a process of its own.
NOT_OURS = {"DATABASE_URL", "DEMO_PASSWORD", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def in_production(*command: str, tmp_path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own under the production settings."""
    clean = {k: v for k, v in os.environ.items() if k not in NOT_INHERITED}
    env = {**clean, **PRODUCTION, "VAR_DIR": str(tmp_path), "PYTHONPATH": str(ROOT), **changes}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True
    )


@pytest.fixture
def file_database(tmp_path, monkeypatch, django_db_blocker):
    """A database in a file, opened with the options that ship."""
    from training.settings.base import SQLITE_OPTIONS

    chosen = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tmp_path / "site.sqlite3",
        "OPTIONS": SQLITE_OPTIONS,
    }
    handler = ConnectionHandler({"default": chosen})
    monkeypatch.setattr(checks, "connections", handler)
    with django_db_blocker.unblock():
        yield handler["default"]
        handler.close_all()


def pragma(connection, name: str) -> object:
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def test_sqlite_keeps_every_acknowledged_answer(file_database):
    assert pragma(file_database, "journal_mode") == "wal"
    assert pragma(file_database, "synchronous") == 2
    assert pragma(file_database, "foreign_keys") == 1
    assert file_database.transaction_mode == "IMMEDIATE"
    assert file_database.settings_dict["OPTIONS"]["timeout"] == 20


def test_the_check_at_start_up_is_content_with_what_ships(file_database):
    assert checks.sqlite_keeps_its_promises(databases=["default"]) == []
    checks.refuse_an_unsafe_database()


@pytest.mark.parametrize("weak", ["synchronous=NORMAL", "journal_mode=DELETE", "foreign_keys=OFF"])
def test_the_check_at_start_up_refuses_anything_weaker(file_database, weak):
    with file_database.cursor() as cursor:
        cursor.execute(f"PRAGMA {weak}")
    failures = checks.sqlite_keeps_its_promises(databases=["default"])
    assert [failure.id for failure in failures] == ["portal.E001"]
    assert weak.split("=")[0] in failures[0].msg


def test_the_server_does_not_start_on_an_unsafe_database(file_database, monkeypatch):
    monkeypatch.setitem(checks.PRAGMAS, "synchronous", (3, "—"))
    with pytest.raises(ImproperlyConfigured, match="synchronous"):
        checks.refuse_an_unsafe_database()


def test_both_checks_are_registered():
    known = django_checks.registry.registry.get_checks(include_deployment_checks=True)
    assert checks.sqlite_keeps_its_promises in known
    assert checks.no_sample_accounts_in_production in known


def test_requests_are_not_wrapped_in_transactions():
    # A refused save inside a request must not undo what was already acknowledged.
    assert not any(c.settings_dict["ATOMIC_REQUESTS"] for c in connections.all())


def test_sample_accounts_are_a_deployment_error(settings):
    settings.SAMPLE_ACCOUNTS = True
    assert [e.id for e in checks.no_sample_accounts_in_production()] == ["portal.E002"]
    settings.SAMPLE_ACCOUNTS = False
    assert checks.no_sample_accounts_in_production() == []


def test_production_passes_the_deployment_checks(tmp_path):
    done = in_production(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path
    )
    assert done.returncode == 0, done.stderr


def test_production_refuses_plain_http(tmp_path):
    done = in_production(
        "manage.py", "check", tmp_path=tmp_path, SITE_URL="http://lvzhi.example.gov.cn"
    )
    assert done.returncode != 0
    assert "https://" in done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS"])
def test_production_names_the_variable_that_is_missing(tmp_path, missing):
    done = in_production("manage.py", "check", tmp_path=tmp_path, **{missing: ""})
    assert done.returncode != 0
    assert missing in done.stderr


def test_production_has_no_sample_accounts_whatever_the_environment_says(tmp_path):
    done = in_production(
        "-c",
        "from django.conf import settings; print(settings.SAMPLE_ACCOUNTS)",
        tmp_path=tmp_path,
        SAMPLE_ACCOUNTS="1",
    )
    assert done.stdout.strip() != "True"
    assert "False" in done.stdout or "SAMPLE_ACCOUNTS" in done.stderr


def test_passwords_are_hashed_with_argon2id_when_not_testing(tmp_path):
    show = "from django.conf import settings; print(settings.PASSWORD_HASHERS[0])"
    assert "Argon2id" in in_production("-c", show, tmp_path=tmp_path).stdout


def test_everything_needs_signing_in_unless_it_says_otherwise():
    layers = [import_string(layer) for layer in settings.MIDDLEWARE]
    assert any(
        isinstance(layer, type) and issubclass(layer, LoginRequiredMiddleware) for layer in layers
    )
