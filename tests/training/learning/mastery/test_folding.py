"""Mastery follows from the log: in any order, with repeats and voidings, and the same rebuilt."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.counting import at_most
from tests.factories.world import World, moment
from training.learning import evidence
from training.learning.evidence import Happening, Verb, derived_id
from training.learning.mastery import keeping
from training.learning.mastery.folds import faded
from training.learning.mastery.models import PointMastery
from training.learning.models import Statement
from training.people.models import User

pytestmark = pytest.mark.db
NOW = moment(3, 10)
SPACE = UUID(int=7)


def answer(
    question: str,
    right: bool,
    at: datetime = NOW,
    points: tuple[str, ...] = ("rights",),
    **extra: Any,
) -> Happening:
    told = {"points": [*points], "kind": "single_choice", "use": "practice", "chance": 0.25}
    return Happening(
        verb=Verb.ANSWERED,
        activity=uuid5(SPACE, question),
        activity_type="question",
        occurred_at=at,
        success=right,
        context={**told, "answered": True, **extra},
    )


def record(learner: User, *told: Happening, now: datetime = NOW) -> None:
    evidence.record(learner_id=learner.pk, happenings=told, now=now)


def of(learner: User, point: str = "rights") -> PointMastery:
    return PointMastery.objects.get(learner=learner, point=point)


def test_right_raises_and_wrong_lowers(wang: User, dinghai: World) -> None:
    record(wang, answer("q1", True), answer("q2", False, points=("duties",)))
    assert of(wang).probability > 0.65 > of(wang, "duties").probability
    assert (of(wang).answers, of(wang).right) == (1, 1)
    assert of(wang, "duties").tally == {"practice": [1, 0]}
    assert keeping.differences(wang.pk) == []


def test_the_same_question_again_on_the_same_day_says_nothing_new(
    wang: User, dinghai: World
) -> None:
    record(wang, answer("q1", False))
    before = of(wang).evidence
    later = NOW + timedelta(minutes=5)
    record(wang, answer("q1", True, later), now=later)
    assert of(wang).evidence == pytest.approx(before, abs=0.01)
    assert of(wang).answers == 1


def test_a_later_day_outweighs_an_earlier_one(wang: User, dinghai: World) -> None:
    record(wang, answer("q1", False), answer("q1", False, points=("duties",)))
    for later in (NOW + timedelta(days=day) for day in (1, 2)):
        record(wang, answer("q1", True, later), now=later)
    record(wang, answer("q2", True, points=("duties",)), answer("q3", True, points=("duties",)))
    assert of(wang).evidence > of(wang, "duties").evidence
    assert of(wang).answers == 3
    assert keeping.differences(wang.pk) == []


def test_evidence_fades_by_half_in_half_a_year() -> None:
    assert faded(2.0, NOW, NOW + timedelta(days=180)) == pytest.approx(1.0)
    assert faded(2.0, NOW, NOW - timedelta(days=180)) == 2.0


def test_a_voided_answer_counts_no_more(wang: User, chen: User, dinghai: World) -> None:
    told = answer("q1", False)
    record(wang, told, answer("q2", True))
    evidence.void(
        learner_id=wang.pk, statement_id=told.statement_id, reason="题目有误", now=NOW, by=chen
    )
    assert (of(wang).answers, of(wang).right) == (1, 1)
    assert keeping.differences(wang.pk) == []


def test_when_the_only_answer_is_taken_back_nothing_is_left(
    wang: User, chen: User, dinghai: World
) -> None:
    told = answer("q1", False)
    record(wang, told)
    evidence.void(
        learner_id=wang.pk, statement_id=told.statement_id, reason="题目有误", now=NOW, by=chen
    )
    assert not PointMastery.objects.filter(learner=wang).exists()


def test_what_was_left_open_or_waits_for_a_person_says_nothing(wang: User, dinghai: World) -> None:
    waits = answer("q2", False)
    waits = Happening(**{**vars(waits), "success": None})
    record(wang, answer("q1", False, answered=False), waits)
    assert not PointMastery.objects.filter(learner=wang).exists()


def test_not_knowing_said_openly_is_a_wrong_answer(wang: User, dinghai: World) -> None:
    record(wang, answer("q1", False, answered=False, dont_know=True))
    assert of(wang).probability < 0.3


def test_old_statements_are_weighed_by_what_they_carry(wang: User, dinghai: World) -> None:
    old = answer("q1", True)
    bare = {"points": ["rights"], "answered": True, "attempt": "x"}
    record(wang, Happening(**{**vars(old), "context": bare}))
    usual = of(wang).evidence
    record(wang, answer("q2", True, points=("duties",)))
    assert usual == pytest.approx(of(wang, "duties").evidence)
    assert of(wang).tally == {"examination": [1, 1]}


def test_a_decision_in_a_case_counts(wang: User, dinghai: World) -> None:
    told = answer("d1", True, kind="decision", use="case", chance=0.33)
    record(wang, Happening(**{**vars(told), "activity_type": "decision"}))
    assert of(wang).tally == {"case": [1, 1]}


def test_a_hand_in_costs_two_queries_and_what_does_not_concern_it_none(
    wang: User, dinghai: World
) -> None:
    told = [answer(f"q{n}", n % 3 > 0, points=(f"p{n % 6}",)) for n in range(30)]
    rows = [Statement(learner=wang, stored_at=NOW, effective_at=NOW, **vars(one)) for one in told]
    with at_most(2):
        keeping.apply(wang.pk, rows, NOW)
    reading = Statement(
        learner=wang,
        verb=Verb.PROGRESSED,
        activity=uuid4(),
        activity_type="lesson",
        stored_at=NOW,
        effective_at=NOW,
    )
    with CaptureQueriesContext(connection) as queries:
        keeping.apply(wang.pk, [reading], NOW)
    assert len(queries) == 0


steps = st.lists(
    st.tuples(
        st.sampled_from(("q1", "q2", "q3")),
        st.booleans(),
        st.integers(0, 4),
        st.sampled_from((("rights",), ("duties",), ("rights", "duties"))),
        st.sampled_from((None, 1, 3)),
        st.booleans(),
    ),
    min_size=1,
    max_size=7,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps, st.data())
def test_in_any_order_of_arrival_kept_equals_rebuilt(
    wang: User, dinghai: World, happened: list[Any], data: st.DataObject
) -> None:
    run, told = uuid4(), []
    for n, (question, right, days, points, certainty, voided) in enumerate(happened):
        at = NOW - timedelta(days=days)
        extra = {"certainty": certainty} if certainty else {}
        one = answer(f"{run}{question}", right, at, points, **extra)
        one = Happening(**{**vars(one), "statement_id": derived_id(run, n)})
        told.append(one)
        if voided:
            back: dict[str, Any] = {
                "verb": Verb.VOIDED,
                "success": None,
                "voids": one.statement_id,
                "context": {},
            }
            told.append(Happening(**{**vars(one), **back, "statement_id": derived_id(run, n, "v")}))
    arriving = data.draw(st.permutations([*told, *told[:2]]))
    for n, one in enumerate(arriving):
        record(wang, one, now=NOW + timedelta(seconds=n))
    assert keeping.differences(wang.pk) == []
    before = {row.point: keeping.state_of(row) for row in PointMastery.objects.filter(learner=wang)}
    keeping.rebuild(wang.pk)
    after = {row.point: keeping.state_of(row) for row in PointMastery.objects.filter(learner=wang)}
    assert before == after
