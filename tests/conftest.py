"""Fixtures for every test, and what a test that commits needs to leave no trace."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.template.base import Template
from django.template.context import Context
from django.test.signals import template_rendered
from django.utils.safestring import SafeString

from tests import migrated

pytest_plugins = ["tests.cast"]

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

COMMITS = {"transactional_db", "live_server"}
PUT_BACK = "django_db_serialized_rollback"


def pytest_collection_finish() -> None:
    """What is loaded by now stays: collecting garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Uploads of the tests lie in a folder that the test settings made for this process."""
    folder = Path(settings.MEDIA_ROOT)
    if folder.name.startswith("lvzhi-media-"):  # never the uploads of a site
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only PostgreSQL can answer, and have committing tests clean up."""
    if not os.environ.get("DATABASE_URL"):
        elsewhere = [item for item in items if item.get_closest_marker("postgres")]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    _put_back_what_migrations_wrote(items)


def _put_back_what_migrations_wrote(items: list[pytest.Item]) -> None:
    """After a test that commits, every table is emptied, the rows of migrations (Wagtail's root
    page, site, collection) included: have them put back before the next such test."""
    for item in items:
        if not isinstance(item, pytest.Function):
            continue
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            again = pytest.mark.django_db(**{**marker.kwargs, "serialized_rollback": True})
            item.add_marker(again, append=False)
        elif COMMITS & set(item.fixturenames) and PUT_BACK not in item.fixturenames:
            item.fixturenames.append(PUT_BACK)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start from a database that is migrated already."""
    migrated.begin()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep the migrated database for the next time."""
    with django_db_blocker.unblock():
        migrated.end()
        _may_be_emptied()


def _may_be_emptied() -> None:
    """A test that commits empties every table afterwards, the log too, which refuses elsewhere."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"ALTER DATABASE {name} SET learning.may_truncate = 'on'")
        connection.close()  # it holds from the next one on


def _render(template: Template, context: Context) -> SafeString:
    """Tell the test client of a page, but not of each of the hundred pieces it includes: copying
    their contexts takes a fifth of the time of a page."""
    if context.template is template:
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@pytest.fixture(scope="session", autouse=True)
def pages_are_told(django_test_environment: None) -> Iterator[None]:
    """response.context knows what the view gave its template."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Template, "_render", _render)
        yield
