"""What a phone tells is done once, as of then, by the services of the pages; nothing else is."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cms.models import CaseStudyPage
from courses.models import LessonPage, Question
from tests.counting import at_most
from tests.factories import questions
from tests.factories.world import World
from tests.training.learning.offline.phone import (
    DECISION,
    SYNC,
    ago,
    at,
    call,
    chosen,
    item,
    outcomes,
    practice,
    reading,
)
from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.models import Reading, ReviewCard, Statement, SyncedDevice, SyncedItem
from training.learning.offline import acting
from training.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """No calls of other tests are counted against a phone."""
    cache.clear()


def told(learner: User, verb: str) -> list[Statement]:
    """Her statements of a verb, in the order of folds."""
    return list(Statement.objects.filter(learner=learner, verb=verb).order_by("effective_at"))


def test_read_and_finished_without_a_line(as_wang: Client, wang: User, dinghai: World) -> None:
    items = [
        reading(dinghai, 400, 1, at=ago(hours=5)),
        item("complete", 2, page=dinghai.lesson.pk, at=ago(hours=4)),
    ]
    assert outcomes(call(as_wang, items)) == ["done", "done"]
    assert evidence.has_completed(learner_id=wang.pk, activity=dinghai.lesson.activity_uuid)
    done = told(wang, "completed")[0]
    assert timedelta(hours=3.9) < timezone.now() - done.effective_at < timedelta(hours=4.1)
    assert Reading.objects.get(learner=wang).seconds == 400
    assert sum(one.seconds for one in Statement.objects.filter(learner=wang)) == 400


def test_items_are_done_in_the_order_of_their_numbers(as_wang: Client, dinghai: World) -> None:
    late = item("complete", 2, page=dinghai.lesson.pk)
    assert outcomes(call(as_wang, [late, reading(dinghai, 400, 1)])) == ["done", "done"]


def test_finished_too_soon_is_told_in_words_and_stays_told(as_wang: Client, dinghai: World) -> None:
    early = item("complete", page=dinghai.lesson.pk)
    first = call(as_wang, [early])["results"][0]
    assert first["outcome"] == "refused"
    assert "读得有点快" in first["words"]
    assert call(as_wang, [early])["results"][0] == first


def test_the_same_thing_told_again_is_known_and_done_once(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    tried = item("practice", **chosen(practice(dinghai), "乙"))
    first, second = (call(as_wang, [tried])["results"][0] for _n in range(2))
    assert (first["outcome"], first["state"]) == ("done", "right")
    assert (second["outcome"], second["state"]) == ("known", "right")
    assert len(told(wang, "answered")) == 1
    twice = call(as_wang, [item("complete", 3, page=1), tried, tried])
    assert outcomes(twice).count("known") == 2


def test_every_kind_of_practice_question_is_marked_by_its_own_rule(
    as_wang: Client, dinghai: World
) -> None:
    use = {"use": Question.Use.PRACTICE}
    asked = [make(dinghai.root, f"V{n}", **use) for n, make in enumerate(RIGHT)]
    items = []
    for n, (make, question) in enumerate(zip(RIGHT, asked, strict=True), start=1):
        version: Any = question.live_version
        response = RIGHT[make](version.body, version.answer_key)
        ids = {"question": str(question.uuid), "version": str(version.uuid)}
        items.append(item("practice", n, **ids, response=response))
    assert [one["state"] for one in call(as_wang, items)["results"]] == ["right"] * len(RIGHT)


RIGHT: dict[Any, Any] = {
    questions.single: lambda body, key: {"chosen": key["right"]},
    questions.multiple: lambda body, key: {"chosen": key["right"]},
    questions.true_false: lambda body, key: {"answer": key["answer"]},
    questions.fill_blank: lambda body, key: {"blanks": [one[0] for one in key["blanks"]]},
    questions.numeric: lambda body, key: {"value": "12000万元"},
    questions.matching: lambda body, key: {"pairs": key["pairs"]},
    questions.ordering: lambda body, key: {
        "ranks": {one: n for n, one in enumerate(key["order"], start=1)}
    },
}


def test_an_answer_to_a_question_changed_or_withdrawn_counts_for_the_version_she_had(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    question = practice(dinghai)
    had = chosen(question, "乙")
    Question.objects.filter(pk=question.pk).update(retired_at=timezone.now(), live=False)
    assert outcomes(call(as_wang, [item("practice", **had)])) == ["done"]
    assert told(wang, "answered")[0].context["version"] == had["version"]
    unknown = item("practice", **{**had, "version": str(uuid4())})
    assert call(as_wang, [unknown])["results"][0]["code"] == "question_gone"


def test_an_examination_question_is_never_answered_here(as_wang: Client, dinghai: World) -> None:
    asked = chosen(next(q for q in dinghai.questions if q.number == "S1"), "乙")
    for kind in ("practice", "review"):
        result = call(as_wang, [item(kind, **asked)])["results"][0]
        assert result["outcome"] == "refused"
        assert not result["state"]


def test_a_review_moves_its_card_as_of_then(as_wang: Client, wang: User, dinghai: World) -> None:
    question = practice(dinghai)
    sure = item("review", **chosen(question, "丙"), sure=3, at=ago(days=2))
    unsure = item("review", 2, **{**chosen(question), "dont_know": True}, at=ago(days=1))
    answered = call(as_wang, [sure, unsure])["results"]
    assert [one["state"] for one in answered] == ["wrong", "gaveup"]
    first, second = told(wang, "answered")
    assert first.context["certainty"] == 3
    assert second.context["dont_know"]
    card = ReviewCard.objects.get(learner=wang)
    assert card.last_at == second.effective_at


def test_a_decision_finishes_the_case(as_wang: Client, wang: User, dinghai: World) -> None:
    chose = item("decision", page=dinghai.case.pk, block=DECISION, option="b")
    assert outcomes(call(as_wang, [chose])) == ["done"]
    assert told(wang, "answered")[0].context["option"] == "b"
    assert evidence.has_completed(learner_id=wang.pk, activity=dinghai.case.activity_uuid)
    gone = item("decision", page=dinghai.case.pk, block=DECISION, option="z")
    assert call(as_wang, [gone])["results"][0]["code"] == "option_gone"


def test_what_was_read_counts_although_the_page_was_taken_down_since(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    dinghai.lesson.save_revision().publish()
    LessonPage.objects.get(pk=dinghai.lesson.pk).unpublish()
    items = [reading(dinghai, 400, 1), item("complete", 2, page=dinghai.lesson.pk)]
    assert outcomes(call(as_wang, items)) == ["done", "done"]
    CaseStudyPage.objects.get(pk=dinghai.case.pk).delete()
    gone = item("decision", page=dinghai.case.pk, block=DECISION, option="b")
    assert call(as_wang, [gone])["results"][0]["code"] == "page_gone"


def test_a_class_that_is_over_and_a_place_withdrawn_lose_no_evidence(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    Enrolment.objects.filter(learner=wang).update(status=Enrolment.Status.WITHDRAWN)
    items = [reading(dinghai, 400, 1), item("complete", 2, page=dinghai.lesson.pk)]
    assert outcomes(call(as_wang, items)) == ["done", "done"]


def test_a_foreign_page_is_gone(as_zhao: Client, zhao: User, dinghai: World) -> None:
    result = call(as_zhao, [reading(dinghai, 400)])["results"][0]
    assert result["code"] == "page_gone"
    assert not Statement.objects.filter(learner=zhao).exists()


def test_somebody_else_s_things_are_not_written_down_for_her(
    as_wang: Client, wang: User, chen: User, dinghai: World
) -> None:
    hers = item("practice", **chosen(practice(dinghai), "乙"), learner=str(chen.pk))
    result = call(as_wang, [hers])["results"][0]
    assert (result["outcome"], result["code"]) == ("refused", "other_person")
    assert not SyncedItem.objects.exists()
    assert not told(wang, "answered")
    her = Client()
    her.force_login(chen)
    assert outcomes(call(her, [hers])) == ["done"]


@pytest.mark.parametrize("wrong", [timedelta(hours=1), timedelta(days=-365), timedelta(days=4000)])
def test_a_clock_that_is_wrong_changes_nothing_and_is_kept(
    as_wang: Client, wang: User, dinghai: World, wrong: timedelta
) -> None:
    there = timezone.now() + wrong
    at_three = (there - timedelta(hours=3)).isoformat()
    tried = item("practice", **chosen(practice(dinghai), "乙"), at=at_three)
    call(as_wang, [tried], sent_at=there.isoformat())
    passed = timezone.now() - told(wang, "answered")[0].effective_at
    assert timedelta(hours=2.9) < passed < timedelta(hours=3.1)
    assert SyncedItem.objects.get().phone_at == at(at_three)


def test_times_to_come_and_times_long_gone_are_brought_to_what_is_believed(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    asked = chosen(practice(dinghai), "乙")
    call(as_wang, [item("practice", 1, **asked, at=ago(days=-3))])
    call(as_wang, [item("practice", 2, **asked, at=ago(days=300))])
    oldest, newest = (one.effective_at for one in told(wang, "answered"))
    assert newest <= timezone.now()
    assert timedelta(days=6.9) < timezone.now() - oldest < timedelta(days=7.1)


def test_reading_takes_no_longer_than_passed_on_the_server_s_wall(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    phone = uuid4()
    call(as_wang, [], phone)
    assert outcomes(call(as_wang, [reading(dinghai, 600)], phone)) == ["done"]
    assert Reading.objects.get(learner=wang).seconds <= 2
    SyncedDevice.objects.update(counted_to=timezone.now() - timedelta(seconds=500))
    call(as_wang, [reading(dinghai, 300, 1), reading(dinghai, 300, 2)], phone)
    assert 500 <= Reading.objects.get(learner=wang).seconds <= 504


def test_a_page_takes_at_most_three_times_as_long_as_expected(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    call(as_wang, [reading(dinghai, 80_000)])
    assert Reading.objects.get(learner=wang).seconds <= dinghai.lesson.minutes * 60 * 3


def test_one_thing_that_goes_wrong_costs_the_others_nothing(
    as_wang: Client, dinghai: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def falls_over(doing: Any) -> str:
        raise RuntimeError("broken")

    monkeypatch.setitem(acting.ACTS, "decision", falls_over)
    items = [
        item("decision", 1, page=dinghai.case.pk),
        item("practice", 2, **chosen(practice(dinghai), "乙")),
    ]
    results = call(as_wang, items)["results"]
    assert [one["outcome"] for one in results] == ["later", "done"]
    assert SyncedItem.objects.count() == 1


def test_finishing_waits_for_reading_that_could_not_be_written_down(
    as_wang: Client, dinghai: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [reading(dinghai, 400, 1), item("complete", 2, page=dinghai.lesson.pk)]
    with monkeypatch.context() as broken:
        broken.setitem(acting.ACTS, "reading", lambda doing: 1 / 0)
        assert outcomes(call(as_wang, items)) == ["later", "later"]
    assert outcomes(call(as_wang, items)) == ["done", "done"]


NESTED = "[" * 100_000
HOSTILE: list[Any] = [
    None,
    7,
    "x",
    [],
    {},
    {"client_id": 5, "kind": "practice"},
    {"client_id": "no", "kind": "practice"},
    item("practice"),
    item("practice", question={}, version=[], response=7),
    item("practice", question="x" * 5000, version=None, response=[[[]]]),
    item("review", question=str(uuid4()), version=str(uuid4()), sure={"a": 1}),
    item("reading", page="1"),
    item("reading", page=True, sections="x"),
    item("reading", page=-1, sections=[{"id": [], "seconds": "9"}]),
    item("reading", page=2**70),
    item("complete", page={}),
    item("decision", page=None, block=[], option={}),
    item("elsewhere"),
    item("x" * 500),
    item("reading", -5, page=1),
    item("reading", 2**80, page=1, at="9999-12-31T23:59:59-23:59"),
    item("reading", page=1, at="0001-01-01T00:00:00+14:00"),
    item("reading", page=1, at="2026-11-16T08:00:00"),
    item("reading", page=1, at={"now": 1}),
]


def test_whatever_an_item_is_it_is_answered_and_nothing_is_done(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    results = call(as_wang, HOSTILE, waiting="many", packs=["x"], name={"a": 1})["results"]
    assert len(results) == len(HOSTILE)
    assert {one["outcome"] for one in results} == {"refused"}
    assert all(one["words"] for one in results)
    assert not Statement.objects.filter(learner=wang).exists()


def test_odd_seconds_of_a_real_page_are_no_time(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    key = reading(dinghai, 0)["sections"][0]["id"]
    odd = [float("nan"), float("inf"), -9, "9", None, True, [], 10**30]
    items = [
        item("reading", n, page=dinghai.lesson.pk, sections=[{"id": key, "seconds": one}])
        for n, one in enumerate(odd)
    ]
    assert set(outcomes(call(as_wang, items))) == {"done"}
    assert Reading.objects.get(learner=wang).seconds <= dinghai.lesson.minutes * 60 * 3


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"nothing", 400),
        (b'{"device": "x", "items": []}', 400),
        (b'{"device": 5}', 400),
        (NESTED.encode(), 400),
        (json.dumps({"device": "11111111-1111-4111-8111-111111111111", "items": {}}).encode(), 400),
        (
            json.dumps(
                {"device": "11111111-1111-4111-8111-111111111111", "items": [1] * 101}
            ).encode(),
            413,
        ),
        (b'{"x": "' + b"y" * 300_000 + b'"}', 413),
        (b"\xff\xfe", 400),
    ],
)
def test_what_is_no_call_is_told_in_words(as_wang: Client, body: bytes, status: int) -> None:
    reply = as_wang.post(SYNC, body, content_type="application/json")
    assert reply.status_code == status
    assert reply.json()["words"].endswith("。")


def test_a_phone_that_calls_without_end_is_told_to_wait(as_wang: Client) -> None:
    body = json.dumps({"device": str(uuid4()), "items": []})
    replies = [as_wang.post(SYNC, body, content_type="application/json") for _n in range(61)]
    assert [one.status_code for one in replies] == [200] * 60 + [429]
    assert replies[-1]["Retry-After"] == "60"


def test_signed_out_nothing_is_taken_and_the_phone_is_told(client: Client, db: None) -> None:
    reply = client.post(SYNC, "{}", content_type="application/json")
    assert reply.status_code == 401
    assert reply.json()["words"]


def test_a_fresh_token_and_whose_it_is(wang: User, dinghai: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(wang)
    body = json.dumps({"device": str(uuid4()), "items": []})
    assert strict.post(SYNC, body, content_type="application/json").status_code == 403
    asked = strict.get(SYNC).json()
    assert UUID(asked["learner"]) == wang.pk
    headers = {"X-CSRFToken": asked["token"]}
    sent = strict.post(SYNC, body, content_type="application/json", headers=headers)
    assert sent.status_code == 200


def test_a_practice_answer_costs_a_known_number_of_queries(as_wang: Client, dinghai: World) -> None:
    asked = chosen(practice(dinghai), "乙")
    call(as_wang, [item("practice", **asked)])
    items = [item("practice", n, **asked) for n in range(10)]
    with at_most(12 + 10 * 17):
        call(as_wang, items)
    with at_most(12):
        call(as_wang, items)
