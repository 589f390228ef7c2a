"""The stage on which requests are tried: built once for a module, taken down with it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tests.factories.stage import Stage
from tests.factories.stage import stage as build


@contextmanager
def _quiet() -> Iterator[None]:
    """What is refused on purpose would fill the log."""
    loggers = [logging.getLogger(name) for name in ("django.request", "django.security.csrf")]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    yield
    for logger in loggers:
        logger.setLevel(logging.NOTSET)


@pytest.fixture(scope="module", autouse=True)
def no_press() -> Iterator[None]:
    """Who may have a PDF is asked here, not what it looks like: pressing one takes a second."""
    with pytest.MonkeyPatch.context() as patched:
        for press in ("dossier", "certificates"):
            place = f"training.learning.{press}.printing.pdf"
            patched.setattr(place, lambda html, **more: b"%PDF-1.7")
        yield


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """Two congresses and the whole cast, for as many requests as a module makes.

    The module must be marked with django_db: pytest-django makes a test database only when a test
    of the run asks for one, and without it this would be built in the site's own.
    """
    name = Path(str(connection.settings_dict["NAME"])).name
    assert "test" in name or "memory" in name, "mark the module: pytestmark = pytest.mark.django_db"
    with _quiet(), django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
