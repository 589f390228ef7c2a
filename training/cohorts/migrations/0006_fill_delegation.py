from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import migrations
from django.utils import timezone

AT_ONCE = 500
Post = tuple[int, date, date | None]


def fill(apps: Any, _schema_editor: Any) -> None:
    """Enrolments from before delegations were noted get that of the day of enrolment, as those
    after it."""
    posts = _posts(apps)
    if not posts:
        return
    enrolments = apps.get_model("cohorts", "Enrolment").objects.filter(delegation=None)
    found: dict[int, list[UUID]] = defaultdict(list)
    rows = enrolments.values_list("pk", "learner_id", "cohort__congress_id", "enrolled_at")
    for pk, learner, congress, enrolled_at in rows.iterator():
        held = _held(posts.get((learner, congress), ()), timezone.localdate(enrolled_at))
        if held is not None:
            found[held].append(pk)
    for delegation, pks in found.items():
        for start in range(0, len(pks), AT_ONCE):
            enrolments.filter(pk__in=pks[start : start + AT_ONCE]).update(delegation=delegation)


def _posts(apps: Any) -> dict[tuple[UUID, int], list[Post]]:
    """By person and congress her delegations, in the order in which she joined them."""
    memberships = apps.get_model("people", "Membership").objects
    rows = memberships.filter(organisation__kind="delegation").order_by("starts_on", "pk")
    found: dict[tuple[UUID, int], list[Post]] = defaultdict(list)
    for user, congress, *post in rows.values_list(
        "user_id", "organisation__congress_id", "organisation_id", "starts_on", "ends_on"
    ):
        found[user, congress].append((post[0], post[1], post[2]))
    return found


def _held(posts: Iterable[Post], day: date) -> int | None:
    held = [key for key, starts, ends in posts if starts <= day and (ends is None or day <= ends)]
    return held[-1] if held else None


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0005_delegation"), ("people", "0003_roster")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
