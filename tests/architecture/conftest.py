"""The stage on which requests are tried: built once for a module, taken down with it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.factories.stage import Stage
from tests.factories.stage import stage as build


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """Two congresses and the whole cast, for as many requests as a module makes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
