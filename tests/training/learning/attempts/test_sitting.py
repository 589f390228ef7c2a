"""A sitting: start, save, hand in, marks; what is acknowledged is never lost."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from tests.counting import at_most
from tests.factories.world import World, moment
from tests.training.learning.attempts.answers import all_right, items_of, right, wrong_single
from training.cohorts.models import Enrolment
from training.learning.attempts import marking, results, selectors, services
from training.learning.attempts.errors import SaveRefused, StartRefused
from training.learning.attempts.models import Attempt, Response, Score
from training.learning.attempts.services import Save
from training.learning.models import Statement
from training.people.models import User

pytestmark = pytest.mark.db
NOW = moment(1, 8, 40)


@pytest.fixture
def sitting(dinghai: World, wang: User, wangs_enrolment: Enrolment) -> Attempt:
    return services.start(
        quiz=dinghai.final, learner_id=wang.pk, enrolment=wangs_enrolment, now=NOW
    )


def save(
    attempt: Attempt, position: int, posted: object, seq: int = 1, **extra: object
) -> services.Saved:
    told = {"device": "phone", "seq": seq, "client_id": uuid4(), **extra}
    at = told.pop("now", NOW + timedelta(minutes=1))
    return services.save_response(
        learner_id=attempt.learner_id,
        attempt_id=attempt.pk,
        position=position,
        posted=posted,
        save=Save(**told),
        now=at,
    )


def finish(attempt: Attempt, posted: dict[str, list[str]]) -> Attempt:
    services.save_whole_form(attempt=attempt, posted=posted, device="form", now=NOW)
    return marking.mark(attempt=services.hand_in(attempt=attempt, now=NOW), now=NOW)


def test_a_paper_with_everything_right_gets_all_marks_in_every_kind(sitting: Attempt) -> None:
    marked = finish(sitting, all_right(sitting))
    assert marked.percent == 100
    assert marked.passed is True
    assert {score.outcome["state"] for score in Score.objects.all()} == {"right"}


def test_an_empty_paper_is_given_up_not_guessed(sitting: Attempt) -> None:
    marked = finish(sitting, {})
    assert (marked.percent, marked.passed) == (0, False)
    assert {score.outcome["state"] for score in Score.objects.all()} == {"gaveup"}


def test_starting_twice_leads_to_the_same_sitting(
    sitting: Attempt, dinghai: World, wang: User
) -> None:
    again = services.start(
        quiz=dinghai.final, learner_id=wang.pk, enrolment=None, now=NOW + timedelta(minutes=5)
    )
    assert again.pk == sitting.pk


def test_a_quiz_allows_only_so_many_sittings(
    dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    first = services.start(
        quiz=dinghai.quiz, learner_id=wang.pk, enrolment=wangs_enrolment, now=NOW
    )
    finish(first, {})
    with pytest.raises(StartRefused, match="最多做 1 次"):
        services.start(quiz=dinghai.quiz, learner_id=wang.pk, enrolment=None, now=NOW)


def test_a_quiz_with_a_retired_question_says_so_and_starts_nothing(
    dinghai: World, wang: User
) -> None:
    from courses.questions.services import retire

    retire(question=dinghai.questions[0], by=None, at=NOW)
    with pytest.raises(StartRefused, match="停用"):
        services.start(quiz=dinghai.quiz, learner_id=wang.pk, enrolment=None, now=NOW)
    assert not Attempt.objects.exists()


def test_the_same_save_sent_twice_has_one_effect(sitting: Attempt) -> None:
    item = items_of(sitting)[0]
    client_id = uuid4()
    first = save(sitting, 1, right(item), client_id=client_id)
    second = save(sitting, 1, right(item), client_id=client_id)
    assert first.step == second.step == 1
    assert Response.objects.count() == 1


def test_a_client_id_of_another_question_is_refused(sitting: Attempt) -> None:
    client_id = uuid4()
    save(sitting, 1, {}, client_id=client_id)
    with pytest.raises(SaveRefused):
        save(sitting, 2, {}, client_id=client_id)


def test_an_older_save_of_a_device_that_arrives_late_never_becomes_current(
    sitting: Attempt,
) -> None:
    item = items_of(sitting)[0]
    save(sitting, 1, right(item), seq=2)
    overtaken = save(sitting, 1, wrong_single(item), seq=1)
    assert overtaken.current is False
    assert finish(sitting, {}).marked == Decimal(1)


def test_two_devices_keep_both_answers_and_the_newer_wins_with_notice(sitting: Attempt) -> None:
    item = items_of(sitting)[0]
    save(sitting, 1, wrong_single(item), device="phone")
    clash = save(sitting, 1, right(item), device="tablet", base_step=0)
    assert clash.other == {"chosen": Response.objects.get(step=1).payload["chosen"]}
    assert Response.objects.count() == 2
    assert finish(sitting, {}).marked == Decimal(1)


def test_a_save_within_the_grace_counts_and_a_later_one_is_kept_as_late(sitting: Attempt) -> None:
    one, two = items_of(sitting)[:2]
    assert sitting.due_at
    in_grace = save(sitting, 1, right(one), now=sitting.due_at + timedelta(seconds=59))
    too_late = save(sitting, 2, right(two), now=sitting.due_at + timedelta(seconds=61))
    assert (in_grace.late, too_late.late) == (False, True)
    assert finish(sitting, {}).marked == Decimal(1)
    assert Response.objects.filter(late=True).count() == 1


def test_a_save_after_hand_in_is_kept_as_late(sitting: Attempt) -> None:
    services.hand_in(attempt=sitting, now=NOW)
    assert save(sitting, 1, right(items_of(sitting)[0])).late is True


@pytest.mark.parametrize("number", [0, 99, 2**31, 2**63, 10**40])
def test_a_question_that_is_not_on_the_paper_is_refused(sitting: Attempt, number: int) -> None:
    with pytest.raises(SaveRefused, match="没有这道题"):
        save(sitting, number, {})


def test_handing_in_twice_gives_the_first_result(sitting: Attempt) -> None:
    finish(sitting, all_right(sitting))
    again = services.hand_in(attempt=sitting, now=NOW + timedelta(minutes=9))
    marking.mark(attempt=again, now=NOW + timedelta(minutes=9))
    assert again.submitted_at == NOW
    assert Score.objects.count() == len(items_of(sitting))


def test_marking_that_fails_never_loses_the_hand_in(
    sitting: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.save_whole_form(attempt=sitting, posted=all_right(sitting), device="form", now=NOW)
    closed = services.hand_in(attempt=sitting, now=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(marking, "sheet_of", lambda attempt: 1 / 0)
        services.mark_now_or_later(attempt=closed, now=NOW)
    assert Attempt.objects.get(pk=sitting.pk).state == Attempt.State.SUBMITTED
    assert services.close_overdue(now=NOW + timedelta(minutes=1)) == 1
    assert Attempt.objects.get(pk=sitting.pk).percent == 100


def test_an_overdue_sitting_is_handed_in_at_its_deadline_and_marked(sitting: Attempt) -> None:
    save(sitting, 1, right(items_of(sitting)[0]))
    assert sitting.due_at
    assert services.close_overdue(now=sitting.due_at + timedelta(seconds=30)) == 0
    assert services.close_overdue(now=sitting.due_at + timedelta(minutes=5)) == 1
    closed = Attempt.objects.get(pk=sitting.pk)
    assert (closed.state, closed.submitted_at) == (Attempt.State.FINISHED, sitting.due_at)
    assert closed.marked == Decimal(1)


def test_an_edited_question_leaves_a_begun_paper_as_it_was(
    sitting: Attempt, dinghai: World
) -> None:
    from courses.questions.services import freeze

    question = dinghai.questions[0]
    question.choices.filter(text="乙").update(right=False)
    question.choices.filter(text="甲").update(right=True)
    changed = type(question).objects.get(pk=question.pk)
    version = freeze(question=changed, by=None, at=NOW)
    assert version.num == 2
    assert items_of(sitting)[0].version.num == 1
    assert finish(sitting, all_right(sitting)).percent == 100


def test_marks_become_evidence_once(sitting: Attempt, wang: User) -> None:
    finish(sitting, all_right(sitting))
    marking.mark(attempt=sitting, now=NOW)
    verbs = list(Statement.objects.order_by("verb").values_list("verb", flat=True))
    assert verbs == ["answered"] * 7 + ["completed", "passed"]


def test_the_result_hides_keys_while_the_final_can_be_taken_again(
    sitting: Attempt,
) -> None:
    failed = finish(sitting, {})
    shown = results.result(failed, NOW)
    assert shown.shows_keys is False
    assert all(item.key is None for item in shown.items)


def test_the_paper_needs_two_queries(sitting: Attempt) -> None:
    with at_most(2):
        assert len(selectors.paper(sitting)) == 7


def test_saving_an_answer_takes_at_most_four_queries_beside_the_session(sitting: Attempt) -> None:
    item = items_of(sitting)[0]
    with at_most(4):
        save(sitting, 1, right(item))


def test_a_save_tells_the_place_unless_it_is_an_older_one(sitting: Attempt) -> None:
    items = items_of(sitting)
    save(sitting, 2, right(items[1]), seq=5, place=2)
    sitting.refresh_from_db()
    assert sitting.place == 2
    save(sitting, 2, right(items[1]), seq=4, place=1)
    sitting.refresh_from_db()
    assert sitting.place == 2
