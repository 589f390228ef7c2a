"""A rubric is kept as drafts were judged by it."""

import pytest

from courses.models import Criterion, RubricVersion
from courses.workshops.services import freeze
from tests.factories import writing
from tests.factories.world import World, moment

pytestmark = pytest.mark.django_db


def test_freezing_twice_keeps_one_version(dinghai: World):
    rubric = writing.rubric(dinghai.root)
    first, again = freeze(rubric=rubric, now=moment(1, 9)), freeze(rubric=rubric, now=moment(1, 10))
    assert first == again
    assert [row["code"] for row in first.body["criteria"]] == ["A", "B", "C", "D", "E", "F"]


def test_a_changed_rubric_is_a_new_version_and_the_old_one_stays(dinghai: World):
    rubric = writing.rubric(dinghai.root)
    first = freeze(rubric=rubric, now=moment(1, 9))
    Criterion.objects.filter(rubric=rubric, code="A").update(weight=20)
    second = freeze(rubric=type(rubric).objects.get(pk=rubric.pk), now=moment(1, 10))
    assert (second.num, second.body["criteria"][0]["weight"]) == (2, 20)
    assert RubricVersion.objects.get(pk=first.pk).body["criteria"][0]["weight"] == 15


def test_a_version_is_never_changed_nor_deleted(dinghai: World):
    kept = freeze(rubric=writing.rubric(dinghai.root), now=moment(1, 9))
    with pytest.raises(TypeError):
        kept.save()
    with pytest.raises(TypeError):
        kept.delete()
