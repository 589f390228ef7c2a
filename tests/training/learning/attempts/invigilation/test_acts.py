"""What staff do about a sitting: more time, open again, close, give up, accept late answers."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.factories.world import World
from tests.training.learning.attempts.answers import items_of, right, wrong_single
from tests.training.learning.attempts.invigilation.conftest import NOW, finished, save
from training.learning.attempts import services as sittings
from training.learning.attempts.invigilation import services
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.models import Attempt, MarkChange, Response, Score
from training.learning.models import Statement
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db
State = Attempt.State
LATER = NOW + timedelta(hours=2)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def act(name: str, attempt: Attempt, by: User, reason: str = "停电了", **how: object) -> object:
    told = {"now": LATER, **how}
    return getattr(services, name)(attempt=attempt, by=by, reason=reason, **told)


def refused(name: str, attempt: Attempt, by: User, **how: object) -> str:
    before = Attempt.objects.values().get(pk=attempt.pk)
    with pytest.raises(ActRefused) as refusal:
        act(name, attempt, by, **how)
    assert refusal.value.reason.endswith("。")
    assert Attempt.objects.values().get(pk=attempt.pk) == before
    assert not AuditEvent.objects.filter(action__startswith="sitting.").exists()
    return refusal.value.code


# ---- more time


def test_more_minutes_are_added_to_the_deadline(sitting: Attempt, li: User) -> None:
    act("extend", sitting, li, minutes=10, now=NOW + minutes(5))
    assert Attempt.objects.get().due_at == NOW + minutes(55)
    assert save(sitting, 1, {}, at=NOW + minutes(54)).late is False


def test_once_time_is_over_they_count_from_now(sitting: Attempt, li: User) -> None:
    act("extend", sitting, li, minutes=10, now=NOW + minutes(60))
    assert Attempt.objects.get().due_at == NOW + minutes(70)


def test_the_deadline_can_be_given_as_a_moment(sitting: Attempt, li: User) -> None:
    act("extend", sitting, li, due_at=NOW + minutes(90), now=NOW)
    assert Attempt.objects.get().due_at == NOW + minutes(90)


@pytest.mark.parametrize("until", [0, 44, 45, 50])
def test_a_deadline_is_only_ever_made_later(sitting: Attempt, li: User, until: int) -> None:
    code = refused("extend", sitting, li, due_at=NOW + minutes(until), now=NOW + minutes(50))
    assert code == "not_later"


def test_a_closed_sitting_gets_no_more_time(sitting: Attempt, li: User) -> None:
    assert refused("extend", finished(sitting), li, minutes=5) == "not_open"


def test_without_a_limit_there_is_nothing_to_extend(dinghai: World, wang: User, li: User) -> None:
    endless = sittings.start(quiz=dinghai.quiz, learner_id=wang.pk, enrolment=None, now=NOW)
    assert refused("extend", endless, li, minutes=5) == "no_deadline"


@pytest.mark.parametrize("name", ["extend", "reopen", "abandon", "hand_in_for", "accept_late"])
def test_every_act_needs_a_reason(sitting: Attempt, li: User, name: str) -> None:
    assert refused(name, sitting, li, reason="  ") == "no_reason"


def test_an_act_is_kept_with_who_why_and_what_was_before(sitting: Attempt, li: User) -> None:
    act("extend", sitting, li, minutes=10, now=NOW)
    event = AuditEvent.objects.get(action="sitting.extended")
    assert (event.actor, event.target) == (li, str(sitting.pk))
    assert event.detail["reason"] == "停电了"
    assert event.detail["before"] != event.detail["due_at"]


# ---- open again


def test_a_marked_sitting_goes_on_with_its_answers_and_is_marked_again(
    sitting: Attempt, li: User
) -> None:
    one, two = items_of(sitting)[:2]
    save(sitting, 1, right(one))
    assert finished(sitting).marked == Decimal(1)
    reopened = act("reopen", sitting, li, minutes=20)
    stored = Attempt.objects.get()
    assert stored.state == State.INPROGRESS
    assert (stored.percent, stored.passed, stored.submitted_at) == (None, None, None)
    assert stored.due_at == LATER + minutes(20)
    assert Score.objects.count() == 7, "the earlier marks stay"
    assert save(reopened, 2, right(two), at=LATER + minutes(1)).late is False
    again = finished(reopened, at=LATER + minutes(2))
    assert (again.state, again.marked) == (State.FINISHED, Decimal(2))
    assert list(Score.objects.order_by("number").values_list("number", flat=True)) == [1] * 7 + [2]


def test_the_evidence_of_the_earlier_result_stays_until_it_is_handed_in_again(
    sitting: Attempt, li: User
) -> None:
    for item in items_of(sitting):
        save(sitting, item.position, right(item))
    finished(sitting)
    act("reopen", sitting, li, minutes=20)
    assert Statement.objects.filter(verb="passed").count() == 1
    assert not Statement.objects.filter(verb="voided").exists()


def test_a_sitting_that_was_given_up_can_go_on(sitting: Attempt, li: User) -> None:
    act("abandon", sitting, li, now=NOW)
    act("reopen", sitting, li, now=NOW + minutes(5))
    stored = Attempt.objects.get()
    assert (stored.state, stored.due_at) == (State.INPROGRESS, sitting.due_at)


def test_when_time_is_over_it_needs_minutes(sitting: Attempt, li: User) -> None:
    assert refused("reopen", finished(sitting), li) == "needs_minutes"


def test_an_open_sitting_is_not_opened(sitting: Attempt, li: User) -> None:
    assert refused("reopen", sitting, li, now=NOW) == "open"


def test_never_beside_another_open_sitting(
    sitting: Attempt, dinghai: World, wang: User, li: User
) -> None:
    closed = finished(sitting)
    sittings.start(quiz=dinghai.final, learner_id=wang.pk, enrolment=None, now=LATER)
    assert refused("reopen", closed, li, minutes=5) == "another_open"


# ---- give up, hand in


def test_giving_up_keeps_the_answers_and_counts_nothing(sitting: Attempt, li: User) -> None:
    save(sitting, 1, right(items_of(sitting)[0]))
    act("abandon", sitting, li)
    stored = Attempt.objects.get()
    assert (stored.state, stored.percent) == (State.ABANDONED, None)
    assert Response.objects.count() == 1
    assert sittings.close_overdue(now=LATER) == 0
    assert not Statement.objects.exists()


def test_a_marked_sitting_is_not_given_up(sitting: Attempt, li: User) -> None:
    assert refused("abandon", finished(sitting), li) == "finished"


def test_a_sitting_is_given_up_once(sitting: Attempt, li: User) -> None:
    act("abandon", sitting, li)
    AuditEvent.objects.all()._raw_delete("default")
    assert refused("abandon", sitting, li) == "abandoned"


def test_handing_in_for_somebody_marks_what_is_there(sitting: Attempt, li: User) -> None:
    save(sitting, 1, right(items_of(sitting)[0]))
    act("hand_in_for", sitting, li, now=NOW + minutes(10))
    stored = Attempt.objects.get()
    assert (stored.state, stored.marked) == (State.FINISHED, Decimal(1))
    assert stored.submitted_at == NOW + minutes(10)


def test_it_counts_although_the_quiz_gives_up_what_is_overdue(
    dinghai: World, wang: User, li: User
) -> None:
    dinghai.final.overdue = "abandon"
    dinghai.final.save()
    strict = sittings.start(quiz=dinghai.final, learner_id=wang.pk, enrolment=None, now=NOW)
    act("hand_in_for", strict, li, now=LATER)
    stored = Attempt.objects.get()
    assert (stored.state, stored.submitted_at) == (State.FINISHED, strict.due_at)


def test_a_closed_sitting_is_not_handed_in_again(sitting: Attempt, li: User) -> None:
    assert refused("hand_in_for", finished(sitting), li) == "not_open"


# ---- late answers


def late(attempt: Attempt, position: int, posted: object, after: int = 5) -> None:
    assert attempt.due_at
    assert save(attempt, position, posted, at=attempt.due_at + minutes(after)).late is True


def test_accepted_late_answers_change_the_mark_and_tell_the_person(
    sitting: Attempt, li: User
) -> None:
    one, two = items_of(sitting)[:2]
    save(sitting, 1, wrong_single(one))
    finished(sitting)
    late(sitting, 1, right(one))
    late(sitting, 2, right(two))
    accepted = act("accept_late", sitting, li)
    assert accepted.answers == 2
    change = MarkChange.objects.get()
    assert (change.cause, change.by, change.reason) == ("late", li, "停电了")
    stored = Attempt.objects.get()
    assert (stored.marked, stored.percent) == (Decimal(2), change.new_percent)


def test_what_was_sent_stays_and_copies_are_appended(sitting: Attempt, li: User) -> None:
    one = items_of(sitting)[0]
    finished(sitting)
    late(sitting, 1, wrong_single(one), after=5)
    late(sitting, 1, right(one), after=6)
    act("accept_late", sitting, li)
    rows = list(Response.objects.order_by("step").values_list("device", "late", "by", "payload"))
    assert [row[:3] for row in rows] == [
        ("phone", True, None),
        ("phone", True, None),
        ("staff", False, li.pk),
    ]
    assert rows[2][3] == rows[1][3], "the newest of the late ones"


def test_accepting_twice_is_refused(sitting: Attempt, li: User) -> None:
    finished(sitting)
    late(sitting, 1, right(items_of(sitting)[0]))
    act("accept_late", sitting, li)
    with pytest.raises(ActRefused) as refusal:
        act("accept_late", sitting, li)
    assert refusal.value.code == "nothing_late"
    assert Response.objects.count() == 2


def test_a_later_late_answer_can_be_accepted_after_an_earlier_one(
    sitting: Attempt, li: User
) -> None:
    one = items_of(sitting)[0]
    finished(sitting)
    late(sitting, 1, wrong_single(one), after=5)
    act("accept_late", sitting, li)
    late(sitting, 1, right(one), after=7)
    act("accept_late", sitting, li)
    assert Attempt.objects.get().marked == Decimal(1)


def test_what_she_answered_after_it_was_opened_again_is_newer(sitting: Attempt, li: User) -> None:
    one, two = items_of(sitting)[:2]
    finished(sitting)
    late(sitting, 1, wrong_single(one))
    late(sitting, 2, right(two))
    open_again = act("reopen", sitting, li, minutes=20)
    save(open_again, 1, right(one), at=LATER + minutes(1))
    accepted = act("accept_late", open_again, li)
    assert (accepted.answers, accepted.change) == (1, None)
    assert finished(open_again, at=LATER + minutes(2)).marked == Decimal(2)


def test_nothing_late_is_nothing_to_accept(sitting: Attempt, li: User) -> None:
    save(sitting, 1, right(items_of(sitting)[0]))
    assert refused("accept_late", finished(sitting), li) == "nothing_late"


def test_late_answers_of_a_sitting_that_was_given_up_wait_for_its_opening(
    sitting: Attempt, li: User
) -> None:
    late(sitting, 1, right(items_of(sitting)[0]))
    sittings.Attempt.objects.update(state=State.ABANDONED)
    assert refused("accept_late", sitting, li) == "abandoned"
