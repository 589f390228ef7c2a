"""The marker's desk through its pages: the queue, one answer after the other, and who sees what."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.desk import browser
from tests.factories.essays import case_with_essay, short_answer
from tests.factories.people import appear
from tests.factories.world import World, person
from tests.training.learning.attempts.grading.scripts import (
    FULL,
    HALF,
    NONE,
    essay_quiz,
    give,
    hand_in,
    minutes,
    only_item,
    share_of,
    trainer,
)
from tests.training.learning.attempts.sitting import quiz_with
from training.learning.attempts.models import Attempt, AttemptItem, ManualMark
from training.packs.desk import prepare_desk
from training.people.models import Membership, User

pytestmark = pytest.mark.django_db


def deputies(world: World, count: int) -> list[User]:
    """That many deputies in the class, numbered R901 on."""
    made = []
    for n in range(1, count + 1):
        made.append(person(f"R9{n:02}", f"代表{n}", world.unit, Membership.Role.DEPUTY))
        world.enrol(made[-1])
    return made


def page_of(attempt: Attempt, item: AttemptItem | None = None, query: str = "") -> str:
    item = item or only_item(attempt)
    return reverse("sittings:marking_answer", args=[attempt.quiz.uuid, item.pk]) + query


def shown(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def filled(page: BeautifulSoup, *levels: str, **more: str) -> dict[str, str]:
    """The form as shown, with a level for each criterion."""
    form = page.select_one("form[data-marking]")
    assert form is not None
    hidden = {f["name"]: f["value"] for f in form.select("input[type=hidden]")}
    names = list(dict.fromkeys(f["name"] for f in form.select("input[type=radio]")))
    return {**hidden, **dict(zip(names, levels, strict=True)), **more}


def words(page: BeautifulSoup) -> str:
    return " ".join(page.select_one(".marking").get_text(" ").split())  # type: ignore[union-attr]


# ---- the queue


def test_the_landing_page_counts_what_waits_for_me(
    as_li: Client, dinghai: World, wang: User, chen: User
) -> None:
    quiz = essay_quiz(dinghai)
    hand_in(quiz, wang)
    hand_in(quiz, chen)
    page = as_li.get("/admin/").content.decode()
    assert '<span class="desk__count">2</span> 待评阅的答案' in page


def test_nothing_waits_and_the_page_says_what_will(as_li: Client) -> None:
    assert "现在没有要人评阅的答案" in words(shown(as_li, reverse("sittings:marking")))


def test_the_queue_shows_progress_and_begins_with_the_oldest(
    as_li: Client, dinghai: World, li: User
) -> None:
    quiz = essay_quiz(dinghai)
    first, second, third = (
        hand_in(quiz, who, now=minutes(n)) for n, who in enumerate(deputies(dinghai, 3))
    )
    give(only_item(first), li, FULL, FULL, FULL)
    page = shown(as_li, reverse("sittings:marking"))
    assert "1 / 3" in words(page)
    start = page.select_one(".marking a.button")
    assert start is not None
    assert str(only_item(second).pk) in start["href"]
    assert str(only_item(third).pk) not in str(page)


def test_by_person_one_sitting_is_taken_after_the_other(
    as_li: Client, dinghai: World, wang: User, chen: User
) -> None:
    quiz = quiz_with(dinghai, short_answer(dinghai.root), case_with_essay(dinghai.root))
    said = {"q1": ["一"], "q2.1": ["false"], "q2.2": ["先看。"]}
    hand_in(quiz, chen, said, now=minutes(1))
    attempt = hand_in(quiz, wang, said)
    page = shown(as_li, reverse("sittings:marking") + "?by=person")
    assert "2 题" in words(page)
    saved = as_li.post(
        page_of(attempt, query="?by=person"),
        filled(shown(as_li, page_of(attempt, query="?by=person")), FULL, FULL, FULL),
    )
    essay = attempt.items.get(position=2)
    assert saved.headers["Location"] == page_of(attempt, essay, "?part=essay&by=person")


# ---- one answer


def test_saving_goes_on_to_the_next_answer_of_the_same_question(
    as_li: Client, dinghai: World, wang: User, chen: User
) -> None:
    quiz = essay_quiz(dinghai)
    first, second = hand_in(quiz, wang), hand_in(quiz, chen, now=minutes(1))
    page = shown(as_li, page_of(first))
    assert "弄清事实，有例子" in words(page)
    saved = as_li.post(page_of(first), filled(page, FULL, HALF, NONE, comment="再具体些。"))
    assert saved.headers["Location"] == page_of(second)
    mark = ManualMark.objects.get()
    assert (mark.fraction, mark.comment) == (0.5, "再具体些。")
    after = shown(as_li, page_of(second))
    assert "已保存" in after.get_text()
    assert "已评完 1 / 2" in words(after)
    done = as_li.post(page_of(second), filled(after, FULL, FULL, FULL), follow=True)
    assert "等您评的都评完了" in done.content.decode()


def test_a_comment_is_offered_again_under_the_same_question(
    as_li: Client, dinghai: World, wang: User, chen: User, li: User
) -> None:
    quiz = essay_quiz(dinghai)
    first, second = hand_in(quiz, wang), hand_in(quiz, chen)
    give(only_item(first), li, FULL, HALF, NONE, comment="单位没有找对。")
    page = shown(as_li, page_of(second))
    assert "单位没有找对。" in [o.get_text() for o in page.select("select[name=phrase] option")]
    as_li.post(
        page_of(second), filled(page, FULL, HALF, NONE, comment="好。", phrase="单位没有找对。")
    )
    assert ManualMark.objects.get(item=only_item(second)).comment == "好。\n单位没有找对。"


def test_what_was_typed_stays_when_a_criterion_is_missing(
    as_li: Client, dinghai: World, wang: User
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    posted = filled(shown(as_li, page_of(attempt)), FULL, HALF, NONE, comment="写了很久的评语")
    posted.pop(next(name for name in posted if name.startswith("criterion")))
    answer = as_li.post(page_of(attempt), posted)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    assert "请选一项。" in words(page)
    assert "写了很久的评语" in page.select_one("textarea").text  # type: ignore[union-attr]
    assert len(page.select("input[type=radio][checked]")) == 2
    assert not ManualMark.objects.exists()


def test_two_at_once_the_second_sees_the_first_mark_and_keeps_what_she_typed(
    as_li: Client, as_shen: Client, dinghai: World, wang: User
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    lis, shens = shown(as_li, page_of(attempt)), shown(as_shen, page_of(attempt))
    as_li.post(page_of(attempt), filled(lis, FULL, HALF, NONE))
    told = as_shen.post(page_of(attempt), filled(shens, FULL, FULL, FULL, comment="全写到了"))
    page = BeautifulSoup(told.content, "html.parser")
    assert "李教员 刚刚评了这份答案" in words(page)
    assert "全写到了" in page.select_one("textarea").text  # type: ignore[union-attr]
    assert page.select_one("input[name=reason]") is not None, "the result is out by now"
    again = filled(page, FULL, FULL, FULL, comment="全写到了", reason="三点都写到了")
    as_shen.post(page_of(attempt), again)
    assert share_of(attempt) == 100


def test_a_group_asks_for_the_written_part_and_shows_the_others(
    as_li: Client, dinghai: World, wang: User
) -> None:
    quiz = quiz_with(dinghai, case_with_essay(dinghai.root))
    attempt = hand_in(quiz, wang, {"q1.1": ["false"], "q1.2": ["先看，再问。"]})
    page = shown(as_li, page_of(attempt, query="?part=essay"))
    assert "路灯不亮" in words(page)
    assert "先看，再问。" in words(page)
    other = page.select_one(".marking__other")
    assert other is not None
    assert "正确" in other.get_text()
    as_li.post(page_of(attempt, query="?part=essay"), filled(page, FULL, NONE))
    assert share_of(attempt) == 75


@pytest.mark.parametrize("query", ["?part=claim", "?part=nothing", ""])
def test_a_part_that_no_person_marks_is_not_found(
    query: str, as_li: Client, dinghai: World, wang: User
) -> None:
    quiz = quiz_with(dinghai, case_with_essay(dinghai.root))
    attempt = hand_in(quiz, wang, {"q1.1": ["false"], "q1.2": ["先看。"]})
    assert as_li.get(page_of(attempt, query=query)).status_code == 404


# ---- names


def test_the_name_is_hidden_until_the_answer_is_marked(
    as_li: Client, dinghai: World, wang: User
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang, {"q1": ["弄清事实。"]})
    for url in (
        page_of(attempt),
        reverse("sittings:marking"),
        reverse("sittings:marking") + "?by=person",
        reverse(
            "sittings:marking_question", args=[attempt.quiz.uuid, only_item(attempt).version.uuid]
        ),
    ):
        assert "王代表" not in as_li.get(url).content.decode()
    as_li.post(page_of(attempt), filled(shown(as_li, page_of(attempt)), FULL, FULL, FULL))
    assert "王代表" in words(shown(as_li, page_of(attempt)))


# ---- changing, looking back


def test_a_finished_answer_is_changed_with_a_reason(
    as_li: Client, dinghai: World, wang: User
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    as_li.post(page_of(attempt), filled(shown(as_li, page_of(attempt)), FULL, HALF, NONE))
    page = shown(as_li, page_of(attempt))
    assert "评阅记录（1 次）" in words(page)
    without = as_li.post(page_of(attempt), filled(page, FULL, FULL, NONE))
    assert "改分要写明理由" in without.content.decode()
    as_li.post(page_of(attempt), filled(page, FULL, FULL, NONE, reason="漏看了第二段"))
    assert share_of(attempt) == 75


def test_all_answers_to_a_question_are_listed_marked_or_not(
    as_li: Client, dinghai: World, wang: User, chen: User, li: User
) -> None:
    quiz = essay_quiz(dinghai)
    first = hand_in(quiz, wang)
    hand_in(quiz, chen, {"q1": [""]})
    give(only_item(first), li, FULL, HALF, NONE)
    version = only_item(first).version
    page = words(shown(as_li, reverse("sittings:marking_question", args=[quiz.uuid, version.uuid])))
    assert "王代表" in page
    assert "50%" in page
    assert "没有作答，不用评。" in page
    assert "1 / 1" in words(shown(as_li, reverse("sittings:marking_quiz", args=[quiz.uuid])))


# ---- two markers


def test_the_second_marker_does_not_see_the_first_mark(
    as_li: Client, as_shen: Client, dinghai: World, wang: User
) -> None:
    attempt = hand_in(essay_quiz(dinghai, second_marker=True), wang)
    lis = filled(shown(as_li, page_of(attempt)), FULL, FULL, FULL, comment="我看很好")
    as_li.post(page_of(attempt), lis)
    overview = words(shown(as_li, reverse("sittings:marking")))
    assert "1 份等第二人评" in overview
    page = shown(as_shen, page_of(attempt))
    assert "第一人已经评过" in words(page)
    assert "我看很好" not in str(page)
    assert not page.select("input[type=radio][checked]")
    as_shen.post(page_of(attempt), filled(page, FULL, HALF, FULL))
    assert share_of(attempt) is None, "100 and 75 differ by more than 15"


def test_a_difference_is_decided_with_both_marks_in_sight(
    as_li: Client, as_shen: Client, dinghai: World, wang: User, li: User
) -> None:
    wu = trainer(dinghai, "wu", "吴教员")
    prepare_desk(by=None, today=minutes(0).date())
    attempt = hand_in(essay_quiz(dinghai, second_marker=True), wang)
    give(only_item(attempt), li, FULL, FULL, FULL, comment="我看很好")
    give(only_item(attempt), wu, FULL, NONE, NONE, comment="没有找对单位")
    assert "两人分数相差大" in words(shown(as_shen, reverse("sittings:marking")))
    page = shown(as_shen, page_of(attempt))
    assert "我看很好" in words(page)
    assert "没有找对单位" in words(page)
    assert len(page.select("input[type=radio][checked]")) == 1, "where both agree"
    as_shen.post(page_of(attempt), filled(page, FULL, HALF, HALF))
    assert share_of(attempt) == 62.5
    assert ManualMark.objects.latest("at").decides


def test_a_marker_of_two_that_differ_is_not_asked_again(
    as_li: Client, dinghai: World, wang: User, li: User
) -> None:
    wu = trainer(dinghai, "wu", "吴教员")
    attempt = hand_in(essay_quiz(dinghai, second_marker=True), wang)
    give(only_item(attempt), li, FULL, FULL, FULL)
    give(only_item(attempt), wu, FULL, NONE, NONE)
    assert "待评阅的答案" not in as_li.get("/admin/").content.decode()
    page = shown(as_li, page_of(attempt))
    assert "等别人来定" in words(page)
    as_li.post(page_of(attempt), filled(page, FULL, NONE, NONE))  # comes round of her own accord
    assert share_of(attempt) == 25


# ---- who sees whose answers


def test_answers_of_another_congress_are_not_found(
    as_qian: Client, dinghai: World, wang: User
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    quiz, version = attempt.quiz.uuid, only_item(attempt).version.uuid
    for url in (
        page_of(attempt),
        reverse("sittings:marking_quiz", args=[quiz]),
        reverse("sittings:marking_question", args=[quiz, version]),
    ):
        assert as_qian.get(url).status_code == 404
        assert as_qian.post(url).status_code in {404, 405}
    assert "现在没有要人评阅的答案" in words(shown(as_qian, reverse("sittings:marking")))


def test_an_answer_cannot_be_reached_through_a_quiz_of_ones_own(
    as_qian: Client, dinghai: World, elsewhere: World, wang: User
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    item = only_item(attempt)
    own = reverse("sittings:marking_answer", args=[elsewhere.quiz.uuid, item.pk])
    assert as_qian.get(own).status_code == 404


@pytest.mark.parametrize("who", ["wang", "chen", "zhang"])
def test_deputies_directors_and_the_office_are_turned_away(
    who: str, dinghai: World, wang: User, desk: Any
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    user = wang if who == "wang" else appear(dinghai, who)
    answer = browser(user).get(page_of(attempt))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/door/")


# ---- queries


def test_the_pages_take_the_same_queries_however_long_the_queue(
    as_li: Client, dinghai: World
) -> None:
    quiz = essay_quiz(dinghai)
    attempts = [hand_in(quiz, who, now=minutes(n)) for n, who in enumerate(deputies(dinghai, 7))]
    as_li.get("/admin/")
    with at_most(49):  # the panels of questions and of use of content among them
        as_li.get("/admin/")
    with at_most(22):
        as_li.get(reverse("sittings:marking"))
    with at_most(28):
        as_li.get(page_of(attempts[0]))
    version = only_item(attempts[0]).version
    with at_most(19):
        as_li.get(reverse("sittings:marking_question", args=[quiz.uuid, version.uuid]))
