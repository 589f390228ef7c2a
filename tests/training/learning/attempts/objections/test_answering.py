"""Trainers answer the deputies who doubt a question."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from courses.models import KeyAmendment
from tests.counting import at_most
from tests.factories.desk import browser
from tests.factories.people import appear
from tests.factories.world import World
from tests.training.learning.attempts.answers import items_of, right, wrong_single
from tests.training.learning.attempts.sitting import NOW, begin, finish, quiz_with
from training.learning.attempts.models import Attempt, Objection
from training.learning.attempts.objections import questioned, services
from training.learning.attempts.objections.errors import ObjectionRefused
from training.learning.attempts.objections.services import Ruling, token
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.django_db
Verdict = Objection.Verdict
WAITING = "sittings:objections"


def sat(world: World, learner: User, key: str = "own") -> Attempt:
    quiz = world_quiz(world, key)
    attempt = begin(quiz, learner)
    first, second = items_of(attempt)
    return finish(attempt, wrong_single(first) | right(second))


def world_quiz(world: World, key: str) -> Any:
    from courses.models import Quiz

    known = Quiz.objects.filter(owner_root=world.root, key=key).first()
    return known or quiz_with(world, *world.questions[:2], key=key)


def raised(attempt: Attempt, text: str = "第二个选项也说得通。", minutes: int = 0) -> Objection:
    now = NOW + timedelta(minutes=minutes)
    return services.raise_objection(attempt=attempt, position=1, text=text, now=now)


def page_of(objection: Objection, query: str = "") -> str:
    return reverse("sittings:objection", args=[objection.item.version.uuid]) + query


def shown(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(page: BeautifulSoup) -> str:
    return " ".join(page.select_one(".marking").get_text(" ").split())  # type: ignore[union-attr]


def posted(
    page: BeautifulSoup, verdict: str, answer: str, only: int | None = None
) -> dict[str, Any]:
    """The form as shown, all objections ticked or only the n-th."""
    ticked = [box["value"] for box in page.select("input[name=chosen]")]
    chosen = ticked if only is None else [ticked[only]]
    return {"chosen": chosen, "verdict": verdict, "answer": answer}


@pytest.fixture
def two(dinghai: World, wang: User, chen: User) -> list[Objection]:
    """王代表 and 陈主任 doubt the same question."""
    first = raised(sat(dinghai, wang), "第二个选项也说得通。")
    return [first, raised(sat(dinghai, chen), "题干少了一个条件，没法选。", minutes=5)]


def test_the_landing_page_counts_and_the_list_groups_by_question(
    as_li: Client, two: list[Objection], dinghai: World
) -> None:
    assert '<span class="desk__count">2</span> 题目疑问' in as_li.get("/admin/").content.decode()
    page = shown(as_li, reverse(WAITING))
    links = [a["href"] for a in page.select(".marking a")]
    assert links.count(page_of(two[0])) == 1
    assert "第二个选项也说得通" in words(page)


def test_nothing_waits_and_the_page_says_so(as_li: Client) -> None:
    assert "现在没有等您答复的疑问" in words(shown(as_li, reverse(WAITING)))


def test_the_page_shows_question_key_and_everybodys_words(
    as_li: Client, two: list[Objection]
) -> None:
    page = words(shown(as_li, page_of(two[0])))
    for expected in (
        "选哪个？",
        "因为法律这样规定。",
        "王代表",
        "题干少了一个条件",
        "等待答复的 2 条",
    ):
        assert expected in page


def test_one_answer_for_all_of_them(as_li: Client, two: list[Objection], li: User) -> None:
    page = shown(as_li, page_of(two[0]))
    saved = as_li.post(page_of(two[0]), posted(page, "declined", "题干写明了时间，选项二不成立。"))
    assert saved.status_code == 302
    for objection in Objection.objects.all():
        assert (objection.verdict, objection.answered_by) == (Verdict.DECLINED, li)
        assert objection.answer == "题干写明了时间，选项二不成立。"
        assert objection.seen_at is None
    assert AuditEvent.objects.filter(action="objection.answered", actor=li).count() == 2
    assert "现在没有等您答复的疑问" in words(shown(as_li, reverse(WAITING)))


def test_or_one_by_one(as_li: Client, two: list[Objection]) -> None:
    page = shown(as_li, page_of(two[0]))
    as_li.post(page_of(two[0]), posted(page, "upheld", "您说得对，两个都算对。", only=0))
    verdicts = Objection.objects.order_by("raised_at").values_list("verdict", flat=True)
    assert [*verdicts] == ["upheld", "open"]


def test_upheld_leads_to_regrading_quiz_by_quiz_until_it_is_done(
    as_li: Client, two: list[Objection], dinghai: World, chen: User, li: User
) -> None:
    other = raised(sat(dinghai, chen, key="other"), "同一道题，同样的疑问。")
    page = shown(as_li, page_of(two[0]))
    as_li.post(page_of(two[0]), posted(page, "upheld", "您说得对，两个都算对。"))
    after = shown(as_li, page_of(two[0]))
    ways = [a["href"] for a in after.select("a.button") if "objection=" in a["href"]]
    assert len(ways) == 2, "one for each quiz"
    assert all(as_li.get(way).status_code == 200 for way in ways)
    quiz = other.item.attempt.quiz
    waiting = questioned.awaiting_regrade(li, other.item.version, quiz)
    assert waiting == [other]
    amendment = KeyAmendment.objects.create(
        version=other.item.version, quiz=quiz, verb="full_marks", reason="都对", by=li, at=NOW
    )
    assert services.link_amendment(objections=waiting, amendment=amendment) == 1
    assert questioned.awaiting_regrade(li, other.item.version, quiz) == []
    page = shown(as_li, page_of(two[0]))
    assert len([a for a in page.select("a.button") if "objection=" in a["href"]]) == 1
    KeyAmendment.objects.create(
        version=other.item.version,
        quiz=quiz,
        verb="take_back",
        takes_back=amendment,
        reason="弄错了",
        by=li,
        at=NOW,
    )
    assert questioned.awaiting_regrade(li, other.item.version, quiz) == [other]


def test_a_decision_is_noted_only_on_upheld_objections_to_its_question(
    two: list[Objection], li: User
) -> None:
    items = items_of(Attempt.objects.get(pk=two[0].item.attempt_id))
    amendment = KeyAmendment.objects.create(
        version=items[1].version, quiz=None, verb="full_marks", reason="都对", by=li, at=NOW
    )
    assert services.link_amendment(objections=two, amendment=amendment) == 0


def test_the_form_keeps_what_was_typed(as_li: Client, two: list[Objection]) -> None:
    page = shown(as_li, page_of(two[0]))
    sent = as_li.post(page_of(two[0]), {**posted(page, "", "这是写了很久的答复。"), "chosen": []})
    again = BeautifulSoup(sent.content, "html.parser")
    assert "请勾选要答复的疑问" in words(again)
    assert "请选择结论" in words(again)
    assert "这是写了很久的答复。" in again.select_one("textarea").text  # type: ignore[union-attr]


# ---- what happened meanwhile


def test_an_answer_given_meanwhile_is_not_overwritten(
    as_li: Client, as_shen: Client, two: list[Objection]
) -> None:
    page = shown(as_li, page_of(two[0]))
    as_shen.post(page_of(two[0]), posted(page, "upheld", "两个都算对。", only=0))
    late = as_li.post(page_of(two[0]), posted(page, "declined", "维持原来的答案。"))
    again = BeautifulSoup(late.content, "html.parser")
    assert "沈审稿 刚刚答复了其中一条" in words(again)
    assert "维持原来的答案。" in again.select_one("textarea").text  # type: ignore[union-attr]
    assert len(again.select("input[name=chosen]")) == 1, "the one still open"
    verdicts = Objection.objects.order_by("raised_at").values_list("verdict", flat=True)
    assert [*verdicts] == ["upheld", "open"]


def test_words_changed_meanwhile_are_read_before_they_are_answered(
    as_li: Client, two: list[Objection], wang: User
) -> None:
    page = shown(as_li, page_of(two[0]))
    services.raise_objection(
        attempt=two[0].item.attempt,
        position=1,
        text="我看错了，是第三个选项。",
        now=NOW + timedelta(hours=1),
    )
    late = as_li.post(page_of(two[0]), posted(page, "declined", "维持原来的答案。"))
    assert "王代表 刚刚改了疑问的内容" in late.content.decode()
    assert "我看错了" in late.content.decode()
    assert not Objection.objects.exclude(verdict="open").exists()


# ---- correcting an answer


def test_an_answer_can_be_corrected_and_is_told_again(as_li: Client, two: list[Objection]) -> None:
    first = two[0]
    page = shown(as_li, page_of(first))
    as_li.post(page_of(first), posted(page, "declined", "维持原来的答案。"))
    Objection.objects.update(seen_at=NOW)
    correcting = shown(as_li, page_of(first, f"?correct={first.pk}"))
    assert "维持原来的答案。" in correcting.select_one("textarea").text  # type: ignore[union-attr]
    as_li.post(
        page_of(first, f"?correct={first.pk}"), posted(correcting, "upheld", "再看一遍，您说得对。")
    )
    first.refresh_from_db()
    assert (first.verdict, first.answer, first.seen_at) == ("upheld", "再看一遍，您说得对。", None)
    two[1].refresh_from_db()
    assert two[1].verdict == "declined"
    assert AuditEvent.objects.filter(action="objection.answered").count() == 3


def test_not_to_declined_once_marks_were_changed(two: list[Objection], li: User) -> None:
    first = two[0]

    def rule(verdict: str) -> None:
        first.refresh_from_db()
        services.answer(
            objections=[first],
            read={first.pk: token(first)},
            ruling=Ruling(verdict, "说明依据。"),
            by=li,
            now=NOW,
        )

    rule("upheld")
    amendment = KeyAmendment.objects.create(
        version=first.item.version, quiz=None, verb="full_marks", reason="都对", by=li, at=NOW
    )
    services.link_amendment(objections=[first], amendment=amendment)
    with pytest.raises(ObjectionRefused) as refusal:
        rule("declined")
    assert refusal.value.code == "regraded"
    rule("upheld")


# ---- who sees whose


def test_another_congress_sees_nothing_of_it(as_qian: Client, two: list[Objection]) -> None:
    assert "题目疑问" not in as_qian.get("/admin/").content.decode()
    assert "现在没有等您答复的疑问" in words(shown(as_qian, reverse(WAITING)))
    assert as_qian.get(page_of(two[0])).status_code == 404
    assert as_qian.post(page_of(two[0]), {"verdict": "upheld"}).status_code == 404


def test_a_question_nobody_doubts_has_no_page(as_li: Client, dinghai: World) -> None:
    version = dinghai.questions[3].live_version
    assert version is not None
    assert as_li.get(reverse("sittings:objection", args=[version.uuid])).status_code == 404


@pytest.mark.parametrize("who", ["wang", "zhang"])
def test_deputies_and_the_office_are_turned_away(
    who: str, two: list[Objection], dinghai: World, wang: User, desk: Any
) -> None:
    user = wang if who == "wang" else appear(dinghai, who)
    assert browser(user).get(reverse(WAITING)).headers["Location"] == "/door/"


def test_the_pages_take_few_queries(as_li: Client, two: list[Objection]) -> None:
    as_li.get(reverse(WAITING))
    with at_most(14):
        as_li.get(reverse(WAITING))
    with at_most(20):
        as_li.get(page_of(two[0]))
