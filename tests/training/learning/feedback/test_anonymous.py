"""Nothing in the database can put a person and an answer together."""

from collections import Counter

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.test import Client

from tests.factories.feedback import EVENING, filled, form_of_day_one
from training.learning.feedback import services, tickets
from training.learning.feedback.models import (
    AnswerBox,
    FeedbackAnswer,
    FeedbackForm,
    FormGiven,
    SpentTicket,
)

pytestmark = pytest.mark.django_db

# What holds answers or stands for having answered; FormGiven alone names a person.
NAMELESS = (FeedbackAnswer, AnswerBox, SpentTicket)


@pytest.mark.parametrize("model", NAMELESS)
def test_no_column_leads_to_a_person_or_a_moment(model):
    for field in model._meta.get_fields():
        assert field.related_model in {None, FeedbackForm}, field
        assert not isinstance(field, models.DateField | models.TimeField), field


def test_the_row_that_names_a_person_tells_nothing_but_the_form():
    columns = {field.name for field in FormGiven._meta.get_fields()}
    assert columns == {"id", "learner", "form"}


def test_nothing_points_at_an_answer():
    for model in NAMELESS:
        assert not model._meta.related_objects, model


def test_the_keys_of_answers_are_random(dinghai):
    form = form_of_day_one(dinghai)
    for _ in range(8):
        filled(form)
    services.release(form=form, now=EVENING, final=True)
    assert {key.version for key in FeedbackAnswer.objects.values_list("pk", flat=True)} == {4}


def test_what_waits_is_one_row_in_no_order(dinghai):
    form = form_of_day_one(dinghai)
    last, first = Counter(), Counter()
    for _turn in range(60):
        AnswerBox.objects.filter(form=form).update(answers=[])
        SpentTicket.objects.all().delete()
        for number in range(5):
            filled(form, content=number + 1)
        order = [one["content"] for one in AnswerBox.objects.get(form=form).answers]
        first[order[0]] += 1
        last[order[-1]] += 1
    # Each of the five stood at each end: by chance alone this fails once in a hundred thousand.
    assert len(first) == len(last) == 5


def test_answers_are_written_in_another_order_than_they_came(dinghai):
    form = form_of_day_one(dinghai)
    for number in range(12):
        filled(form, better=f"{number}")
    services.release(form=form, now=EVENING, final=True)
    # The order in which the rows lie in the table, where the database tells.
    table = FeedbackAnswer._meta.db_table
    physical = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY {physical}")
        keys = [row[0] for row in cursor.fetchall()]
    words = {row.pk.hex: row.answers["better"] for row in FeedbackAnswer.objects.all()}
    order = [words[str(key).replace("-", "")] for key in keys]
    assert order != [str(n) for n in range(12)], "once in 479 million runs by chance"


def test_the_mark_of_a_used_ticket_needs_the_key_of_the_site(dinghai, wang, settings):
    form = form_of_day_one(dinghai)
    here = tickets.mark_of(form.pk, wang.pk)
    settings.SECRET_KEY = "another"
    assert tickets.mark_of(form.pk, wang.pk) != here


def test_sending_reads_no_session_and_writes_nothing_about_a_person(as_wang: Client, wang, dinghai):
    form = form_of_day_one(dinghai)
    dinghai.cohort.clock_held_at = EVENING
    dinghai.cohort.save()
    services.give(form=form, learner_id=wang.pk)
    before = _everything_but(NAMELESS)
    ticket = tickets.ticket(form, wang.pk)
    as_wang.post("/my/feedback/send/", {"ticket": ticket, "better": "认不出我吗"})
    assert AnswerBox.objects.get(form=form).answers == [{"better": "认不出我吗"}]
    assert _everything_but(NAMELESS) == before


def _everything_but(left_out) -> dict[str, int]:
    """How many rows each table has, and when each person and session was last written."""
    tables = set(connection.introspection.table_names()) - {m._meta.db_table for m in left_out}
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(tables):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    users = get_user_model().objects.values_list("pk", "last_login")
    return counts | {"people": hash(tuple(sorted(map(str, users))))}
