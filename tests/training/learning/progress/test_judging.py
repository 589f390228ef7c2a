"""What a set of statements means for one enrolment: the laws of completion."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st

from training.learning.progress.judging import Book, Ground, Requirement, Verdict, Window, judge

START = datetime(2026, 11, 16, tzinfo=UTC)
NAMESPACE = UUID(int=7)
MINE, OTHER = uuid5(NAMESPACE, "mine"), uuid5(NAMESPACE, "other")
LESSON, HALL, TEST, MORE, WHOLE = (
    str(uuid5(NAMESPACE, name)) for name in ("lesson", "hall", "test", "more", "whole")
)
WINDOW = Window(START, START + timedelta(days=35))
LATE = 60 * 24 * 36


def item(code: str, *ways: tuple[str, str]) -> dict[str, object]:
    return {"code": code, "ways": [{"activity": a, "how": how} for a, how in ways]}


ITEMS = [item("D1", (HALL, "attended"), (LESSON, "completed")), item("D2", (TEST, "passed"))]
FIRST = Requirement(1, START - timedelta(days=1), ITEMS)


def version(number: int, minute: int, *items: dict[str, object]) -> Requirement:
    return Requirement(number, START + timedelta(minutes=minute), items)


def told(verb: str, activity: str, minute: int = 5, number: int = 0, **more: Any) -> Ground:
    at = START + timedelta(minutes=minute)
    known: dict[str, Any] = {
        "statement_id": uuid5(NAMESPACE, f"{verb}{activity}{number}"),
        "verb": verb,
        "activity": activity,
        "effective_at": at,
        "stored_at": at,
        "registration": None,
        "completion": None,
        "context": {},
        "voids": None,
    }
    return Ground(**(known | more))


def waiver(activity: str, minute: int = 5, registration: UUID = MINE, **context: Any) -> Ground:
    return told("waived", activity, minute, registration=registration, context=context)


def ruling(activity: str, minute: int, done: bool, number: int = 0) -> Ground:
    context = {"done": done}
    return told("overridden", activity, minute, number, registration=MINE, context=context)


def voiding(of: Ground, minute: int = 99, **context: Any) -> Ground:
    return told("voided", of.activity, minute, voids=of.statement_id, context=context)


def verdict(*grounds: Ground, versions: tuple[Requirement, ...] = (FIRST,)) -> Verdict:
    return judge(versions, Book(grounds, MINE, WINDOW), whole=WHOLE)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


EVERYTHING = (told("completed", LESSON, 10), told("passed", TEST, 20))


def test_either_way_does_an_item_and_the_verdict_says_which() -> None:
    one, other = verdict(told("completed", LESSON)), verdict(told("attended", HALL))
    assert (one.done, one.by_item["D1"].how) == (("D1",), "completed")
    assert (other.done, other.by_item["D1"].how) == (("D1",), "attended")
    assert other.by_item["D1"].ids == (told("attended", HALL).statement_id,)


def test_the_first_way_counts_when_there_are_two() -> None:
    found = verdict(told("completed", LESSON, 30), told("attended", HALL, 40))
    assert (found.by_item["D1"].how, found.by_item["D1"].at) == ("completed", at(30))


def test_evidence_outside_the_credit_window_does_not_count() -> None:
    assert verdict(told("completed", LESSON, -1), told("passed", TEST, LATE)).done == ()


def test_evidence_from_before_hides_nothing_that_came_later() -> None:
    """She completed the lesson in an earlier class, and again in this one."""
    again = told("completed", LESSON, 50, number=2)
    assert verdict(told("completed", LESSON, -9000), again).by_item["D1"].at == at(50)


def test_failing_after_passing_changes_nothing() -> None:
    """cmi5: per registration no failed counts after passed, whatever arrives first."""
    after = told("failed", TEST, 60)
    for order in ((*EVERYTHING, after), (after, *EVERYTHING)):
        assert verdict(*order).satisfied_at == at(20)
    assert verdict(told("failed", TEST, 5)).done == ()


def test_a_waiver_counts_for_one_enrolment_only() -> None:
    assert verdict(waiver(TEST)).by_item["D2"].how == "waived"
    assert verdict(waiver(TEST, registration=OTHER)).done == ()


def test_a_waiver_counts_whenever_it_was_written_and_names_the_earlier_evidence() -> None:
    earlier = uuid5(NAMESPACE, "earlier")
    found = verdict(waiver(TEST, LATE, earlier=[str(earlier)]))
    assert found.by_item["D2"].at == at(LATE)
    assert found.by_item["D2"].ids[1:] == (earlier,)


def test_a_waiver_of_one_way_is_of_the_item_when_it_names_them() -> None:
    """The first way may leave the requirements: a session is replaced, its lesson stays."""
    lesson_only = Requirement(1, START, [item("D1", (LESSON, "completed"))])
    assert verdict(waiver(HALL), versions=(lesson_only,)).done == ()
    assert verdict(waiver(HALL, ways=[HALL, LESSON]), versions=(lesson_only,)).done == ("D1",)


def test_a_waiver_taken_back_counts_no_more() -> None:
    given_ = waiver(TEST)
    assert verdict(given_, voiding(given_)).done == ()


def test_a_ruling_sticks_until_another_ruling() -> None:
    no, yes = ruling(LESSON, 30, False), ruling(LESSON, 40, True, number=1)
    assert verdict(told("completed", LESSON, 10), no).done == ()
    assert verdict(no, told("completed", LESSON, 50)).done == ()
    assert verdict(no, yes).by_item["D1"].how == "overridden"
    assert verdict(told("completed", LESSON, 10), no, voiding(no)).done == ("D1",)
    assert verdict(no).denied["D1"] == no


def test_the_office_may_give_and_withdraw_the_whole_verdict() -> None:
    give, withdraw = ruling(WHOLE, 30, True), ruling(WHOLE, 40, False, number=1)
    assert (verdict(give).satisfied_at, verdict(give).done) == (at(30), ())
    assert verdict(give, withdraw).satisfied_at is None
    assert verdict(*EVERYTHING, withdraw).satisfied_at is None
    assert verdict(*EVERYTHING, withdraw, voiding(withdraw)).satisfied_at == at(20)
    assert verdict(*EVERYTHING, give).satisfied_at == at(20)


def test_a_pass_below_the_mark_after_a_regrade_stays_with_a_note() -> None:
    first = told("passed", TEST, 20)
    again = told("passed", TEST, 20, number=2, context={"pass_kept": True}, stored_at=at(500))
    found = verdict(told("completed", LESSON, 10), first, voiding(first), again)
    assert found.satisfied_at == at(20)
    assert found.by_item["D2"].kept == again


def test_a_pass_withdrawn_by_a_regrade_is_gone_and_the_verdict_says_so() -> None:
    passed = told("passed", TEST, 20)
    gone = voiding(passed)
    found = verdict(told("completed", LESSON, 10), passed, gone, told("failed", TEST, 20))
    assert (found.satisfied_at, found.done, found.lost) == (None, ("D1",), {"D2": gone})


def test_a_lesson_added_later_does_not_take_back_an_earlier_verdict() -> None:
    more = version(2, 60 * 24 * 3, *ITEMS, item("D3", (MORE, "completed")))
    found = verdict(*EVERYTHING, versions=(FIRST, more))
    assert (found.satisfied_at, found.satisfied_version) == (at(20), 1)
    assert (len(found.done), found.required, found.number) == (2, 3, 2)


def test_a_verdict_not_reached_before_the_change_needs_the_new_item() -> None:
    more = version(2, 15, *ITEMS, item("D3", (MORE, "completed")))
    assert verdict(*EVERYTHING, versions=(FIRST, more)).satisfied_at is None


def test_an_item_taken_out_of_the_requirements_is_no_longer_missed() -> None:
    fewer = version(2, 60 * 24 * 2, ITEMS[0])
    found = verdict(told("completed", LESSON, 10), versions=(FIRST, fewer))
    assert (found.done, found.required) == (("D1",), 1)
    assert found.satisfied_at == START + timedelta(days=2)


def test_nothing_required_is_not_satisfied_until_the_office_says_so() -> None:
    nothing = Requirement(1, START, [])
    found = verdict(versions=(nothing,))
    assert (found.required, found.done, found.satisfied_at) == (0, (), None)
    assert verdict(ruling(WHOLE, 30, True), versions=(nothing,)).satisfied_at == at(30)


ACTIVITIES = [LESSON, HALL, TEST, MORE]
evidence = st.builds(
    told,
    verb=st.sampled_from(["attended", "completed", "passed", "failed", "assessed"]),
    activity=st.sampled_from(ACTIVITIES),
    minute=st.integers(-3000, LATE + 100),
    number=st.integers(0, 3),
)
acts = st.one_of(
    st.builds(
        waiver,
        activity=st.sampled_from(ACTIVITIES),
        minute=st.integers(0, LATE),
        registration=st.sampled_from([MINE, OTHER]),
    ),
    st.builds(
        ruling,
        activity=st.sampled_from([*ACTIVITIES, WHOLE]),
        minute=st.integers(0, LATE),
        done=st.booleans(),
        number=st.integers(0, 3),
    ),
)
logs = st.lists(evidence | acts, max_size=14, unique_by=lambda ground: ground.statement_id)
changes = st.lists(
    st.tuples(st.integers(0, LATE), st.sets(st.integers(0, 2))),
    max_size=3,
    unique_by=lambda v: v[0],
)
POOL = [*ITEMS, item("D3", (MORE, "completed"))]


def versions_of(changed: list[tuple[int, set[int]]]) -> tuple[Requirement, ...]:
    later = [
        version(number, minute, *(POOL[index] for index in sorted(chosen)))
        for number, (minute, chosen) in enumerate(sorted(changed, key=lambda v: v[0]), start=2)
    ]
    return (FIRST, *later)


@settings(max_examples=60, deadline=None)
@given(logs, changes, st.data())
def test_no_share_outside_what_is_required_and_no_order_matters(
    log: list[Ground], changed: list[tuple[int, set[int]]], data: st.DataObject
) -> None:
    versions = versions_of(changed)
    voided: bool = data.draw(st.booleans())
    if log and voided:
        log.append(voiding(data.draw(st.sampled_from(log))))
    found = verdict(*log, versions=versions)
    assert 0 <= len(found.done) <= found.required == len(versions[-1].items)
    assert set(found.done) == set(found.by_item) <= {i["code"] for i in versions[-1].items}
    shuffled = data.draw(st.permutations([*log, *log[:3]]))
    assert verdict(*shuffled, versions=versions) == found


@settings(max_examples=60, deadline=None)
@given(logs, changes, changes)
def test_a_later_requirement_version_never_takes_a_verdict_back(
    log: list[Ground], changed: list[tuple[int, set[int]]], later: list[tuple[int, set[int]]]
) -> None:
    versions = versions_of(changed)
    before = verdict(*log, versions=versions)
    newest = max([versions[-1].valid_from, *(ground.effective_at for ground in log)], default=START)
    after = tuple(
        Requirement(versions[-1].number + n, newest + timedelta(minutes=n), version.items)
        for n, version in enumerate(versions_of(later)[1:], start=1)
    )
    found = verdict(*log, versions=(*versions, *after))
    if before.satisfied_at:
        assert found.satisfied_at == before.satisfied_at
        assert found.satisfied_version == before.satisfied_version


@settings(max_examples=60, deadline=None)
@given(logs, st.randoms(use_true_random=False))
def test_more_evidence_never_takes_anything_back(log: list[Ground], rng: random.Random) -> None:
    own = [ground for ground in log if ground.verb != "overridden"]
    some = rng.sample(own, k=rng.randint(0, len(own)))
    assert set(verdict(*some).done) <= set(verdict(*own).done)
