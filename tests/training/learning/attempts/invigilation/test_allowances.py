"""Other times and tries for one person or a part of a class, and what they do to open sittings."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import World
from tests.training.learning.attempts.invigilation.conftest import NOW
from tests.training.learning.attempts.invigilation.test_list import deputy, sits
from tests.training.learning.attempts.sitting import begin
from training.cohorts.models import Enrolment
from training.learning.attempts.invigilation import services
from training.learning.attempts.invigilation.allowing import Moved, Part, allow, allow_group
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.models import Allowance, Attempt, GroupAllowance
from training.learning.attempts.opening import Limits, limits_for
from training.people.models import AuditEvent, Organisation, User

pytestmark = pytest.mark.db
MINUTE = timedelta(minutes=1)


def for_person(world: World, learner: User, by: User, **limits: object) -> list[Moved]:
    return allow(
        quiz=world.final,
        learner_id=learner.pk,
        limits=Limits(**limits),
        by=by,
        reason="眼疾",
        now=NOW + 5 * MINUTE,
    )


def for_part(world: World, by: User, unit: Organisation | None = None, **limits: object) -> list:
    return allow_group(
        quiz=world.final,
        part=Part(world.cohort, unit),
        limits=Limits(**limits),
        by=by,
        reason="停电",
        now=NOW + 5 * MINUTE,
    )


def due(attempt: Attempt) -> timedelta | None:
    """How long after the beginning a sitting ends."""
    ends = Attempt.objects.get(pk=attempt.pk).due_at
    return ends - NOW if ends else None


# ---- what they do to open sittings


def test_a_persons_longer_limit_moves_her_open_sitting(
    dinghai: World, sitting: Attempt, wang: User, li: User
) -> None:
    (moved,) = for_person(dinghai, wang, li, time_limit=90)
    assert (moved.attempt.pk, moved.before) == (sitting.pk, sitting.due_at)
    assert due(sitting) == 90 * MINUTE


def test_who_took_more_time_at_the_beginning_keeps_it_on_top(
    dinghai: World, wang: User, li: User
) -> None:
    sitting = begin(dinghai.final, wang, more_time=True)
    assert due(sitting) == 68 * MINUTE
    for_person(dinghai, wang, li, time_limit=90)
    assert due(sitting) == 135 * MINUTE


def test_the_deadline_is_the_limit_or_the_closing_whichever_is_first(
    dinghai: World, sitting: Attempt, wang: User, li: User
) -> None:
    for_person(dinghai, wang, li, time_limit=90, closes_at=NOW + 70 * MINUTE)
    assert due(sitting) == 70 * MINUTE


def test_other_people_keep_their_deadline(
    dinghai: World, sitting: Attempt, wang: User, li: User
) -> None:
    other = sits(dinghai, deputy(dinghai, "钱一"))
    for_person(dinghai, wang, li, time_limit=90)
    assert due(other) == 45 * MINUTE


def test_a_townships_exception_reaches_its_people_only(
    dinghai: World, sitting: Attempt, li: User
) -> None:
    township = dinghai.congress.organisations.get(kind=Organisation.Kind.TOWNSHIP)
    there = sits(dinghai, deputy(dinghai, "钱一", Organisation.Kind.TOWNSHIP))
    for_part(dinghai, li, township, time_limit=60)
    assert (due(there), due(sitting)) == (60 * MINUTE, 45 * MINUTE)


def test_a_groups_and_a_class_exception_reach_theirs(
    dinghai: World, sitting: Attempt, li: User
) -> None:
    for_part(dinghai, li, dinghai.group, time_limit=50)
    assert due(sitting) == 50 * MINUTE
    for_part(dinghai, li, time_limit=80)
    assert due(sitting) == 50 * MINUTE, "the group is nearer than the class"


def test_the_persons_own_exception_stays_nearer(
    dinghai: World, sitting: Attempt, wang: User, li: User
) -> None:
    for_person(dinghai, wang, li, time_limit=60)
    for_part(dinghai, li, time_limit=90)
    assert due(sitting) == 60 * MINUTE


def test_taking_back_is_a_newer_empty_row(
    dinghai: World, sitting: Attempt, wang: User, wangs_enrolment: Enrolment, li: User
) -> None:
    for_person(dinghai, wang, li, time_limit=60, attempts_allowed=3)
    for_person(dinghai, wang, li)
    assert Allowance.objects.count() == 2
    assert limits_for(dinghai.final, wang.pk, wangs_enrolment) == Limits(time_limit=45)
    assert due(sitting) == 45 * MINUTE


def test_time_that_staff_gave_by_hand_is_never_taken_away(
    dinghai: World, sitting: Attempt, wang: User, li: User
) -> None:
    services.extend(attempt=sitting, by=li, reason="停电", now=NOW, minutes=40)
    assert for_person(dinghai, wang, li, time_limit=60) == []
    assert due(sitting) == 85 * MINUTE
    for_person(dinghai, wang, li, time_limit=100)
    assert due(sitting) == 100 * MINUTE


def test_taking_time_back_ends_nothing_in_the_past(
    dinghai: World, sitting: Attempt, wang: User, li: User
) -> None:
    for_person(dinghai, wang, li, time_limit=90)
    late = {"now": NOW + 60 * MINUTE, "reason": "误设", "by": li}
    allow(quiz=dinghai.final, learner_id=wang.pk, limits=Limits(), **late)
    assert due(sitting) == 60 * MINUTE


def test_tries_alone_move_nothing(dinghai: World, sitting: Attempt, wang: User, li: User) -> None:
    assert for_person(dinghai, wang, li, attempts_allowed=3) == []
    assert due(sitting) == 45 * MINUTE


def test_a_paper_sitting_being_keyed_has_no_deadline_to_move(
    dinghai: World, sitting: Attempt, li: User
) -> None:
    Attempt.objects.update(keyed_by=li, due_at=None)
    assert for_part(dinghai, li, time_limit=60) == []
    assert due(sitting) is None


# ---- refusals


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"opens_at": NOW, "closes_at": NOW}, "closes_before_opening"),
        ({"time_limit": 0}, "zero"),
        ({"attempts_allowed": 0}, "zero"),
    ],
)
def test_times_that_make_no_sense_are_refused(
    dinghai: World, wang: User, li: User, limits: dict, code: str
) -> None:
    for set_one in (
        lambda: for_person(dinghai, wang, li, **limits),
        lambda: for_part(dinghai, li, **limits),
    ):
        with pytest.raises(ActRefused) as refusal:
            set_one()
        assert refusal.value.code == code
    assert not Allowance.objects.exists()
    assert not GroupAllowance.objects.exists()


def test_the_closing_is_checked_against_the_quizs_own_opening(
    dinghai: World, wang: User, li: User
) -> None:
    dinghai.final.opens_at = NOW
    with pytest.raises(ActRefused):
        for_person(dinghai, wang, li, closes_at=NOW - MINUTE)


def test_it_is_noted_who_was_given_what_and_why(
    dinghai: World, sitting: Attempt, wang: User, li: User
) -> None:
    for_person(dinghai, wang, li, time_limit=90)
    event = AuditEvent.objects.get(action="sitting.allowed")
    assert (event.actor, event.detail["reason"], event.detail["learner"]) == (
        li,
        "眼疾",
        str(wang.pk),
    )
    assert event.detail["moved"] == [str(sitting.pk)]


# ---- pages


@pytest.fixture
def at(dinghai: World) -> dict[str, str]:
    """The pages' addresses."""
    return {
        name: reverse(f"sittings:{name}", args=[dinghai.final.uuid])
        for name in ("allowances", "allow", "take_back")
    }


def test_setting_changing_and_taking_back_through_the_pages(
    as_li: Client, at: dict[str, str], dinghai: World, wangs_enrolment: Enrolment
) -> None:
    to = f"person-{wangs_enrolment.pk}"
    assert f'value="{to}"' in as_li.get(at["allowances"]).content.decode()
    posted = {"to": to, "time_limit": "60", "attempts_allowed": "2", "reason": "眼疾"}
    said = as_li.post(at["allow"], posted, follow=True).content.decode()
    assert "例外已定好。" in said
    assert "限时 60 分钟 · 最多 2 次" in said
    again = as_li.get(at["allow"], {"to": to}).content.decode()
    assert 'value="60"' in again
    as_li.post(at["take_back"], {"to": to, "reason": "好了"})
    page = as_li.get(at["allowances"]).content.decode()
    assert "没有例外，所有人都照测验本身的时间和次数。" in page
    assert page.count("眼疾") == 1, "what was said stays in the history"
    assert limits_for(dinghai.final, wangs_enrolment.learner_id, wangs_enrolment).time_limit == 45


def test_for_a_township_with_times(
    as_li: Client, at: dict[str, str], dinghai: World, sitting: Attempt
) -> None:
    to = f"unit-{dinghai.cohort.pk}-{dinghai.unit.pk}"
    posted = {"to": to, "closes_at": "2150-01-01T10:00", "reason": "台风"}
    said = as_li.post(at["allow"], posted, follow=True).content.decode()
    assert "2150-01-01 10:00 关闭" in said
    assert GroupAllowance.objects.get().unit == dinghai.unit


def test_a_form_that_sets_nothing_or_gives_no_reason_is_shown_again(
    as_li: Client, at: dict[str, str], dinghai: World
) -> None:
    to = f"class-{dinghai.cohort.pk}"
    assert "至少填一项" in as_li.post(at["allow"], {"to": to, "reason": "x"}).content.decode()
    assert as_li.post(at["allow"], {"to": to, "time_limit": "9"}).status_code == 200
    assert as_li.post(at["take_back"], {"to": to}).status_code == 200
    assert not GroupAllowance.objects.exists()


@pytest.mark.parametrize(
    "to", ["", "person-1", "person-x", "class-0", "unit-1-", "unit-{cohort}-0", "unit-{cohort}-x"]
)
def test_nobody_is_not_found(as_li: Client, at: dict[str, str], dinghai: World, to: str) -> None:
    named = to.format(cohort=dinghai.cohort.pk)
    assert as_li.get(at["allow"], {"to": named}).status_code == 404


def test_people_and_classes_of_another_congress_are_not_found(
    as_li: Client, as_qian: Client, at: dict[str, str], elsewhere: World, zhao: User
) -> None:
    place = Enrolment.objects.get(learner=zhao)
    for to in (f"person-{place.pk}", f"class-{elsewhere.cohort.pk}"):
        posted = {"to": to, "time_limit": "60", "reason": "x"}
        assert as_li.post(at["allow"], posted).status_code == 404
    assert all(as_qian.get(address).status_code == 404 for address in at.values())
    assert not Allowance.objects.exists()


def test_the_page_takes_the_same_number_of_queries_however_many_there_are(
    as_li: Client, at: dict[str, str], dinghai: World, wang: User, li: User
) -> None:
    for_person(dinghai, wang, li, time_limit=60)
    as_li.get(at["allowances"])
    with at_most(22):
        as_li.get(at["allowances"])
    for n in range(3):
        for_person(dinghai, deputy(dinghai, f"钱{n}").learner, li, time_limit=60)
    with at_most(22):
        as_li.get(at["allowances"])
