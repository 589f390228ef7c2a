"""The log: appended to, never changed; what is taken back is marked as taken back."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import F

from tests.counting import at_most
from tests.factories.world import World, moment
from training.learning import evidence
from training.learning.evidence import Happening, Verb, VoidRefused
from training.learning.models import ActivityProgress, Statement
from training.people.models import User

pytestmark = pytest.mark.db
NOW = moment(1, 10)


def told(activity: UUID, verb: Verb = Verb.COMPLETED, **more: Any) -> Happening:
    given = {"activity_type": "lesson", "occurred_at": NOW} | more
    return Happening(verb=verb, activity=activity, **given)


def record(learner: User, *happenings: Happening) -> int:
    return evidence.record(learner_id=learner.pk, happenings=happenings, now=NOW)


def void(learner: User, statement_id: UUID, by: User) -> int:
    return evidence.void(
        learner_id=learner.pk, statement_id=statement_id, reason="误点", now=NOW, by=by
    )


@pytest.fixture
def lesson(dinghai: World) -> UUID:
    return dinghai.lesson.activity_uuid


def test_many_statements_cannot_be_changed_or_deleted_at_once(wang: User, lesson: UUID) -> None:
    record(wang, told(lesson, seconds=5))
    rows = Statement.objects.all()
    one = rows.get()
    one.seconds = 9
    acts = [
        lambda: rows.update(seconds=9),
        lambda: rows.update(seconds=F("seconds") + 1),
        lambda: rows.delete(),
        lambda: rows.filter(pk=one.pk).delete(),
        lambda: Statement.objects.bulk_update([one], ["seconds"]),
        lambda: Statement.objects.bulk_create(
            [one], update_conflicts=True, unique_fields=["id"], update_fields=["seconds"]
        ),
        lambda: Statement.objects.update_or_create(pk=one.pk, defaults={"seconds": 9}),
        one.save,
        one.delete,
    ]
    for act in acts:
        with pytest.raises(TypeError, match="facts"):
            act()
    assert list(Statement.objects.values_list("seconds", flat=True)) == [5]


def test_a_voiding_is_not_voided(wang: User, zhang: User, lesson: UUID) -> None:
    happening = told(lesson)
    record(wang, happening)
    void(wang, happening.statement_id, zhang)
    voiding = Statement.objects.get(verb=Verb.VOIDED)
    with pytest.raises(VoidRefused, match="不能再作废"):
        void(wang, voiding.statement_id, zhang)
    assert Statement.objects.count() == 2


def test_voiding_twice_is_once(wang: User, zhang: User, lesson: UUID) -> None:
    happening = told(lesson)
    record(wang, happening)
    assert void(wang, happening.statement_id, zhang) == 1
    assert void(wang, happening.statement_id, zhang) == 0


def test_only_ones_own_statement_can_be_voided(
    wang: User, chen: User, zhang: User, lesson: UUID
) -> None:
    happening = told(lesson)
    record(wang, happening)
    with pytest.raises(Statement.DoesNotExist):
        void(chen, happening.statement_id, zhang)


def test_a_voiding_names_what_it_takes_back_and_nothing_else_does(lesson: UUID) -> None:
    for more in ({"verb": Verb.VOIDED}, {"voids": uuid4()}):
        with pytest.raises(ValueError, match="takes another one back"):
            told(lesson, **more)


def test_what_is_taken_back_before_it_comes_never_counts(wang: User, lesson: UUID) -> None:
    late = told(lesson, seconds=60)
    voiding = told(lesson, Verb.VOIDED, voids=late.statement_id)
    record(wang, voiding)
    assert record(wang, late) == 1
    assert not ActivityProgress.objects.filter(completed_at__isnull=False).exists()
    assert evidence.rebuilt([wang.pk], write=False) == []


def test_acts_of_the_office_are_marked(wang: User, zhang: User, lesson: UUID) -> None:
    happening = told(lesson)
    record(wang, happening)
    void(wang, happening.statement_id, zhang)
    voiding = Statement.objects.get(verb=Verb.VOIDED)
    assert (voiding.source, voiding.context["by"]) == ("staff", str(zhang.pk))
    assert voiding.context["reason"] == "误点"


@pytest.mark.parametrize(
    ("source", "days_ago", "counts_days_ago"), [("web", 60, 7), ("staff", 60, 60), ("staff", -2, 0)]
)
def test_what_staff_enter_of_a_day_long_gone_was_on_that_day(
    wang: User, lesson: UUID, source: str, days_ago: int, counts_days_ago: int
) -> None:
    happening = told(lesson, Verb.ATTENDED, occurred_at=NOW - timedelta(days=days_ago))
    evidence.record(learner_id=wang.pk, happenings=[happening], now=NOW, source=source)
    kept = Statement.objects.get(statement_id=happening.statement_id)
    assert kept.effective_at == NOW - timedelta(days=counts_days_ago)


def test_everybody_who_may_see_it_sees_that_it_was_taken_back(
    wang: User, zhang: User, lesson: UUID
) -> None:
    kept, gone = told(lesson), told(uuid4())
    answer = told(uuid4(), Verb.ANSWERED, activity_type="question", success=True)
    record(wang, kept, gone, answer)
    void(wang, gone.statement_id, zhang)
    void(wang, answer.statement_id, zhang)

    def seen(viewer: UUID | None) -> dict[tuple[str, UUID], bool]:
        rows = evidence.visible(learner_id=wang.pk, viewer_id=viewer)
        return {(row.verb, row.activity): row.voided for row in rows}

    facts = {
        ("completed", lesson): False,
        ("completed", gone.activity): True,
        ("voided", gone.activity): False,
    }
    hers = {("answered", answer.activity): True, ("voided", answer.activity): False}
    assert seen(zhang.pk) == seen(None) == facts
    assert seen(wang.pk) == facts | hers


def test_one_answer_costs_few_queries(wang: User, dinghai: World) -> None:
    question = dinghai.questions[0]
    version = question.live_version
    context = {
        "attempt": str(uuid4()),
        "version": str(version.uuid),
        "points": version.points,
        "answered": True,
        "kind": version.kind,
        "use": "practice",
        "chance": 0.25,
    }

    def answer(minutes: int) -> Happening:
        return told(
            question.uuid,
            Verb.ANSWERED,
            activity_type="question",
            occurred_at=NOW + timedelta(minutes=minutes),
            success=True,
            context=context,
        )

    record(wang, answer(-9))
    happening = answer(-1)
    with at_most(10):
        record(wang, happening)
    with at_most(2):
        record(wang, happening)
