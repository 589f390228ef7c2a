"""Classes counted in several processes, on a database that they share."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_processes_share_the_classes_and_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from tests.factories import world as making
    from training.cohorts.models import Cohort
    from training.insight.cubes import keeping, rebuilding
    from training.insight.models import CohortCubes
    from training.packs.scale import sowing

    making.world()
    monkeypatch.setattr(sowing, "LARGEST_CLASS", 40)
    monkeypatch.setattr(rebuilding, "CLASSES_AT_ONCE", 1)
    call_command("seed_scale", learners=40 + 3 * 68, day=date(2026, 11, 16), stdout=StringIO())
    out = StringIO()
    call_command("rebuild_insight", "--processes", "2", stdout=out)
    classes = Cohort.objects.select_related("congress")
    assert f"重新统计了 {classes.count()} 个班次" in out.getvalue()
    assert CohortCubes.objects.count() == classes.count() > 3
    now = timezone.now()
    assert [line for one in classes for line in keeping.differences(one, now)] == []
    connection.close()
