"""The stored folds equal those rebuilt from the log, through real arrivals."""

from datetime import UTC, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.counting import at_most
from tests.factories.world import World, moment
from training.cohorts.models import Enrolment
from training.cohorts.services import CohortPlan, enrol, open_cohort
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.learning.models import ActivityProgress, CourseProgress, Statement
from training.learning.progress import keeping
from training.learning.progress.selectors import verdict_of
from training.people.models import User

pytestmark = pytest.mark.db
NOW = moment(1, 10)
UTC_NOW = NOW.astimezone(UTC).isoformat()


def completed(lesson: Any, at: Any = NOW, **extra: Any) -> Happening:
    return Happening(
        verb=Verb.COMPLETED,
        activity=lesson.activity_uuid,
        activity_type="lesson",
        occurred_at=at,
        **extra,
    )


def whole(learner: User) -> CourseProgress:
    return CourseProgress.objects.get(learner=learner, whole=True)


def test_progress_moves_in_the_same_transaction(wang: User, dinghai: World) -> None:
    evidence.record(learner_id=wang.pk, happenings=[completed(dinghai.lesson)], now=NOW)
    assert (whole(wang).done, whole(wang).required, whole(wang).done_codes) == (1, 3, ["D1-1"])


def test_the_same_statement_twice_is_one(wang: User, dinghai: World) -> None:
    told = completed(dinghai.lesson, statement_id=uuid4(), seconds=60)
    assert evidence.record(learner_id=wang.pk, happenings=[told, told], now=NOW) == 1
    assert evidence.record(learner_id=wang.pk, happenings=[told], now=NOW) == 0
    state = ActivityProgress.objects.get(learner=wang, activity=dinghai.lesson.activity_uuid)
    assert state.seconds == 60


def test_a_voided_completion_takes_the_item_back(wang: User, chen: User, dinghai: World) -> None:
    told = completed(dinghai.lesson, statement_id=uuid4())
    evidence.record(learner_id=wang.pk, happenings=[told], now=NOW)
    evidence.void(
        learner_id=wang.pk, statement_id=told.statement_id, reason="误点", now=NOW, by=chen
    )
    assert whole(wang).done == 0
    assert Statement.objects.filter(learner=wang).count() == 2


def test_statements_cannot_be_changed_or_deleted(wang: User, dinghai: World) -> None:
    evidence.record(learner_id=wang.pk, happenings=[completed(dinghai.lesson)], now=NOW)
    told = Statement.objects.get()
    with pytest.raises(TypeError):
        told.save()
    with pytest.raises(TypeError):
        told.delete()


def test_a_clock_that_is_wrong_is_clamped(wang: User, dinghai: World) -> None:
    ahead = completed(dinghai.lesson, at=NOW + timedelta(hours=3))
    evidence.record(learner_id=wang.pk, happenings=[ahead], now=NOW)
    assert Statement.objects.get().effective_at == NOW


def test_nobody_elses_progress_moves(wang: User, chen: User, dinghai: World) -> None:
    evidence.record(learner_id=wang.pk, happenings=[completed(dinghai.lesson)], now=NOW)
    assert not CourseProgress.objects.filter(learner=chen).exists()


def happened(verb: Verb, activity: UUID, at: Any = NOW, **extra: Any) -> Happening:
    return Happening(verb=verb, activity=activity, activity_type="any", occurred_at=at, **extra)


def test_an_answer_or_a_beacon_takes_at_most_eleven_queries_with_all_folds(
    wang: User, dinghai: World
) -> None:
    evidence.record(learner_id=wang.pk, happenings=[completed(dinghai.lesson)], now=NOW)
    asked = dinghai.questions[0].uuid
    answer = happened(Verb.ANSWERED, asked, scaled=Decimal(1), success=True)
    beacon = happened(Verb.PROGRESSED, dinghai.lesson.activity_uuid, seconds=20)
    for told in (answer, beacon):
        with at_most(11):
            evidence.record(learner_id=wang.pk, happenings=[told], now=NOW)


def test_progress_alone_takes_seven_queries_and_ten_where_something_is_decided(
    wang: User, dinghai: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "FOLDS", ())
    with at_most(10):
        evidence.record(learner_id=wang.pk, happenings=[completed(dinghai.lesson)], now=NOW)
    beacon = happened(Verb.PROGRESSED, dinghai.lesson.activity_uuid, seconds=20)
    with at_most(7):
        evidence.record(learner_id=wang.pk, happenings=[beacon], now=NOW)


def test_the_last_moment_moves_on_and_never_back(wang: User, dinghai: World) -> None:
    later, earlier = NOW + timedelta(minutes=9), NOW - timedelta(minutes=9)
    for at in (NOW, later, earlier):
        beacon = happened(Verb.PROGRESSED, dinghai.lesson.activity_uuid, at)
        evidence.record(learner_id=wang.pk, happenings=[beacon], now=later)
    assert whole(wang).last_at == later
    assert keeping.differences(wang.pk) == []


def test_a_second_class_has_its_verdict_from_the_first_day(wang: User, dinghai: World) -> None:
    evidence.record(learner_id=wang.pk, happenings=[completed(dinghai.lesson)], now=NOW)
    plan = CohortPlan("class-2", "第二期", "Class 2", moment(40, 9).date())
    day = moment(39, 9)
    cohort = open_cohort(congress=dinghai.congress, programme=dinghai.programme, plan=plan, now=day)
    second = enrol(learner=wang, cohort=cohort, unit=dinghai.unit, group=None, now=day)
    keeping.begin(second, now=day)
    assert CourseProgress.objects.get(enrolment=second, whole=True).done == 0
    later = moment(40, 10)
    beacon = happened(Verb.PROGRESSED, dinghai.lesson.activity_uuid, later)
    evidence.record(learner_id=wang.pk, happenings=[beacon], now=later)
    assert CourseProgress.objects.get(enrolment=second, whole=True).last_at == later
    assert keeping.differences(wang.pk) == []


def test_the_verdict_keeps_how_when_and_by_which_statement(wang: User, dinghai: World) -> None:
    told = completed(dinghai.lesson)
    evidence.record(learner_id=wang.pk, happenings=[told], now=NOW)
    kept = whole(wang).reasons["items"]["D1-1"]
    assert kept == {"how": "completed", "at": UTC_NOW, "ids": [str(told.statement_id)]}
    assert verdict_of(Enrolment.objects.get(learner=wang)).evidence == (told.statement_id,)


arrival = st.tuples(
    st.sampled_from(["lesson", "form", "final", "case"]),
    st.sampled_from([Verb.COMPLETED, Verb.PASSED, Verb.PROGRESSED, Verb.FAILED, Verb.WAIVED]),
    st.integers(0, 5),
    st.integers(-4000, 4000),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(arrivals=st.lists(arrival, max_size=8))
def test_incremental_equals_rebuilt_for_any_arrivals(
    arrivals: list[tuple[str, Verb, int, int]], wang: User, dinghai: World
) -> None:
    activities: dict[str, UUID] = {
        "lesson": dinghai.lesson.activity_uuid,
        "form": dinghai.quiz.uuid,
        "final": dinghai.final.uuid,
        "case": dinghai.case.activity_uuid,
    }
    for name, verb, number, minutes in arrivals:
        told = Happening(
            verb=verb,
            activity=activities[name],
            activity_type="any",
            occurred_at=NOW + timedelta(minutes=minutes),
            statement_id=evidence.derived_id(name, number),
            seconds=number,
        )
        evidence.record(learner_id=wang.pk, happenings=[told], now=NOW)
    assert keeping.differences(wang.pk) == []


def test_the_check_command_finds_a_fold_that_was_tampered_with(
    wang: User, wangs_enrolment: Enrolment, dinghai: World
) -> None:
    evidence.record(learner_id=wang.pk, happenings=[completed(dinghai.lesson)], now=NOW)
    CourseProgress.objects.filter(learner=wang, whole=True).update(done=3)
    with pytest.raises(SystemExit) as ended:
        call_command("rebuild_learning", "--check", stdout=StringIO())
    assert ended.value.code == 1
    call_command("rebuild_learning", stdout=StringIO())
    assert whole(wang).done == 1
    call_command("rebuild_learning", "--check", stdout=StringIO())
