"""manage.py rebuild_learning: everything again from the log, safe, restartable, in batches."""

import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from tests.counting import at_most
from tests.factories.world import World, moment
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.learning.management.commands import rebuild_learning
from training.learning.models import ActivityProgress, CourseProgress
from training.people.models import User

pytestmark = pytest.mark.db
NOW = moment(1, 10)


def learn(learner: User, *activities: Any) -> None:
    happenings = [
        Happening(Verb.COMPLETED, activity, "lesson", NOW, completion=True, seconds=60)
        for activity in activities
    ]
    evidence.record(learner_id=learner.pk, happenings=happenings, now=NOW)


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("rebuild_learning", "--json", *arguments, stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


@pytest.fixture
def learnt(wang: User, chen: User, dinghai: World) -> list[User]:
    for one in (wang, chen):
        learn(one, dinghai.lesson.activity_uuid, *(uuid4() for _ in range(3)))
    return [wang, chen]


def everything() -> tuple[list[Any], list[Any]]:
    names = [f.attname for f in ActivityProgress._meta.concrete_fields if f.name != "id"]
    verdicts = [f.attname for f in CourseProgress._meta.concrete_fields if f.name != "id"]
    return (
        sorted(map(repr, ActivityProgress.objects.values_list(*names))),
        sorted(map(repr, CourseProgress.objects.values_list(*verdicts))),
    )


def test_nothing_differs_after_learning(learnt: list[User]) -> None:
    told = run("--check")
    assert (told["different"], told["differences"]) == (0, [])
    assert told["people"] >= 2


def test_what_is_lost_or_odd_comes_back_and_only_checking_changes_nothing(
    learnt: list[User],
) -> None:
    before = everything()
    wang, chen = learnt
    ActivityProgress.objects.filter(learner=wang).delete()
    ActivityProgress.objects.filter(learner=chen).update(seconds=1)
    ActivityProgress.objects.create(learner=chen, activity=uuid4())
    CourseProgress.objects.filter(learner=wang).delete()
    CourseProgress.objects.filter(learner=chen).update(done=3)
    broken = everything()
    with pytest.raises(SystemExit) as ended:
        run("--check")
    assert ended.value.code == 1
    assert everything() == broken
    told = run()
    assert told["different"] == 4 + 4 + 1 + 2
    assert everything() == before
    assert run("--check")["different"] == 0


def test_the_faster_way_agrees_with_person_by_person(learnt: list[User]) -> None:
    before = everything()
    for one in learnt:
        for kept in evidence.KEPT:
            kept.rebuild(one.pk)
            assert kept.differences(one.pk) == []
    assert everything() == before
    assert evidence.rebuilt([one.pk for one in learnt], write=False) == []


def test_a_run_that_was_broken_off_is_simply_run_again(
    learnt: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild_learning, "STATEMENTS_AT_ONCE", 1)
    before = everything()
    ActivityProgress.objects.all().delete()
    real, done = evidence.rebuilt, []

    def dies(learner_ids: Any, *, write: bool) -> list[str]:
        if len(done) >= 1:
            raise KeyboardInterrupt
        done.append(learner_ids)
        return real(learner_ids, write=write)

    monkeypatch.setattr(evidence, "rebuilt", dies)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.setattr(evidence, "rebuilt", real)
    run()
    assert everything() == before


def test_what_is_learnt_while_it_runs_is_neither_lost_nor_called_different(
    learnt: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = learnt[0]
    read = evidence.logs_of
    interruptions = [uuid4()]

    def somebody_learns_meanwhile(learner_ids: Any) -> Any:
        logs = read(learner_ids)
        if interruptions:
            learn(wang, interruptions.pop())
        return logs

    monkeypatch.setattr(evidence, "logs_of", somebody_learns_meanwhile)
    assert evidence.rebuilt([wang.pk], write=False) == []
    interruptions.append(uuid4())
    assert evidence.rebuilt([wang.pk], write=True) == []
    assert ActivityProgress.objects.filter(learner=wang).count() == 6


def test_batches_hold_everybody_once_and_few_statements(
    learnt: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild_learning, "STATEMENTS_AT_ONCE", 4)
    monkeypatch.setattr(rebuild_learning, "PEOPLE_AT_ONCE", 2)
    people = [one for batch in rebuild_learning.batches() for one in batch]
    assert sorted(people) == sorted(User.objects.values_list("pk", flat=True))


def test_progress_of_many_costs_no_more_queries_than_of_one(learnt: list[User]) -> None:
    progress = evidence.AT_ONCE[evidence.keeping.__name__]
    logs = evidence.logs_of([one.pk for one in learnt])
    with at_most(5):
        assert progress(logs, False) == {}
