"""The trainer's pages: from the question to the decision, through HTTP."""

import csv
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from courses.models import KeyAmendment, Question, Quiz
from tests.counting import at_most
from tests.factories import questions
from tests.factories.desk import browser
from tests.factories.world import World, quiz_of
from tests.training.learning.attempts.regrading.deciding import (
    LATER,
    Verb,
    asked,
    carried_out,
    decision,
    option,
    stored,
    the_class,
)
from tests.training.learning.attempts.sitting import begin, finish
from training.learning.attempts import services as attempts
from training.learning.attempts.models import Attempt, MarkChange, Objection
from training.learning.attempts.regrading import rehearsal, views
from training.learning.attempts.regrading.models import Regrading
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.django_db
WHY = "《代表法》第七条也这样说。"


@pytest.fixture
def quiz(dinghai: World) -> Quiz:
    """Sat by seven people."""
    return the_class(dinghai)[0]


def page_of(quiz: Quiz, number: str, way: str = "", **asked_for: Any) -> str:
    named = {"quiz": quiz.uuid, "version": asked(number).uuid}
    query = {"way": way, **asked_for} if way else None
    return reverse("sittings:regrade", kwargs=named, query=query)


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def fields_of(form: Any) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for field in form.select("input[name]"):
        sent.setdefault(field["name"], []).append(field.get("value", ""))
    return sent


def tried(client: Client, url: str, **posted: Any) -> BeautifulSoup:
    return soup(client.post(url, {"reason": WHY, "whose": "all", **posted}))


def commit_form(page: BeautifulSoup) -> Any:
    return next(form for form in page.select("form") if "/commit" in form.get("action", ""))


def committed(client: Client, page: BeautifulSoup) -> Any:
    form = commit_form(page)
    return client.post(form["action"], fields_of(form))


def accept(quiz: Quiz) -> tuple[str, dict[str, Any]]:
    return page_of(quiz, "S1", "accept_also"), {"key-right": option(asked("S1"), "丙")}


# ---- the way through


def test_from_the_question_over_the_dry_run_to_the_decision(quiz: Quiz, as_li: Client) -> None:
    url, posted = accept(quiz)
    attempts = list(Attempt.objects.filter(quiz=quiz))
    before = stored(attempts)
    page = tried(as_li, url, **posted)
    assert "3 份成绩会变" in page.text.replace("\n", " ").replace("  ", " ") or "3" in page.text
    assert stored(attempts) == before
    assert not KeyAmendment.objects.exists()
    answer = committed(as_li, page)
    made = KeyAmendment.objects.get()
    assert (made.verb, made.quiz, made.only, made.withdraws) == ("accept_also", quiz, [], False)
    assert (made.reason, made.by.username) == (WHY, "li")
    assert answer.url == reverse(
        "sittings:regrade_decision", kwargs={"quiz": quiz.uuid, "decision": made.uuid}
    )
    assert MarkChange.objects.count() == 3
    assert Regrading.objects.get().finished_at is not None
    told = soup(as_li.get(answer.url)).text
    assert "升 3，降 0" in told
    assert "代表2" in told


def test_every_way_has_its_page_for_every_kind(quiz: Quiz, as_li: Client) -> None:
    for number in ("S1", "M1", "T1", "F1", "P1", "O1", "C1"):
        for way in ("accept_also", "new_key", "full_marks", "leave_out"):
            page = soup(as_li.get(page_of(quiz, number, way)))
            ready = number != "C1" or way in {"full_marks", "leave_out"}
            assert bool(page.select("textarea[name=reason]")) is ready
    assert soup(as_li.get(page_of(quiz, "C1", "new_key", part=2))).select("[name=key-answer]")


def test_the_page_counts_the_answers(quiz: Quiz, as_li: Client) -> None:
    rows = soup(as_li.get(page_of(quiz, "S1"))).select(".regrading__answers tbody tr")
    told = [(row.th.text.strip(), row.select_one(".sittings__number").text) for row in rows]
    assert told == [("甲", "0"), ("乙", "3"), ("丙", "3"), ("丁", "0"), ("没有作答", "1")]


def test_a_reason_must_be_given(quiz: Quiz, as_li: Client) -> None:
    url, posted = accept(quiz)
    page = soup(as_li.post(url, {"whose": "all", **posted}))
    assert "请写明理由" in page.text
    assert page.select("input[name=key-right][checked]")  # what was ticked is still there
    assert "请至少选一个选项" in tried(as_li, url).text


def test_going_back_keeps_what_was_said(quiz: Quiz, as_li: Client) -> None:
    url, posted = accept(quiz)
    page = tried(as_li, url, **posted, again="1")
    assert page.select_one("textarea[name=reason]").text.strip() == WHY
    assert not page.select("form[action*=commit]")


def test_changed_meanwhile_the_dry_run_is_shown_again(
    quiz: Quiz, as_li: Client, wang: User
) -> None:
    url, posted = accept(quiz)
    page = tried(as_li, url, **posted)
    finish(begin(quiz, wang), {})
    answer = soup(committed(as_li, page))
    assert "重新试算" in answer.text
    assert not KeyAmendment.objects.exists()
    assert committed(as_li, answer).status_code == 302


def test_committed_twice_there_is_one_decision(quiz: Quiz, as_li: Client) -> None:
    url, posted = accept(quiz)
    page = tried(as_li, url, **posted)
    committed(as_li, page)
    assert committed(as_li, page).status_code == 200
    assert KeyAmendment.objects.count() == 1


def test_the_chosen_sittings_and_the_withdrawn_pass(quiz: Quiz, as_li: Client) -> None:
    chosen = str(Attempt.objects.get(quiz=quiz, learner__name="代表1").pk)
    url = page_of(quiz, "S1", "leave_out", only=chosen)
    ticked = soup(as_li.get(url)).select("input[name=only][checked]")
    assert [box["value"] for box in ticked] == [chosen]
    page = tried(as_li, url, whose="some", only=[chosen], withdraws="on")
    committed(as_li, page)
    made = KeyAmendment.objects.get()
    assert (made.only, made.withdraws) == ([chosen], True)
    nobody = tried(as_li, page_of(quiz, "T1", "leave_out"), whose="some")
    assert "请勾选要重评的作答" in nobody.text


def test_a_decision_is_taken_back_after_a_dry_run(quiz: Quiz, as_li: Client, li: User) -> None:
    attempts = list(Attempt.objects.filter(quiz=quiz))
    before = stored(attempts)
    made = carried_out(decision(quiz, Verb.LEAVE_OUT), li).amendment
    there = reverse("sittings:regrade_decision", kwargs={"quiz": quiz.uuid, "decision": made.uuid})
    link = next(a["href"] for a in soup(as_li.get(there)).select("a") if "take_back" in a["href"])
    committed(as_li, tried(as_li, link.removesuffix("#way")))
    assert stored(attempts) == before
    again = soup(as_li.get(there))
    assert "已由" in again.text
    assert not [a for a in again.select("a") if "take_back" in a["href"]]
    assert as_li.get(link).status_code == 404


def test_in_every_quiz_that_asked_it(dinghai: World, quiz: Quiz, as_li: Client) -> None:
    other, attempts = the_class(dinghai, key="other")
    page = soup(as_li.get(page_of(quiz, "S1", "leave_out")))
    assert f"《{other}》" in page.select_one(".regrading__form").text
    committed(as_li, tried(as_li, page_of(quiz, "S1", "leave_out"), where="everywhere"))
    assert KeyAmendment.objects.get().quiz is None
    assert {a.maximum for a in Attempt.objects.filter(pk__in=[a.pk for a in attempts])} == {6}


def test_answers_are_marked_by_a_newer_version(dinghai: World, quiz: Quiz, as_li: Client) -> None:
    from courses.questions.services import freeze

    assert as_li.get(page_of(quiz, "S1", "replay")).status_code == 404  # there is no newer one
    question = dinghai.questions[0]
    for choice in question.choices.all():
        choice.right = choice.text == "丙"
        choice.save()
    newer = freeze(question=type(question).objects.get(pk=question.pk), by=None, at=LATER)
    url = page_of(quiz, "S1", "replay")
    assert "第 2 版" in soup(as_li.get(url)).text
    committed(as_li, tried(as_li, url, newer=str(newer.uuid)))
    made = KeyAmendment.objects.get()
    assert (made.verb, made.version.num) == ("new_key", 1)
    assert made.answer_key["right"] == option(asked("S1"), "丙")


def test_a_newer_version_that_does_not_fit_is_refused(
    dinghai: World, quiz: Quiz, as_li: Client
) -> None:
    from courses.questions.services import freeze

    question = dinghai.questions[0]
    question.choices.get(text="丁").delete()
    newer = freeze(question=type(question).objects.get(pk=question.pk), by=None, at=LATER)
    page = tried(as_li, page_of(quiz, "S1", "replay"), newer=str(newer.uuid))
    assert "对不上" in page.text
    assert not page.select("form[action*=commit]")


def test_upheld_objections_are_answered_by_it(quiz: Quiz, as_li: Client) -> None:
    attempt = Attempt.objects.get(quiz=quiz, learner__name="代表2")
    item = attempt.items.get(version=asked("S1"))
    objection = Objection.objects.create(
        learner_id=item.learner_id, item=item, text="丙也对", raised_at=LATER, verdict="upheld"
    )
    url, posted = accept(quiz)
    assert "丙也对" in soup(as_li.get(page_of(quiz, "S1"))).text
    page = tried(as_li, url, **posted)
    assert "1 条成立的疑问" in page.text
    there = committed(as_li, page).url
    objection.refresh_from_db()
    assert objection.amendment == KeyAmendment.objects.get()
    assert "回应了 1 条疑问" in soup(as_li.get(there)).text
    assert "丙也对" not in soup(as_li.get(page_of(quiz, "S1"))).text


def test_from_one_sitting_that_sitting_is_chosen(quiz: Quiz, as_li: Client) -> None:
    attempt = Attempt.objects.get(quiz=quiz, learner__name="代表2")
    named = {"quiz": quiz.uuid, "attempt": attempt.pk}
    sitting = soup(as_li.get(reverse("sittings:sitting", kwargs=named)))
    link = next(a["href"] for a in sitting.select("a") if "only=" in a.get("href", ""))
    way = next(
        a["href"] for a in soup(as_li.get(link)).select("a") if "leave_out" in a.get("href", "")
    )
    page = soup(as_li.get(link.partition("?")[0] + way.partition("#")[0]))
    assert [box["value"] for box in page.select("input[name=only][checked]")] == [str(attempt.pk)]
    assert page.select_one("input[name=whose][value=some]").has_attr("checked")


def test_a_long_regrading_shows_how_far_it_is(
    quiz: Quiz, as_li: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SECONDS_AT_ONCE", 0)
    url, posted = accept(quiz)
    there = committed(as_li, tried(as_li, url, **posted)).url
    assert "正在重评：1 / 7 份" in soup(as_li.get(there)).text
    other = tried(as_li, page_of(quiz, "T1", "leave_out"))
    assert "正在为另一个决定重评" in other.text
    assert not other.select("form[action*=commit]")
    for _press in range(8):
        as_li.post(f"{there}go-on")
    page = soup(as_li.get(there))
    assert "正在重评" not in page.text
    assert MarkChange.objects.count() == 3


def test_a_long_dry_run_is_gone_on_with(
    quiz: Quiz, as_li: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.learning.attempts.regrading import kept

    monkeypatch.setattr(rehearsal, "BATCH", 4)
    monkeypatch.setattr(kept, "SECONDS_AT_ONCE", 0)
    url, posted = accept(quiz)
    page = tried(as_li, url, **posted)
    assert "正在试算：4 / 7 份" in page.text
    form = page.select_one("form[data-go-on]")
    page = soup(as_li.post(form["action"], fields_of(form)))
    assert commit_form(page)


# ---- lists


def test_the_history_and_its_file_say_the_same(quiz: Quiz, as_li: Client, li: User) -> None:
    carried_out(decision(quiz, Verb.ACCEPT_ALSO), li)
    carried_out(decision(quiz, Verb.LEAVE_OUT, "T1", reason="=1+1"), li)
    there = reverse("sittings:regrading", kwargs={"quiz": quiz.uuid})
    table = soup(as_li.get(there)).select_one("table")
    shown = [
        [cell.text.split()[0] for cell in row.select(".sittings__number")][1:]
        for row in table.select("tbody tr")
    ]
    answer = as_li.post(reverse("sittings:regrading_export", kwargs={"quiz": quiz.uuid}))
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [[r["成绩有变"], r["新及格"], r["取消了及格"]] for r in rows] == shown
    assert [row["处理办法"] for row in rows] == ["不计入总分", "这样答也算对"]
    assert rows[0]["理由"] == "'=1+1"
    assert rows[1]["答案"] == "丙"
    assert AuditEvent.objects.filter(action="export.regradings").count() == 1


def test_queries_do_not_grow_with_the_class(quiz: Quiz, as_li: Client, li: User) -> None:
    as_li.get(page_of(quiz, "S1"))
    with at_most(32):
        as_li.get(page_of(quiz, "S1", "accept_also"))
    url, posted = accept(quiz)
    with at_most(44):
        tried(as_li, url, **posted)
    made = carried_out(decision(quiz, Verb.FULL_MARKS), li).amendment
    named = {"quiz": quiz.uuid, "decision": made.uuid}
    with at_most(32):
        as_li.get(reverse("sittings:regrade_decision", kwargs=named))
    with at_most(26):
        as_li.get(reverse("sittings:regrading", kwargs={"quiz": quiz.uuid}))


# ---- who


def every_address(quiz: Quiz, made: KeyAmendment) -> list[tuple[str, str]]:
    of_quiz, of_version = {"quiz": quiz.uuid}, {"quiz": quiz.uuid, "version": made.version.uuid}
    of_decision = {"quiz": quiz.uuid, "decision": made.uuid}
    return [
        ("get", reverse("sittings:regrading", kwargs=of_quiz)),
        ("post", reverse("sittings:regrading_export", kwargs=of_quiz)),
        ("get", reverse("sittings:regrade", kwargs=of_version)),
        ("post", reverse("sittings:regrade", kwargs=of_version, query={"way": "leave_out"})),
        ("post", reverse("sittings:regrade_commit", kwargs=of_version, query={"way": "leave_out"})),
        ("get", reverse("sittings:regrade_decision", kwargs=of_decision)),
        ("post", reverse("sittings:regrade_go_on", kwargs=of_decision)),
    ]


def test_nothing_of_it_is_there_for_another_congress(
    quiz: Quiz, as_qian: Client, as_sun: Client, li: User
) -> None:
    made = carried_out(decision(quiz, Verb.FULL_MARKS), li).amendment
    for client in (as_qian, as_sun):
        for method, url in every_address(quiz, made):
            assert getattr(client, method)(url, {"reason": WHY}).status_code == 404, url
    assert KeyAmendment.objects.count() == 1


def test_learners_and_the_office_are_turned_away(
    quiz: Quiz, wang: User, chen: User, zhang: User, zhao: User, li: User
) -> None:
    made = carried_out(decision(quiz, Verb.FULL_MARKS), li).amendment
    for user in (wang, chen, zhang, zhao):
        for method, url in every_address(quiz, made):
            assert getattr(browser(user), method)(url).status_code in {302, 403}, (user, url)
    assert KeyAmendment.objects.count() == 1


def test_questions_and_decisions_of_other_quizzes_are_not_found(
    dinghai: World, quiz: Quiz, as_li: Client, li: User
) -> None:
    other, _attempts = the_class(dinghai, key="other")
    made = carried_out(decision(other, Verb.FULL_MARKS), li).amendment
    named = {"quiz": quiz.uuid, "decision": made.uuid}
    assert as_li.get(reverse("sittings:regrade_decision", kwargs=named)).status_code == 404
    unsat = {"quiz": dinghai.final.uuid, "version": asked("S1").uuid}
    assert as_li.get(reverse("sittings:regrade", kwargs=unsat)).status_code == 404


def test_people_of_another_congress_are_counted_but_not_named(
    quiz: Quiz, as_li: Client, wang: User, zhao: User
) -> None:
    attempts.start(quiz=quiz, learner_id=wang.pk, enrolment=None, now=LATER)
    alone = finish(begin(quiz, wang), {})
    theirs = finish(begin(quiz, zhao), {})
    page = tried(as_li, page_of(quiz, "S1", "full_marks"))
    assert "王代表" in page.text  # in no class, but of this congress
    assert str(alone.pk) in str(page)
    assert "赵代表" not in page.text
    assert "不在您的班里" in page.text
    assert str(theirs.pk) not in str(page)
    offered = soup(as_li.get(page_of(quiz, "S1", "full_marks"))).select("input[name=only]")
    assert str(theirs.pk) not in {box["value"] for box in offered}


def test_a_shared_question_is_decided_on_in_ones_own_quiz_only(
    dinghai: World, elsewhere: World, as_li: Client, admin: User, wang: User, zhao: User
) -> None:
    row = Question.objects.non_polymorphic().filter(pk=questions.single(dinghai.root, "SH").pk)
    here = quiz_of(dinghai.root, "here", [row.get()])
    mine = finish(begin(here, wang), {})
    row.update(owner_root=elsewhere.root)
    there = quiz_of(elsewhere.root, "there", [row.get()])
    theirs = finish(begin(there, zhao), {})
    row.update(owner_root=None)
    url = page_of(here, "SH", "full_marks")
    assert not soup(as_li.get(url)).select("input[name=where]")
    committed(as_li, tried(as_li, url, where="everywhere"))
    assert KeyAmendment.objects.get().quiz == here
    assert set(stored([mine, theirs]).values()) == {(100, None), (0, None)}
    made = carried_out(decision(None, Verb.FULL_MARKS, "SH"), admin).amendment
    named = {"quiz": here.uuid, "decision": made.uuid}
    page = soup(as_li.get(reverse("sittings:regrade_decision", kwargs=named)))
    assert not [a for a in page.select("a") if "take_back" in a["href"]]
    undo = page_of(here, "SH", "take_back", decision=str(made.uuid))
    assert as_li.get(undo).status_code == 404
    assert browser(admin).get(undo).status_code == 200


def test_a_decision_for_every_quiz_on_a_shared_question_is_not_the_trainers_to_undo(
    dinghai: World, as_li: Client, admin: User, wang: User
) -> None:
    row = Question.objects.non_polymorphic().filter(pk=questions.single(dinghai.root, "SH").pk)
    here = quiz_of(dinghai.root, "here", [row.get()])
    finish(begin(here, wang), {})
    made = carried_out(decision(None, Verb.FULL_MARKS, "SH"), admin).amendment
    undo = page_of(here, "SH", "take_back", decision=str(made.uuid))
    assert as_li.get(undo).status_code == 200
    row.update(owner_root=None)  # it may be asked anywhere tomorrow
    assert as_li.get(undo).status_code == 404
