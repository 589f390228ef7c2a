"""The stored cards equal those made again from the log, through real arrivals."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.counting import at_most
from tests.factories.world import moment
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.learning.models import ReviewCard, Statement
from training.learning.review import keeping
from training.people.models import User

pytestmark = pytest.mark.db
NOW = moment(8, 10)
NAMESPACE = UUID(int=11)
FIRST, SECOND = UUID(int=1), UUID(int=2)


def answer(
    number: int = 1, *, question: UUID = FIRST, day: int = 8, scaled: str = "1", **said: Any
) -> Happening:
    return Happening(
        verb=Verb.ANSWERED,
        activity=question,
        activity_type="question",
        occurred_at=moment(day, 9),
        statement_id=uuid5(NAMESPACE, str(number)),
        scaled=Decimal(scaled),
        context={"use": "practice", "points": ["rights"], **said},
    )


def record(learner: User, *happenings: Happening, now: Any = NOW) -> None:
    evidence.record(learner_id=learner.pk, happenings=happenings, now=now)


def cards(learner: User) -> dict[UUID, tuple[Any, ...]]:
    rows = ReviewCard.objects.filter(learner=learner)
    return {row.question: (row.due_at, row.reps, row.lapses, row.rating) for row in rows}


def test_a_practice_answer_makes_a_card_and_an_examination_answer_none(wang: User) -> None:
    record(wang, answer(1), answer(2, question=SECOND, use="examination", scaled="0"))
    assert cards(wang) == {FIRST: (moment(10, 0), 1, 0, 3)}


def test_an_answer_that_was_taken_back_leaves_no_card(wang: User, admin: User) -> None:
    told = answer(1)
    record(wang, told)
    evidence.void(
        learner_id=wang.pk, statement_id=told.statement_id, reason="误录", now=NOW, by=admin
    )
    assert cards(wang) == {}
    assert keeping.differences(wang.pk) == []


def test_a_damaged_card_is_found_and_made_again(wang: User) -> None:
    record(wang, answer(1))
    before = cards(wang)
    ReviewCard.objects.filter(learner=wang).update(due_at=NOW + timedelta(days=90))
    assert keeping.differences(wang.pk) == [f"{wang.pk} 复习卡 {FIRST}"]
    keeping.rebuild(wang.pk)
    assert cards(wang) == before
    ReviewCard.objects.filter(learner=wang).delete()
    assert evidence.rebuilt([wang.pk], write=True) == [f"{wang.pk} 复习卡 {FIRST}"]
    assert cards(wang) == before
    assert keeping.differences(wang.pk) == []


def test_what_concerns_no_card_costs_no_query_and_a_batch_costs_two(wang: User) -> None:
    elsewhere = [
        Statement(verb=Verb.COMPLETED, activity=FIRST, activity_type="lesson", context={}),
        Statement(verb=Verb.ANSWERED, activity=FIRST, activity_type="question", context={}),
        # Marked again: the old judgement of an examination answer is taken back.
        Statement(verb=Verb.VOIDED, activity=FIRST, activity_type="question", voids=SECOND),
    ]
    with at_most(0):
        keeping.apply(wang.pk, elsewhere, NOW)
    log = [
        Statement(
            learner=wang,
            effective_at=NOW,
            stored_at=NOW,
            **vars(answer(n, question=UUID(int=n))),
        )
        for n in range(1, 31)
    ]
    with at_most(2):
        keeping.apply(wang.pk, log, NOW)
    assert len(cards(wang)) == 30


arrivals = st.lists(
    st.tuples(
        st.integers(1, 6),  # which statement
        st.integers(1, 8),  # on which day it was given
        st.sampled_from(["0", "0.5", "1"]),
        st.sampled_from([FIRST, SECOND]),
        st.booleans(),  # taken back right afterwards
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(arrivals)
def test_whatever_arrives_when_the_cards_are_those_of_the_log(wang: User, log: Any) -> None:
    base = Statement.objects.filter(learner=wang).count()
    for number, day, scaled, question, taken_back in log:
        told = answer(base * 100 + number, question=question, day=day, scaled=scaled)
        record(wang, told)
        known = Statement.objects.filter(statement_id=told.statement_id).first()
        if taken_back and known is not None:
            voiding = Happening(
                verb=Verb.VOIDED,
                activity=known.activity,
                activity_type="question",
                occurred_at=NOW,
                statement_id=evidence.derived_id("void", told.statement_id),
                voids=told.statement_id,
            )
            record(wang, voiding, now=NOW)
        assert keeping.differences(wang.pk) == []
    before = cards(wang)
    keeping.rebuild(wang.pk)
    assert cards(wang) == before
