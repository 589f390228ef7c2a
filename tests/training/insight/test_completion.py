"""The query object: who is counted, as what, and at what cost."""

import pytest

from tests.counting import at_most
from tests.factories import world as making
from tests.factories.world import World, moment
from tests.training.insight.conftest import NOW, Class, tell
from training.cohorts.models import Cohort
from training.cohorts.services import CohortPlan, open_cohort
from training.insight.definitions import State
from training.insight.selectors import Filters, Tally, completion, newest_begun
from training.learning.evidence import Verb
from training.people.access import Scope
from training.people.models import Membership, User

pytestmark = pytest.mark.db


def counted(klass: Class, **asked):
    scope = Scope(klass.world.congress, asked.pop("units", None))
    return completion(scope=scope, cohort=klass.world.cohort, now=NOW, filters=Filters(**asked))


def state(klass: Class, user: User) -> State:
    rows = counted(klass, learner_id=user.pk).people
    return rows[0].state


def test_everybody_enrolled_and_not_withdrawn_should_attend(klass: Class) -> None:
    found = counted(klass)
    assert found.total == Tally(
        should=5, finished=1, on_track=1, behind=1, not_started=2, done=6, required=15
    )
    assert klass.withdrawn.pk not in {row.learner_id for row in found.people}


def test_the_disabled_still_count_and_are_told_apart(klass: Class) -> None:
    row = counted(klass, learner_id=klass.disabled.pk).people[0]
    assert (row.active, row.account_words) == (False, "已停用")


def test_states(klass: Class) -> None:
    assert state(klass, klass.finished) == State.FINISHED
    assert state(klass, klass.on_track) == State.ON_TRACK
    assert state(klass, klass.behind) == State.BEHIND
    assert state(klass, klass.not_started) == State.NOT_STARTED


def test_opening_a_lesson_is_a_start_although_nothing_is_done(klass: Class) -> None:
    lesson = klass.world.lesson.activity_uuid
    tell(klass.not_started, Verb.PROGRESSED, lesson, moment(1, 12))
    row = counted(klass, learner_id=klass.not_started.pk).people[0]
    assert (row.state, row.last_at) == (State.BEHIND, moment(1, 12))


def test_what_was_learned_before_enrolling_is_no_start(klass: Class) -> None:
    lesson = klass.world.lesson.activity_uuid
    tell(klass.not_started, Verb.PROGRESSED, lesson, moment(-5, 12))
    row = counted(klass, learner_id=klass.not_started.pk).people[0]
    assert (row.state, row.last_at) == (State.NOT_STARTED, None)


def test_missing_items_are_named_in_the_order_of_the_timetable(klass: Class) -> None:
    row = counted(klass, learner_id=klass.behind.pk).people[0]
    assert row.missing_words == "D1-0 单元 D1-0；D2-1 单元 D2-1"
    assert (row.done, row.required) == (1, 3)


def test_a_held_clock_decides_what_is_due(klass: Class) -> None:
    klass.world.cohort.clock_held_at = moment(1, 8)
    assert state(klass, klass.behind) == State.ON_TRACK


def test_by_township_shows_also_those_that_sent_nobody(klass: Class) -> None:
    lines = {line.name: line.tally for line in counted(klass).units}
    assert lines["昌国街道"] == Tally(2, 1, 1, 0, 0, 5, 6)
    assert lines["金塘镇"] == Tally(3, 0, 0, 1, 2, 1, 9)
    assert lines["盐仓街道"] == Tally()
    assert lines["盐仓街道"].share is None


def test_by_group_puts_the_ungrouped_last(klass: Class) -> None:
    lines = counted(klass).groups
    assert lines[-1].name == "未分组"
    assert {line.name: line.tally.should for line in lines} == {
        "政法组": 2,
        "农业组": 2,
        "未分组": 1,
    }


def test_by_kind_of_term(klass: Class) -> None:
    found = {line.name: line.tally.should for line in counted(klass).first_terms}
    assert found == {"初任": 3, "连任": 1, "未填写": 1}


def test_every_split_adds_up_to_the_total(klass: Class) -> None:
    found = counted(klass)
    for lines in (found.units, found.groups, found.first_terms):
        for figure in vars(found.total):
            total = sum(getattr(line.tally, figure) for line in lines)
            assert total == getattr(found.total, figure)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"first_term": "yes"}, {"王代表", "陈主任", "钱代表"}),
        ({"first_term": "unknown"}, {"周代表"}),
        ({"group": 0}, {"周代表"}),
        ({"state": "behind"}, {"孙代表"}),
        ({"state": "notstarted", "first_term": "yes"}, {"钱代表"}),
    ],
)
def test_filters_narrow(klass: Class, asked, names) -> None:
    assert {row.name for row in counted(klass, **asked).people} == names


def test_a_directors_scope_hides_the_rest_even_of_the_sums(klass: Class) -> None:
    found = counted(klass, units=frozenset({klass.world.unit.pk}))
    assert found.total.should == 2
    assert [line.name for line in found.units] == ["昌国街道"]


def test_an_empty_class_divides_by_nobody(dinghai: World) -> None:
    found = completion(scope=Scope(dinghai.congress), cohort=dinghai.cohort, now=NOW)
    assert (found.total, found.total.share, found.groups) == (Tally(), None, ())


def test_a_class_of_one(dinghai: World, wang: User) -> None:
    found = completion(scope=Scope(dinghai.congress), cohort=dinghai.cohort, now=NOW)
    assert (found.total.should, found.total.share) == (1, 0)


def test_a_programme_without_requirements_is_no_error(klass: Class) -> None:
    klass.world.programme.requirements.all().delete()
    found = counted(klass)
    assert (found.items, found.total.required, found.total.behind) == ((), 0, 0)


def test_five_queries_however_many_people_there_are(klass: Class) -> None:
    with at_most(5):
        few = counted(klass)
        assert (len(few.units), len(few.groups), len(few.people)) == (3, 3, 5)
    for number in range(12):
        user = making.person(f"m{number}", f"学员{number}", klass.jintang, Membership.Role.DEPUTY)
        klass.world.enrol(user)
    with at_most(5):
        many = counted(klass)
        assert (len(many.units), len(many.groups), len(many.people)) == (3, 3, 17)


def test_the_class_shown_unasked_is_the_newest_that_has_begun(dinghai: World) -> None:
    coming = open_cohort(
        congress=dinghai.congress,
        programme=dinghai.programme,
        plan=CohortPlan("next", "第二期", "", dinghai.cohort.starts_on),
        now=NOW,
    )
    coming.starts_on = dinghai.cohort.starts_on.replace(year=2027)
    coming.save()
    found = list(Cohort.objects.filter(congress=dinghai.congress))
    assert newest_begun(found, dinghai.cohort.starts_on) == dinghai.cohort
    assert newest_begun([coming], dinghai.cohort.starts_on) == coming
    assert newest_begun([], dinghai.cohort.starts_on) is None
