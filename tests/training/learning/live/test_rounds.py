"""The life of a round: prepared, open, closed, revealed, and what is refused on the way."""

import pytest
from django.utils import timezone

from courses.models import Question
from tests.factories import questions
from tests.factories.live import NOW, ballot_body, crowd, opened, prepared, say, shut
from tests.factories.world import World
from training.learning.live import asking, selectors, services
from training.learning.live.errors import LiveRefused
from training.learning.live.models import LiveRound
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db
State = LiveRound.State


def code_of(act: object) -> str:
    """Why it was refused."""
    with pytest.raises(LiveRefused) as refused:
        act()  # type: ignore[operator]
    return refused.value.code


def test_a_round_goes_forward_only_and_every_step_is_audited(dinghai: World, li: User) -> None:
    live = prepared(dinghai)
    assert code_of(lambda: services.close(live=live, by=li, now=NOW)) == "is_prepared"
    live = services.open_round(live=live, by=li, now=NOW)
    assert (live.state, live.number in range(1000, 10_000)) == (State.OPEN, True)
    assert code_of(lambda: services.reveal(live=live, by=li, now=NOW)) == "is_open"
    live = services.close(live=live, by=li, now=NOW)
    assert code_of(lambda: services.open_round(live=live, by=li, now=NOW)) == "is_closed"
    live = services.reveal(live=live, by=li, now=NOW)
    assert live.state == State.REVEALED
    acts = AuditEvent.objects.filter(target=str(live.uuid)).order_by("pk")
    assert [event.action for event in acts] == [
        "live.prepared",
        "live.opened",
        "live.closed",
        "live.revealed",
    ]


def test_each_step_twice_changes_nothing(dinghai: World, li: User) -> None:
    live = opened(dinghai)
    before = services.open_round(live=live, by=li, now=timezone.now())
    assert (before.opened_at, before.number) == (NOW, live.number)
    closed = services.close(live=live, by=li, now=NOW)
    assert services.close(live=live, by=li, now=timezone.now()).closed_at == closed.closed_at
    services.reveal(live=live, by=li, now=NOW)
    assert services.reveal(live=live, by=li, now=timezone.now()).revealed_at == NOW


def test_one_round_of_a_class_is_open_at_a_time(dinghai: World, elsewhere: World) -> None:
    opened(dinghai)
    second = prepared(dinghai)
    act = lambda: services.open_round(live=second, by=None, now=NOW)  # noqa: E731
    assert code_of(act) == "another"
    assert opened(elsewhere).state == State.OPEN


def test_what_was_announced_can_no_longer_be_changed_or_thrown_away(
    dinghai: World, li: User
) -> None:
    live = opened(dinghai, named=False)
    wish = services.Wish(dinghai.cohort, "poll", "另一个问题？", live.body, named=True)
    assert code_of(lambda: services.revise(live=live, wish=wish, by=li, now=NOW)) == "is_open"
    assert code_of(lambda: services.discard(live=live, by=li, now=NOW)) == "is_open"
    draft = prepared(dinghai)
    assert services.revise(live=draft, wish=wish, by=li, now=NOW).named
    services.discard(live=draft, by=li, now=NOW)
    assert list(LiveRound.objects.all()) == [live]


def test_only_practice_questions_come_onto_the_wall(dinghai: World) -> None:
    examination = dinghai.questions[0].live_version
    assert code_of(lambda: prepared(dinghai, "question", version=examination)) == "not_practice"
    asked = questions.single(dinghai.root, "P9", use=Question.Use.PRACTICE)
    live = prepared(dinghai, "question", version=asked.live_version)
    Question.objects.non_polymorphic().filter(pk=asked.pk).update(retired_at=NOW)
    assert code_of(lambda: services.open_round(live=live, by=None, now=NOW)) == "withdrawn"
    assert asked not in selectors.found_questions(dinghai.cohort, "")


def test_another_congress_does_not_find_our_questions(dinghai: World, elsewhere: World) -> None:
    ours = questions.single(dinghai.root, "P9", use=Question.Use.PRACTICE)
    assert [one.pk for one in selectors.found_questions(dinghai.cohort, "选哪个")] == [ours.pk]
    assert selectors.found_questions(elsewhere.cohort, "") == []


def test_figures_of_an_anonymous_round_are_never_shown_while_people_answer(dinghai: World) -> None:
    assert not prepared(dinghai, named=False, shows_live=True).shows_live
    assert prepared(dinghai, named=True, shows_live=True).shows_live


def test_the_tied_projects_are_voted_on_again_for_the_seats_that_are_left(
    dinghai: World, li: User
) -> None:
    live = opened(dinghai, "ballot", body=ballot_body(4, 2))
    for who, chosen in zip(crowd(dinghai, 5), ("12", "12", "13", "13", "1"), strict=True):
        say(live, who, *chosen)
    shut(live)
    second = services.again(live=LiveRound.objects.get(pk=live.pk), by=li, now=NOW)
    assert [option["text"] for option in second.body["options"]] == ["项目2", "项目3"]
    assert (second.body["seats"], second.ask) == (1, "再次投票：您怎么看？")


def test_the_rules_of_a_ballot_are_announced_in_words(dinghai: World) -> None:
    body = ballot_body(14, 11, majority="all")
    told = asking.rules_of(prepared(dinghai, "ballot", body=body))
    assert told[0] == "14 项里最多赞成 11 项；超过的，整张是废票；可以少勾。"
    assert "超过本班全体人数一半" in told[2]
    assert "以当次大会通过的票决办法为准" in told[4]
    assert told[5].startswith("不记名")


def test_a_session_of_another_class_is_refused(dinghai: World, elsewhere: World) -> None:
    foreign = elsewhere.cohort.timetable.first()
    assert code_of(lambda: prepared(dinghai, scheduled=foreign)) == "foreign_session"


def test_only_written_words_get_onto_the_wall_and_only_when_let(dinghai: World, li: User) -> None:
    live = opened(dinghai, "words")
    for who, typed in zip(
        crowd(dinghai, 5), ("民生", "民生", "民 生", "督办", "ＡＢ"), strict=True
    ):
        say(live, who, words=typed)
    live = services.close(live=live, by=li, now=NOW)
    assert selectors.result_of(live, on_wall=True).words == ()
    services.rule_on_words(live=live, shown=["民生", "没有人写的"], by=li, now=NOW)
    shown = selectors.result_of(live, on_wall=True).words
    assert [(one.group.text, one.group.count) for one in shown] == [("民生", 2)]
    services.rule_on_words(live=live, shown=[], by=li, now=NOW)
    assert selectors.result_of(live, on_wall=True).words == ()
    assert len(selectors.result_of(live, on_wall=False).words) == 5
