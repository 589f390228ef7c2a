"""Rows of a learner can live together on one shard: the rules of the first migration.

This test is the promise. See docs/decisions for why (a distributed database refuses anything else).
"""

import pytest
from django.apps import apps
from django.db import models

from training.people.owned import Owned

OURS = {
    "cms",
    "courses",
    "people",
    "notices",
    "cohorts",
    "learning",
    "insight",
    "office",
    "portal",
    "packs",
}
EVERY = [model for model in apps.get_models() if model._meta.app_label in OURS]
OWNED = [model for model in EVERY if issubclass(model, Owned)]
NOT_OWNED = [
    model for model in apps.get_models(include_auto_created=True) if not issubclass(model, Owned)
]
# Tables small enough to be copied to every shard: content, people, classes.
REFERENCED = {"cms", "courses", "people", "cohorts", "wagtailcore"}
# As small: versions of the hours table, and events that many take part in.
REFERENCED_HERE = {
    "learning.FeedbackForm",
    "learning.HoursTable",
    "learning.OtherEvent",
    "learning.LiveRound",
    "notices.Batch",
}


def name(model: type[models.Model]) -> str:
    return model._meta.label


def links(model: type[models.Model]) -> list[models.ForeignKey]:
    return [field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]


def test_there_are_owned_models():
    assert {"learning.Statement", "learning.Attempt", "cohorts.Enrolment"} <= set(map(name, OWNED))


@pytest.mark.parametrize("model", OWNED, ids=name)
def test_the_key_is_a_uuid(model):
    assert isinstance(model._meta.pk, models.UUIDField)


@pytest.mark.parametrize("model", OWNED, ids=name)
def test_every_row_has_an_owner_who_stays(model):
    learner = model._meta.get_field("learner")
    assert not learner.null
    assert learner.remote_field.on_delete is models.PROTECT


@pytest.mark.parametrize("model", OWNED, ids=name)
def test_every_unique_constraint_begins_with_the_learner(model):
    unique = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    assert all(constraint.fields[:1] == ("learner",) for constraint in unique)


@pytest.mark.parametrize("model", OWNED, ids=name)
def test_nothing_else_is_unique(model):
    assert not model._meta.unique_together
    alone = [field.name for field in model._meta.local_fields if field.unique]
    assert alone == ["id"]


@pytest.mark.parametrize("model", OWNED, ids=name)
def test_it_points_only_to_rows_of_a_learner_or_to_reference_tables(model):
    strange = [
        f"{link.name} → {name(link.related_model)}"
        for link in links(model)
        if not issubclass(link.related_model, Owned)
        if link.related_model._meta.app_label not in REFERENCED
        and name(link.related_model) not in REFERENCED_HERE
    ]
    assert strange == []


@pytest.mark.parametrize("model", OWNED, ids=name)
def test_it_has_no_generic_or_many_to_many_relation(model):
    assert model._meta.private_fields == []
    assert model._meta.local_many_to_many == []


@pytest.mark.parametrize("model", NOT_OWNED, ids=name)
def test_nothing_else_points_into_the_rows_of_a_learner(model):
    assert [link.name for link in links(model) if issubclass(link.related_model, Owned)] == []
