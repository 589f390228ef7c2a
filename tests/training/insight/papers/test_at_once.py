"""Two press at once: two numbers and no gap; and the database refuses to change a report."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.at_once import at_once
from tests.factories import world as making
from tests.factories.people import appear
from tests.factories.world import moment
from training.insight.figures import overview
from training.insight.papers.models import Snapshot
from training.insight.papers.services import freeze
from training.people.access import Scope

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = moment(2, 8)


def test_numbers_have_no_gap_and_rows_do_not_change() -> None:
    place = making.world()
    appear(place, "wang")
    zhang = appear(place, "zhang")
    told = overview(scope=Scope(place.congress), cohort=place.cohort, now=NOW)
    at_once(*[lambda: freeze(told=told, remark="", by=zhang, now=NOW) for _n in range(4)])
    assert sorted(Snapshot.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE insight_snapshot SET payload = '{}'")
