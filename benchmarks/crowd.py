"""A class that does something at once: a site of its own, and everybody signed in on a phone."""

import logging
import os
from typing import TYPE_CHECKING

from benchmarks.place import DATABASE_FILES, Place, manage

if TYPE_CHECKING:
    from training.cohorts.models import Cohort
    from training.people.models import User


def class_of(place: Place, people: int) -> "Cohort":
    """A new database with a class of so many; Django stands on it from here on."""
    place.folder.mkdir(parents=True, exist_ok=True)
    for name in DATABASE_FILES:
        (place.folder / name).unlink(missing_ok=True)
    manage(place, "建立数据表", "migrate", "--no-input", "-v0")
    manage(place, "建立缓存表", "createcachetable")
    manage(place, f"装入 {people} 人", "seed_bench", "--json", "--sizes", str(people))
    os.environ.update(place.environment())
    import django

    django.setup()
    logging.disable(logging.INFO)
    from training.cohorts.models import Cohort

    return max(Cohort.objects.all(), key=lambda one: one.enrolments.count())


def cookies_of(person: "User") -> dict[str, str]:
    """What a signed-in phone sends: its session, and the cookie of the form token."""
    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {settings.SESSION_COOKIE_NAME: session, "csrftoken": _get_new_csrf_string()}
