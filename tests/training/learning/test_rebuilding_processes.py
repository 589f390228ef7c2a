"""With several processes, on a database that they share."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_processes_share_the_work_and_find_the_same() -> None:
    from tests.factories import world as making
    from tests.factories.people import appear
    from tests.training.learning.test_rebuilding import learn
    from training.learning.models import ActivityProgress

    world = making.world()
    wang = appear(world, "wang")
    learn(wang, world.lesson.activity_uuid)
    ActivityProgress.objects.all().delete()
    out = StringIO()
    call_command("rebuild_learning", "--processes", "2", stdout=out)
    assert "差异 1 处" in out.getvalue()
    assert ActivityProgress.objects.filter(learner=wang).count() == 1
    connection.close()
