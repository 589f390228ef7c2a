"""Answers: taken once, changed where that is allowed, kept apart from people where announced so."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.counting import at_most
from tests.factories.live import NOW, crowd, opened, say, shut
from tests.factories.world import World
from training.learning.live import selectors, services
from training.learning.live.errors import AskAgain, LiveRefused
from training.learning.live.models import LiveAnswer, LiveRound, LiveSlip, LiveTaking
from training.learning.models import PointMastery, Statement
from training.learning.outbox.queue import handle_left_behind
from training.people.models import User

pytestmark = pytest.mark.db


def counts(live: LiveRound) -> list[int]:
    """The bars of a round, however few answered."""
    answers = selectors.answers_of(live)
    return [sum(n in a["chosen"] for a in answers) for n in ("1", "2", "3")]


def test_the_same_answer_sent_again_counts_once(dinghai: World, wang: User) -> None:
    live, sent = opened(dinghai, named=True), uuid4()
    assert say(live, wang, "1", client_id=sent)
    assert not say(live, wang, "1", client_id=sent)
    assert say(live, wang, "2")
    # What was underway for long and comes after a newer answer does not take its place.
    assert not say(live, wang, "1", client_id=sent)
    assert counts(live) == [0, 1, 0]


def test_a_named_answer_may_be_changed_until_the_end_and_not_after(
    dinghai: World, wang: User
) -> None:
    live = opened(dinghai, named=True)
    say(live, wang, "1")
    say(live, wang, "3")
    services.close(live=live, by=None, now=NOW)
    with pytest.raises(LiveRefused) as refused:
        say(live, wang, "2")
    assert refused.value.code == "closed"
    assert counts(live) == [0, 0, 1]


@pytest.mark.parametrize(("kind", "named"), [("ballot", True), ("ballot", False), ("poll", False)])
def test_votes_and_anonymous_answers_are_given_once(
    dinghai: World, wang: User, kind: str, named: bool
) -> None:
    live = opened(dinghai, kind, named=named)
    assert say(live, wang, "1")
    assert not say(live, wang, "2")
    assert [answer["chosen"] for answer in selectors.answers_of(live)] == [["1"]]


def test_a_void_or_blank_vote_is_taken_when_confirmed(dinghai: World, wang: User) -> None:
    live = opened(dinghai, "ballot")
    for chosen, code in (((), "blank"), (("1", "2", "3"), "over")):
        with pytest.raises(AskAgain) as doubt:
            say(live, wang, *chosen)
        assert doubt.value.code == code
    assert say(live, wang, "1", "2", "3", sure=True)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "nothing"), ("一 二 三", "too_many"), ("一二三四五六七八九", "too_long")],
)
def test_words_have_their_limits(dinghai: World, wang: User, typed: str, code: str) -> None:
    live = opened(dinghai, "words")
    with pytest.raises(LiveRefused) as refused:
        say(live, wang, words=typed)
    assert refused.value.code == code


def test_more_choices_than_asked_for_and_unknown_ones_are_not_taken(
    dinghai: World, wang: User
) -> None:
    live = opened(dinghai)
    for chosen, code in ((("1", "2"), "too_many"), (("99",), "nothing")):
        with pytest.raises(LiveRefused) as refused:
            say(live, wang, *chosen)
        assert refused.value.code == code


def test_nothing_joins_an_anonymous_answer_to_its_person(dinghai: World) -> None:
    live = opened(dinghai, named=False)
    people = crowd(dinghai, 8)
    for n, who in enumerate(people):
        say(live, who, "1" if n < 4 else "2", now=NOW + timedelta(seconds=n))
    assert not LiveAnswer.objects.exists()
    assert not Statement.objects.exists()
    kept = {field.name for field in LiveTaking._meta.fields}
    assert kept == {"id", "learner", "round"}
    assert {field.name for field in LiveSlip._meta.fields} == {"id", "round", "payload"}
    before = set(LiveSlip.objects.values_list("pk", flat=True))
    shut(live)
    # Stored anew on closing: neither key, nor place, nor transaction is that of the answer.
    assert before.isdisjoint(LiveSlip.objects.values_list("pk", flat=True))
    assert counts(live) == [4, 4, 0]
    assert selectors.by_name(live) == []


def test_closing_shuffles_the_order_in_which_answers_came(dinghai: World) -> None:
    live = opened(dinghai, named=False)
    LiveSlip.objects.bulk_create(LiveSlip(round=live, payload={"chosen": [n]}) for n in range(200))
    services.close(live=live, by=None, now=NOW)
    # A table without an order of its own gives rows back as they were written.
    came = [row["chosen"][0] for row in LiveSlip.objects.values_list("payload", flat=True)]
    assert sorted(came) == list(range(200))
    assert came != list(range(200))


def test_few_anonymous_answers_are_not_shown_and_few_named_opinions_are(dinghai: World) -> None:
    people = crowd(dinghai, 5)
    for named, hidden in ((False, True), (True, False)):
        live = opened(dinghai, named=named)
        for who in people[:4]:
            say(live, who, "1")
        assert selectors.result_of(live, on_wall=True).hidden is hidden
        if not named:
            say(live, people[4], "2")
            assert not selectors.result_of(live, on_wall=True).hidden
        shut(live)


def test_a_named_practice_answer_becomes_evidence_once_the_round_is_closed(
    dinghai: World, wang: User
) -> None:
    live = opened(dinghai, "question", named=True)
    right = next(o["id"] for o in live.version.body["options"] if o["text"] == "乙")
    wrong = next(o["id"] for o in live.version.body["options"] if o["text"] == "甲")
    say(live, wang, wrong)
    say(live, wang, right)
    assert handle_left_behind(now=NOW) == 0
    shut(live)
    handle_left_behind(now=NOW)
    handle_left_behind(now=NOW)
    told = Statement.objects.get(learner=wang)
    assert (told.verb, told.activity, told.success) == (
        "answered",
        live.version.question.uuid,
        True,
    )
    assert PointMastery.objects.get(learner=wang).answers == 1


def test_a_named_vote_is_in_the_record_and_an_opinion_is_not(dinghai: World, wang: User) -> None:
    for kind in ("ballot", "poll"):
        live = opened(dinghai, kind, named=True)
        say(live, wang, "1")
        shut(live)
    handle_left_behind(now=NOW)
    told = Statement.objects.get(learner=wang)
    assert (told.activity_type, told.success, told.context["state"]) == ("ballot", None, "valid")
    assert not PointMastery.objects.filter(learner=wang).exists()


def test_answering_takes_few_queries_however_many_answered(dinghai: World, wang: User) -> None:
    for named in (True, False):
        live = opened(dinghai, named=named)
        for who in crowd(dinghai, 3) if named else User.objects.filter(username__startswith="live"):
            say(live, who, "1")
        with at_most(5):
            say(live, wang, "2")
        shut(live)
