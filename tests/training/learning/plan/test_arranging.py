"""From what is missing to the items of a plan: tiers, what stays, order, days."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from training.learning.mastery.adaptive import Word
from training.learning.plan.arranging import Arranged, Kept, Offer, Question, arrange, serving
from training.learning.plan.models import PlanItem
from training.learning.plan.ordering import Calendar

Kind = PlanItem.Kind
MONDAY = date(2026, 11, 16)
WEDNESDAY = MONDAY + timedelta(days=2)
CALENDAR = Calendar(WEDNESDAY, MONDAY, MONDAY + timedelta(days=4))
LEARN, REVIEW = Word.LEARN, Word.REVIEW


def key(name: str) -> UUID:
    return UUID(bytes=name.encode().ljust(16))


def offer(name: str, kind: str, points: str, minutes: int = 8, **extra: Any) -> Offer:
    return Offer(key(name), kind, frozenset(points), minutes, **extra)


def names(plan: Arranged) -> list[str]:
    return [placed.offer.activity.bytes.strip().decode() for placed in plan.items]


LESSON = offer("lesson a", Kind.LESSON, "ab")
CASE = offer("case a", Kind.CASE, "a", 6)
CHECK = offer("check a", Kind.CHECK, "a", 4)


def asked(missing: dict[str, Word], *offers: Offer, **extra: Any) -> Question:
    given = {"points": "abcdef", "calendar": CALENDAR, **extra}
    return Question(missing=missing, offers=offers, **given)


def test_what_was_never_learned_wants_a_lesson_although_a_check_is_shorter() -> None:
    assert names(arrange(asked({"a": LEARN}, LESSON, CASE, CHECK))) == ["lesson a"]


def test_what_was_half_forgotten_takes_what_is_shortest() -> None:
    assert names(arrange(asked({"a": REVIEW}, LESSON, CASE, CHECK))) == ["check a"]


def test_one_lesson_serves_for_both_of_its_points() -> None:
    other = offer("lesson b", Kind.LESSON, "b")
    plan = arrange(asked({"a": LEARN, "b": LEARN}, other, LESSON, CHECK))
    assert names(plan) == ["lesson a"]
    assert plan.items[0].points == ("a", "b")


def test_a_lesson_already_done_gives_way_to_a_case_and_then_to_a_check() -> None:
    done = replace(LESSON, done=True)
    assert names(arrange(asked({"a": LEARN}, done, CASE, CHECK))) == ["case a"]
    assert names(arrange(asked({"a": LEARN}, done, replace(CASE, done=True), CHECK))) == ["check a"]
    assert arrange(asked({"a": LEARN}, done)).uncovered == ("a",)


def test_a_lesson_that_is_shut_is_taken_for_want_of_an_open_one() -> None:
    shut = replace(LESSON, opens_on=WEDNESDAY + timedelta(days=1))
    open_one = offer("lesson x", Kind.LESSON, "a", 20)
    assert names(arrange(asked({"a": LEARN}, shut, open_one))) == ["lesson x"]
    plan = arrange(asked({"a": LEARN}, shut, CHECK))
    assert names(plan) == ["lesson a"]
    assert plan.items[0].due_on == shut.opens_on


def test_what_has_to_be_done_anyway_is_preferred() -> None:
    required = offer("lesson r", Kind.LESSON, "a", 30, required=True)
    assert names(arrange(asked({"a": LEARN}, LESSON, required))) == ["lesson r"]


def test_what_asks_for_her_knowledge_beforehand_comes_before_all_learning() -> None:
    placement = offer("placement", Kind.QUIZ, "", required=True, leads=True)
    early = offer("early", Kind.QUIZ, "", required=True)
    due = [placement.activity, early.activity]
    plan = arrange(asked({"a": LEARN}, LESSON, placement, early, overdue=due))
    assert names(plan) == ["placement", "lesson a", "early"]


def test_a_point_without_anything_is_named() -> None:
    assert arrange(asked({"a": LEARN, "f": LEARN}, LESSON)).uncovered == ("f",)


def test_a_lesson_brings_the_one_it_asks_for_and_comes_after_it() -> None:
    asks = replace(LESSON, firsts=frozenset({key("first")}))
    plan = arrange(asked({"a": LEARN}, asks, offer("first", Kind.LESSON, "z")))
    assert names(plan) == ["first", "lesson a"]
    assert plan.items[0].for_others == {asks.activity}
    assert not plan.items[0].points


def test_points_that_build_upon_others_come_later_even_by_way_of_a_third() -> None:
    offers = [offer(f"lesson {p}", Kind.LESSON, p) for p in "abc"]
    missing = {"a": LEARN, "c": LEARN}
    plan = arrange(asked(missing, *offers, before={"a": ["b"], "b": ["c"]}))
    assert names(plan) == ["lesson c", "lesson a"]


def test_the_class_timetable_gives_the_day() -> None:
    friday = MONDAY + timedelta(days=4)
    taught = replace(LESSON, taught_on=friday, required=True)
    other = offer("lesson f", Kind.LESSON, "f")
    plan = arrange(asked({"a": LEARN, "f": LEARN}, taught, other))
    assert [(n, p.due_on) for n, p in zip(names(plan), plan.items, strict=True)] == [
        ("lesson f", WEDNESDAY),
        ("lesson a", friday),
    ]


def test_what_stands_stays_although_something_shorter_came() -> None:
    standing = {LESSON.activity: Kept(0, WEDNESDAY, frozenset("a"))}
    short = offer("lesson s", Kind.LESSON, "a", 1)
    assert names(arrange(asked({"a": LEARN}, LESSON, short, standing=standing))) == ["lesson a"]
    assert names(arrange(asked({"a": LEARN}, LESSON, short))) == ["lesson s"]


def test_what_stands_goes_when_it_serves_for_nothing_any_more() -> None:
    standing = {LESSON.activity: Kept(0, WEDNESDAY, frozenset("a"))}
    assert names(arrange(asked({}, LESSON, standing=standing))) == []


def test_what_she_began_stays_whatever_happens() -> None:
    kept = {LESSON.activity: Kept(0, None, frozenset("a"))}
    assert names(arrange(asked({}, LESSON, kept=kept))) == ["lesson a"]


def test_a_new_item_leaves_the_order_of_the_others_as_it_was() -> None:
    offers = [offer(f"lesson {p}", Kind.LESSON, p) for p in "abc"]
    standing = {
        key("lesson c"): Kept(0, WEDNESDAY, frozenset("c")),
        key("lesson b"): Kept(1, WEDNESDAY, frozenset("b")),
    }
    plan = arrange(asked(dict.fromkeys("abc", LEARN), *offers, standing=standing))
    assert names(plan) == ["lesson c", "lesson b", "lesson a"]


POINTS = "abcdef"
OFFERS = st.lists(
    st.builds(
        lambda kind, points, minutes, done: (kind, "".join(sorted(points)), minutes, done),
        st.sampled_from(list(Kind)),
        st.sets(st.sampled_from(POINTS), min_size=1, max_size=3),
        st.integers(1, 20),
        st.booleans(),
    ),
    max_size=10,
).map(
    lambda rows: [
        offer(f"{n:02d}", kind, points, minutes, done=done)
        for n, (kind, points, minutes, done) in enumerate(rows)
    ]
)
MISSING = st.dictionaries(st.sampled_from(POINTS), st.sampled_from([LEARN, REVIEW]))


@settings(max_examples=60)
@given(MISSING, OFFERS)
def test_a_plan_covers_all_that_can_be_covered_and_proposing_again_changes_nothing(
    missing: dict[str, Word], offers: list[Offer]
) -> None:
    question = asked(missing, *offers)
    plan = arrange(question)
    serves = serving(missing, offers)
    planned = {placed.offer.activity for placed in plan.items}
    assert all(fit & planned for fit in serves.values())
    assert set(plan.uncovered) == set(missing) - set(serves)
    assert arrange(question) == plan
    standing = {
        placed.offer.activity: Kept(placed.position, placed.due_on, frozenset(placed.points))
        for placed in plan.items
    }
    again = arrange(replace(question, standing=standing))
    assert names(again) == names(plan)
    assert [placed.due_on for placed in again.items] == [placed.due_on for placed in plan.items]
