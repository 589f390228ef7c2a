"""Counting many classes at once gives the cells that counting each alone gives."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.counting import at_most
from tests.factories.world import World
from training.cohorts.models import Cohort
from training.insight.cubes import keeping, rebuilding
from training.insight.models import CohortCubes, CompletionCell
from training.packs.scale import sowing

pytestmark = pytest.mark.db


@pytest.fixture
def nation(dinghai: World, monkeypatch: pytest.MonkeyPatch) -> list[Cohort]:
    """A class of forty with everything, three of sixty-eight, and one without anybody."""
    monkeypatch.setattr(sowing, "LARGEST_CLASS", 40)
    call_command("seed_scale", learners=40 + 2 * 68 + 10, day=date(2026, 11, 16), stdout=_Nowhere())
    return list(Cohort.objects.select_related("congress").order_by("pk"))


class _Nowhere:
    def write(self, *_text: Any, **_how: Any) -> None:
        """Nothing."""


def _wrong(cohorts: list[Cohort]) -> list[str]:
    now = timezone.now()
    return [line for cohort in cohorts for line in keeping.differences(cohort, now)]


def test_all_at_once_is_each_alone(nation: list[Cohort]) -> None:
    assert len(nation) == 5
    now = timezone.now()
    assert rebuilding.rebuild(now=now) == 5
    assert _wrong(nation) == []
    assert CohortCubes.objects.count() == 5
    told = CohortCubes.objects.get(cohort__key="scale-40")
    assert told.should == 40
    for cohort in nation:
        alone = Cohort.objects.get(pk=cohort.pk)
        kept = CohortCubes.objects.filter(cohort=alone).values(*NOTED).get()
        keeping.count_class(cohort=alone, now=now)
        assert CohortCubes.objects.filter(cohort=alone).values(*NOTED).get() == kept


NOTED = ("told_at", "slow_told_at", "timetable_version", "requirement_version", "due_next", "done")


def test_again_replaces_what_was_wrong(nation: list[Cohort]) -> None:
    rebuilding.rebuild(now=timezone.now())
    CompletionCell.objects.filter(cohort=nation[1]).update(done=99)
    CompletionCell.objects.filter(cohort=nation[2]).delete()
    assert len(_wrong(nation)) == 2
    rebuilding.rebuild(now=timezone.now())
    assert _wrong(nation) == []


def test_queries_do_not_grow_with_quiet_classes(nation: list[Cohort]) -> None:
    quiet = [one for one in nation if one.key == "scale"]
    now = timezone.now()
    with at_most(28):
        rebuilding.count_batch(cohorts=quiet[:1], now=now)
    with at_most(28):
        rebuilding.count_batch(cohorts=quiet, now=now + timedelta(seconds=1))


def test_a_class_counted_meanwhile_is_left(
    nation: list[Cohort], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, later = timezone.now(), timezone.now() + timedelta(minutes=1)
    rebuilding.rebuild(now=first)
    real = rebuilding._counted

    def slowly(cohorts: Any, now: Any) -> Any:
        found = list(real(cohorts, now))
        keeping.count_class(cohort=nation[1], now=later)
        return found

    monkeypatch.setattr(rebuilding, "_counted", slowly)
    rebuilding.count_batch(cohorts=nation, now=first)
    assert CohortCubes.objects.get(cohort=nation[1]).told_at == later
    assert CohortCubes.objects.get(cohort=nation[1]).round == 2


def test_batches_hold_everybody_once(nation: list[Cohort], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "PEOPLE_AT_ONCE", 100)
    found = list(rebuilding._batches())
    assert [one for batch in found for one in batch] == [one.pk for one in nation]
    assert len(found) > 1
    monkeypatch.setattr(rebuilding, "CLASSES_AT_ONCE", 1)
    assert all(len(batch) == 1 for batch in rebuilding._batches())
