"""On PostgreSQL the database itself refuses to change or delete facts."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from tests.factories.world import World, moment
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.learning.models import Statement
from training.people.models import User

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(
    "change", ["UPDATE learning_statement SET seconds = 9", "DELETE FROM learning_statement"]
)
def test_facts_cannot_be_changed_even_by_sql(change: str, wang: User, dinghai: World) -> None:
    told = Happening(
        verb=Verb.COMPLETED,
        activity=dinghai.lesson.activity_uuid,
        activity_type="lesson",
        occurred_at=moment(1, 9),
    )
    evidence.record(learner_id=wang.pk, happenings=[told], now=moment(1, 9))
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        connection.cursor().execute(change)
    assert Statement.objects.count() == 1


def test_the_log_cannot_be_emptied(dinghai: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL learning.may_truncate = 'off'")
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            cursor.execute("TRUNCATE learning_statement CASCADE")


@pytest.mark.parametrize(
    "table",
    [
        "learning_statement",
        "learning_response",
        "learning_score",
        "learning_manualmark",
        "learning_allowance",
        "learning_draftstep",
        "learning_submission",
        "learning_assessment",
        "learning_criterionmark",
        "learning_diagnosisanswer",
        "learning_contact",
        "learning_contacttakenback",
        "courses_keyamendment",
    ],
)
def test_every_table_of_facts_is_guarded(table: str, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = %s", [f"{table}_append_only"]
        )
        assert cursor.fetchone() == (1,)
