"""The people are told: what their marks were, what they are, why; until they say 知道了."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import World
from tests.training.learning.attempts.answers import all_right, items_of, right
from tests.training.learning.attempts.regrading.deciding import (
    LATER,
    Verb,
    asked,
    carried_out,
    decision,
    option,
)
from tests.training.learning.attempts.saying import fields
from tests.training.learning.attempts.sitting import begin, finish, quiz_with
from training.learning.attempts.models import Attempt, MarkChange
from training.learning.attempts.regrading import selectors, services
from training.learning.attempts.regrading.decisions import Decision
from training.learning.attempts.regrading.in_force import decided_on
from training.learning.attempts.sheets import sheet_of
from training.people.models import User

pytestmark = pytest.mark.django_db
HOME = "/my/"


def sat_by(world: World, learner: User, **extra: Any) -> Attempt:
    """The first of two questions wrong, pass mark 60."""
    quiz = quiz_with(world, *world.questions[:2], **{"pass_mark": 60, **extra})
    attempt = begin(quiz, learner)
    return finish(attempt, right(items_of(attempt)[1]))


def told(client: Client) -> str:
    page = BeautifulSoup(client.get(HOME).content, "html.parser")
    cards = [card for card in page.select("section.card") if "更正" in card.text]
    return " ".join(" ".join(card.text for card in cards).split())


def test_she_reads_the_old_and_the_new_mark_and_why(
    dinghai: World, as_wang: Client, wang: User, li: User
) -> None:
    attempt = sat_by(dinghai, wang)
    assert told(as_wang) == ""
    carried_out(decision(attempt.quiz, Verb.FULL_MARKS), li)
    said = told(as_wang)
    assert "成绩由 50 分改为 100 分" in said
    assert "第 1 题：答案有误" in said
    assert "现在通过了" in said


def test_once_noted_it_is_not_said_again(
    dinghai: World, as_wang: Client, wang: User, li: User
) -> None:
    attempt = sat_by(dinghai, wang)
    carried_out(decision(attempt.quiz, Verb.FULL_MARKS), li)
    page = BeautifulSoup(as_wang.get(HOME).content, "html.parser")
    form = page.select_one(f"form[action='{reverse('attempts:changes_seen')}']")
    posted = {i["name"]: i["value"] for i in form.select("input[name]")}
    answer = as_wang.post(form["action"], posted)
    assert answer.url == reverse("portal:home")
    change = MarkChange.objects.get()
    assert change.seen_at is not None
    assert told(as_wang) == ""
    first = change.seen_at
    as_wang.post(form["action"], posted)
    change.refresh_from_db()
    assert change.seen_at == first


def test_nobody_notes_it_for_her(dinghai: World, as_zhao: Client, wang: User, li: User) -> None:
    attempt = sat_by(dinghai, wang)
    carried_out(decision(attempt.quiz, Verb.FULL_MARKS), li)
    change = MarkChange.objects.get()
    posted = {"change": [str(change.pk), "junk"], "next": "https://elsewhere.example/"}
    answer = as_zhao.post(reverse("attempts:changes_seen"), posted)
    assert answer.url == reverse("portal:home")
    change.refresh_from_db()
    assert change.seen_at is None


def test_a_pass_that_is_kept_or_withdrawn_is_said(
    dinghai: World, as_wang: Client, wang: User, li: User
) -> None:
    quiz = quiz_with(dinghai, *dinghai.questions[:2], pass_mark=60)
    attempt = begin(quiz, wang)
    finish(attempt, all_right(attempt))
    carried_out(decision(quiz, Verb.NEW_KEY), li)
    assert "不取消" in told(as_wang)
    carried_out(decision(quiz, Verb.NEW_KEY, withdraws=True), li)
    assert "通过取消了" in told(as_wang)


def test_no_mark_is_told_before_review_allows_it(
    dinghai: World, as_wang: Client, wang: User, li: User
) -> None:
    hidden = {phase: ["answers"] for phase in ("right_after", "while_open", "after_close")}
    attempt = sat_by(dinghai, wang, review=hidden)
    carried_out(decision(attempt.quiz, Verb.FULL_MARKS), li)
    said = told(as_wang)
    assert "第 1 题的评分更正了" in said
    assert "100" not in said
    assert "50" not in said
    assert "通过" not in said


def test_it_takes_one_query(dinghai: World, wang: User, li: User) -> None:
    attempt = sat_by(dinghai, wang)
    carried_out(decision(attempt.quiz, Verb.FULL_MARKS), li)
    carried_out(decision(attempt.quiz, Verb.LEAVE_OUT, "M1"), li)
    with at_most(1):
        found = selectors.unseen_changes(wang.pk, LATER)
        said = {(one.position, str(one.quiz)) for one in found}
    assert said == {(1, "测验 own"), (2, "测验 own")}
    assert services.note_seen(learner_id=wang.pk, changes=[], now=LATER) == 0


def shown(client: Client, attempt: Attempt) -> BeautifulSoup:
    url = reverse("attempts:result", args=[attempt.pk])
    return BeautifulSoup(client.get(url).content, "html.parser")


def test_the_result_shows_the_key_now_in_force_and_why(
    dinghai: World, as_wang: Client, wang: User, li: User
) -> None:
    """Regraded, people must not go on seeing the old wrong solution."""
    attempt = sat_by(dinghai, wang)
    before = shown(as_wang, attempt).select_one("#q1").text
    assert "重评过" not in before
    carried_out(decision(attempt.quiz, Verb.NEW_KEY), li)
    after = shown(as_wang, attempt).select_one("#q1")
    assert "重评过（只认新答案）" in after.text
    assert "答案有误" in after.text
    right = [row.text for row in after.select("li, tr") if "正确" in row.text]
    assert any("丙" in text for text in right)
    assert not any("乙" in text for text in right)


def test_the_result_page_takes_note_too(
    dinghai: World, as_wang: Client, wang: User, li: User
) -> None:
    attempt = sat_by(dinghai, wang)
    carried_out(decision(attempt.quiz, Verb.FULL_MARKS), li)
    form = shown(as_wang, attempt).select_one(f"form[action='{reverse('attempts:changes_seen')}']")
    button = form.select_one("button")
    posted = {i["name"]: i["value"] for i in [*form.select("input[name]"), button]}
    there = reverse("attempts:result", args=[attempt.pk])
    assert as_wang.post(form["action"], posted).url == there
    assert not shown(as_wang, attempt).select(f"form[action='{form['action']}']")
    assert told(as_wang) == ""


def test_the_result_tells_no_mark_before_review_allows_it(
    dinghai: World, as_wang: Client, wang: User, li: User
) -> None:
    hidden = {phase: ["answers"] for phase in ("right_after", "while_open", "after_close")}
    attempt = sat_by(dinghai, wang, review=hidden)
    carried_out(decision(attempt.quiz, Verb.FULL_MARKS), li)
    page = shown(as_wang, attempt).main.text
    assert "100" not in page
    assert "重评过" not in page


@pytest.mark.parametrize(
    ("number", "said", "key"),
    [
        ("S1", "乙", "new"),  # both are right: the wider key says so
        ("M1", "甲|丙", "frozen"),
        ("M1", "甲|乙", "new"),
        ("M1", "以上都不对", "frozen"),
    ],
)
def test_an_answer_is_shown_beside_the_key_that_pays_it_most(
    dinghai: World, wang: User, li: User, number: str, said: str, key: str
) -> None:
    position = ("S1", "M1").index(number) + 1
    quiz = quiz_with(dinghai, *dinghai.questions[:2])
    attempt = begin(quiz, wang)
    items = items_of(attempt)
    finish(attempt, fields(items[position - 1], said))
    version = asked(number)
    texts = ("乙", "丙") if number == "S1" else ("甲", "乙")
    new = {**version.answer_key, "right": option(version, *texts)}
    carried_out(decision(quiz, Verb.ACCEPT_ALSO, number, answer_key=new), li)
    payloads = {item: answer.payload for item, answer in sheet_of(attempt).answers.items()}
    with at_most(1):
        found = decided_on(attempt, items, payloads)
    wanted = {"new": new, "frozen": version.answer_key}[key]
    assert found[items[position - 1].pk].key == wanted


def test_only_decisions_in_force_on_her_own_sitting(
    dinghai: World, wang: User, chen: User, li: User
) -> None:
    attempt = sat_by(dinghai, wang)
    other = finish(begin(attempt.quiz, chen), {})
    made = carried_out(
        decision(attempt.quiz, Verb.FULL_MARKS, only=(str(attempt.pk),)), li
    ).amendment
    mine, hers = items_of(attempt), items_of(other)
    assert decided_on(attempt, mine, {})[mine[0].pk].decisions == [made]
    assert decided_on(other, hers, {}) == {}
    carried_out(Decision.undoing(made, reason="撤回"), li)
    assert decided_on(attempt, mine, {}) == {}
