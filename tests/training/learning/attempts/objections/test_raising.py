"""A deputy questions a question on her result page, and reads the answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import KeyAmendment, Quiz
from tests.counting import at_most
from tests.factories.world import World
from tests.training.learning.attempts.answers import all_right, items_of, right, wrong_single
from tests.training.learning.attempts.sitting import NOW, begin, finish, quiz_with
from training.learning.attempts.models import Attempt, Objection
from training.learning.attempts.objections import services
from training.learning.attempts.objections.errors import ObjectionRefused
from training.learning.attempts.objections.services import Ruling, answer, token
from training.people.models import User

pytestmark = pytest.mark.django_db
TEXT = "第二个选项也对，见代表法第七条。"
Verdict = Objection.Verdict


@pytest.fixture
def done(dinghai: World, wang: User) -> Attempt:
    """王代表's sitting of two questions, the first answered wrong."""
    attempt = begin(quiz_with(dinghai, *dinghai.questions[:2]), wang)
    first, second = items_of(attempt)
    return finish(attempt, wrong_single(first) | right(second))


def url(attempt: Attempt, position: int = 1) -> str:
    return reverse("attempts:objection", args=[attempt.pk, position])


def result(client: Client, attempt: Attempt) -> str:
    return client.get(reverse("attempts:result", args=[attempt.pk])).content.decode()


def ruled(
    objection: Objection, by: User, verdict: str = Verdict.UPHELD, text: str = "您说得对。"
) -> Objection:
    answer(
        objections=[objection],
        read={objection.pk: token(objection)},
        ruling=Ruling(verdict, text),
        by=by,
        now=NOW + timedelta(hours=1),
    )
    objection.refresh_from_db()
    return objection


def raised(attempt: Attempt, position: int = 1, text: str = TEXT) -> Objection:
    return services.raise_objection(attempt=attempt, position=position, text=text, now=NOW)


# ---- raising


def test_the_form_stands_beside_each_question_and_is_sent(as_wang: Client, done: Attempt) -> None:
    assert result(as_wang, done).count("题目有疑问？") == 2
    sent = as_wang.post(url(done), {"text": TEXT}, follow=True)
    assert "已经交给讲师" in sent.content.decode()
    objection = Objection.objects.get()
    assert (objection.item, objection.text) == (items_of(done)[0], TEXT)
    assert objection.verdict == Verdict.OPEN
    page = result(as_wang, done)
    assert page.count("题目有疑问？") == 1
    assert "等待答复" in page


def test_it_can_be_changed_while_it_is_open(as_wang: Client, done: Attempt) -> None:
    as_wang.post(url(done), {"text": TEXT})
    as_wang.post(url(done), {"text": TEXT + "还有第八条。"})
    assert Objection.objects.get().text.endswith("还有第八条。")


def test_the_same_text_again_does_not_lose_its_place(done: Attempt) -> None:
    first = raised(done)
    later = NOW + timedelta(hours=2)
    services.raise_objection(attempt=done, position=1, text=TEXT, now=later)
    assert Objection.objects.get().raised_at == first.raised_at
    services.raise_objection(attempt=done, position=1, text=TEXT + "再想想", now=later)
    assert Objection.objects.get().raised_at == later


def test_once_answered_it_stands(as_wang: Client, done: Attempt, li: User) -> None:
    ruled(raised(done), li)
    answer = as_wang.post(url(done), {"text": TEXT + "不服，再来。"})
    assert "已经答复，不能再改" in answer.content.decode()
    assert Objection.objects.get().text == TEXT


@pytest.mark.parametrize(
    ("text", "told"),
    [("太短", "写得太短了"), ("长" * 501, "写得太长了"), ("  ", "请写明哪里有疑问")],
)
def test_what_is_too_short_or_too_long_is_shown_again(
    text: str, told: str, as_wang: Client, done: Attempt
) -> None:
    page = as_wang.post(url(done), {"text": text})
    assert page.status_code == 200
    assert told in page.content.decode()
    assert text.strip() in page.content.decode()
    assert not Objection.objects.exists()


def test_a_question_that_the_paper_does_not_have(as_wang: Client, done: Attempt) -> None:
    page = as_wang.post(url(done, 99), {"text": TEXT})
    assert "没有这道题" in page.content.decode()


# ---- only where she may see how it went


def hidden(world: World, **extra: Any) -> Quiz:
    nothing = {"right_after": ["answers"], "while_open": ["answers"], "after_close": ["answers"]}
    return quiz_with(world, *world.questions[:2], review=nothing, **extra)


def test_not_while_correctness_is_not_shown(as_wang: Client, wang: User, dinghai: World) -> None:
    attempt = begin(hidden(dinghai), wang)
    attempt = finish(attempt, all_right(attempt))
    assert "题目有疑问" not in result(as_wang, attempt)
    assert as_wang.post(url(attempt), {"text": TEXT}).status_code == 404


def test_not_before_the_sitting_is_marked(as_wang: Client, wang: User, dinghai: World) -> None:
    attempt = begin(dinghai.final, wang, now=timezone.now())
    assert as_wang.post(url(attempt), {"text": TEXT}).status_code == 404
    with pytest.raises(ObjectionRefused):
        raised(attempt)


def test_nobody_questions_for_somebody_else(as_zhao: Client, done: Attempt, li: User) -> None:
    assert as_zhao.post(url(done), {"text": TEXT}).status_code == 404
    objection = ruled(raised(done), li)
    seen = as_zhao.post(reverse("attempts:objection_seen", args=[objection.pk]))
    assert seen.status_code == 404
    objection.refresh_from_db()
    assert objection.seen_at is None


# ---- the answer


def test_the_answer_is_told_at_home_until_it_is_noted(
    as_wang: Client, done: Attempt, li: User
) -> None:
    objection = ruled(raised(done), li, text="您说得对，第七条是这么写的。")
    home = as_wang.get("/my/").content.decode()
    assert "您的疑问有答复了" in home
    assert "意见成立" in home
    assert "第七条是这么写的" in home
    noted = as_wang.post(reverse("attempts:objection_seen", args=[objection.pk]))
    assert noted.headers["Location"] == "/my/"
    assert "您的疑问有答复了" not in as_wang.get("/my/").content.decode()


def test_going_to_the_question_notes_it_too(as_wang: Client, done: Attempt, li: User) -> None:
    objection = ruled(raised(done), li)
    there = reverse("attempts:result", args=[done.pk]) + "#q1"
    went = as_wang.post(reverse("attempts:objection_seen", args=[objection.pk]), {"next": there})
    assert went.headers["Location"] == there
    objection.refresh_from_db()
    assert objection.seen_at is not None


@pytest.mark.parametrize(
    "place", ["//evil.example", "https://evil.example/", "javascript:alert(1)"]
)
def test_and_leads_nowhere_else(place: str, as_wang: Client, done: Attempt, li: User) -> None:
    objection = ruled(raised(done), li)
    went = as_wang.post(reverse("attempts:objection_seen", args=[objection.pk]), {"next": place})
    assert went.headers["Location"] == "/my/"


def test_an_open_one_cannot_be_noted(as_wang: Client, done: Attempt) -> None:
    objection = raised(done)
    as_wang.post(reverse("attempts:objection_seen", args=[objection.pk]))
    objection.refresh_from_db()
    assert objection.seen_at is None


def test_the_result_page_shows_answer_verdict_and_regrading(
    as_wang: Client, done: Attempt, li: User
) -> None:
    objection = ruled(raised(done), li)
    page = result(as_wang, done)
    assert "讲师的答复" in page
    assert "已经重评" not in page
    amendment = KeyAmendment.objects.create(
        version=objection.item.version,
        quiz=done.quiz,
        verb=KeyAmendment.Verb.FULL_MARKS,
        reason="两个都对",
        by=li,
        at=NOW,
    )
    assert services.link_amendment(objections=[objection], amendment=amendment) == 1
    assert "已经重评" in result(as_wang, done)


def test_one_query_tells_all_objections_of_a_sitting(done: Attempt, li: User) -> None:
    from training.learning.attempts.objections.selectors import of_attempt, unseen_answers

    raised(done)
    ruled(raised(done, position=2), li)
    with at_most(1):
        assert len(of_attempt(done)) == 2
    with at_most(1):
        assert len(unseen_answers(done.learner_id)) == 1
