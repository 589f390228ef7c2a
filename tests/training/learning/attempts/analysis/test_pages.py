"""Item analysis at the trainers' desk: what it shows, to whom, and as of when."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.models import Question, QuestionVersion, Quiz, QuizStatistics
from courses.questions.services import freeze
from tests.counting import at_most
from tests.factories.world import World, quiz_of
from tests.training.learning.attempts.analysis.classes import NOW, RIGHT, enrolled, sat
from training.cohorts.models import Enrolment
from training.learning.attempts.analysis.records import Selection
from training.learning.attempts.analysis.selectors import analysed as read
from training.learning.attempts.analysis.services import analyse
from training.people.models import AuditEvent

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
# The right answers, and a second paper on which the blanks are nearly right.
ALL_RIGHT = list(RIGHT.values())
NEARLY = ["甲", "甲", "对", "三分之一|十年", "议案=50人", "", "先询问;错"]


@pytest.fixture
def few(dinghai: World) -> list[Enrolment]:
    return enrolled(dinghai, 4)


@pytest.fixture
def analysed(dinghai: World, few: list[Enrolment]) -> Quiz:
    """The final, sat by four."""
    sat(dinghai.final, few, [ALL_RIGHT, ALL_RIGHT, NEARLY, NEARLY])
    analyse(quiz=dinghai.final, now=LATER)
    return dinghai.final


def address(name: str, quiz: Quiz, **extra: object) -> str:
    return reverse(f"sittings:{name}", kwargs={"quiz": quiz.uuid, **extra})


def page_of(client: Client, url: str) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def question_page(client: Client, quiz: Quiz, position: int) -> BeautifulSoup:
    figures = QuizStatistics.objects.get(quiz=quiz, selection="first").figures
    pk = figures["places"][position - 1]["versions"][0]["version"]
    version = QuestionVersion.objects.get(pk=pk)
    return page_of(client, address("analysis_question", quiz, version=version.uuid))


def text_of(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


def test_it_says_as_of_when_and_of_how_many(as_li, analysed, dinghai):
    sat(dinghai.final, enrolled(dinghai, 2, "N"), [ALL_RIGHT] * 2, LATER + timedelta(hours=1))
    told = text_of(page_of(as_li, address("analysis", analysed)))
    at = timezone.localtime(LATER).strftime("%Y-%m-%d %H:%M")
    assert f"截至 {at}，每人第一次，共 4 人次。 之后又有 2 人次。" in told


def test_every_question_stands_in_the_table_with_its_figures(as_li, analysed):
    page = page_of(as_li, address("analysis", analysed))
    rows = page.select("tr.analysis__line--question")
    assert [row.select_one("a").text for row in rows] == [f"{number} v1" for number in RIGHT]
    single = [cell.text for cell in rows[0].select("td")]
    # n, answered, worth, mean, facility; the other figures follow.
    assert single[:5] == ["4", "4", "1", "0.5", "50.0%"]
    assert single[6] == "25.0%"
    assert len(page.select("tr.analysis__line--part")) == 2


def test_under_thirty_answers_it_says_only_that(as_li, analysed):
    page = page_of(as_li, address("analysis", analysed))
    assert {flag.text for flag in page.select(".analysis__flag")} == {"样本不足"}
    assert "不到 30" in text_of(page)


def test_it_is_sorted_by_any_figure_either_way(as_li, analysed):
    def column(sort: str, cell: int) -> list[float]:
        page = page_of(as_li, f"{address('analysis', analysed)}?sort={sort}")
        rows = page.select("tr.analysis__line--question")
        return [float(row.select("td")[cell].text.rstrip("%")) for row in rows]

    facilities = column("facility", 4)
    assert facilities == sorted(facilities)
    guesses = column("-guess", 6)
    assert guesses == sorted(guesses, reverse=True)
    backwards = page_of(as_li, f"{address('analysis', analysed)}?sort=-place")
    assert backwards.select_one("tr.analysis__line--question a").text == "C1 v1"


def test_other_sittings_of_a_person_are_a_switch_away(as_li, analysed, few, dinghai):
    sat(dinghai.final, few[:1], [NEARLY], LATER + timedelta(hours=1))
    analyse(quiz=analysed, now=LATER + timedelta(hours=2))
    told = text_of(page_of(as_li, f"{address('analysis', analysed)}?attempts=all"))
    assert "全部作答，共 5 人次。" in told
    assert "每人第一次，共 4 人次。" in text_of(page_of(as_li, address("analysis", analysed)))


def test_nonsense_in_the_address_counts_as_not_asked(as_li, analysed):
    page = page_of(as_li, f"{address('analysis', analysed)}?attempts=some&sort=colour")
    assert "每人第一次" in text_of(page)


def test_a_question_shows_who_chose_what(as_li, analysed):
    page = question_page(as_li, analysed, 1)
    rows = {
        row.th.get_text(" ", strip=True): [cell.get_text(strip=True) for cell in row.select("td")]
        for row in page.select(".analysis__choices tbody tr")
    }
    assert rows["✓ 对 乙"][:2] == ["2", "50%"]
    assert rows["甲"][0] == "2"
    assert rows["没有作答"][0] == "0"
    # The two best sittings chose 乙, the two others 甲; in fours, no third is torn apart.
    assert rows["✓ 对 乙"][2] == "100%"
    assert rows["甲"][4] == "100%"


def test_blanks_show_what_was_written_and_what_was_nearly_right(as_li, analysed):
    told = text_of(question_page(as_li, analysed, 4))
    assert "第 2 空" in told
    assert "算对的：十、10" in told
    assert "接近“十”" in told


def test_the_parts_of_a_case_are_shown_one_by_one(as_li, analysed):
    told = text_of(question_page(as_li, analysed, 7))
    assert "小题 1：先做什么？" in told
    assert "小题 2：可以当场拍板。" in told


def test_bars_have_their_numbers_beside_them_and_no_style_of_their_own(as_li, analysed):
    page = question_page(as_li, analysed, 1)
    for share in page.select(".analysis__share"):
        assert share.svg["aria-hidden"] == "true"
        assert share.get_text(strip=True) == f"{share.select('rect')[1]['width']}%"
    assert not page.select("main [style]")


def test_a_quiz_nobody_has_sat_says_what_will_happen(as_li, dinghai):
    told = text_of(page_of(as_li, address("analysis", dinghai.final)))
    assert "还没有判完分的作答" in told


def test_a_quiz_that_was_sat_but_not_analysed_offers_to(as_li, dinghai, few):
    sat(dinghai.final, few[:1], [ALL_RIGHT])
    told = text_of(page_of(as_li, address("analysis", dinghai.final)))
    assert "还没有计算过。" in told
    assert "已经有人做完了，还没有计算。" in told


def test_the_button_works_it_out_now(as_li, dinghai, few):
    sat(dinghai.final, few, [ALL_RIGHT] * 4)
    answer = as_li.post(address("analyse", dinghai.final), {"attempts": "best"}, follow=True)
    assert answer.redirect_chain[-1][0].endswith("?attempts=best")
    assert "已重新计算，用到 4 份作答。" in answer.content.decode()
    assert "每人最好一次，共 4 人次。" in text_of(BeautifulSoup(answer.content, "html.parser"))


def test_the_file_holds_the_same_figures_and_is_noted(as_li, analysed, li):
    answer = as_li.post(address("analysis_export", analysed), {"attempts": "first"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("题位,小题,题号,版本,题型,题干,计入,人次")
    assert len(lines) == 1 + 7 + 2  # seven questions, two parts
    assert lines[1].startswith("1,,S1,1,单选题,选哪个？,每人第一次,4,4,1.0,0.5,0.5")
    event = AuditEvent.objects.get(action="export.analysis")
    assert (event.actor_id, event.target) == (li.pk, "final")


def test_only_who_works_on_the_quizs_congress_sees_it(as_qian, analysed):
    version = analysed.statistics.first().figures["places"][0]["versions"][0]["version"]
    uuid = QuestionVersion.objects.get(pk=version).uuid
    assert as_qian.get(address("analysis", analysed)).status_code == 404
    assert as_qian.get(address("analysis_question", analysed, version=uuid)).status_code == 404
    assert as_qian.post(address("analyse", analysed)).status_code == 404
    assert as_qian.post(address("analysis_export", analysed)).status_code == 404


def test_a_question_that_was_not_asked_there_is_not_found(as_li, analysed, elsewhere):
    foreign = elsewhere.questions[0].live_version
    url = address("analysis_question", analysed, version=foreign.uuid)
    assert as_li.get(url).status_code == 404


def test_reading_writes_nothing(as_li, analysed):
    before = list(QuizStatistics.objects.order_by("pk").values_list("pk", "computed_at"))
    page_of(as_li, address("analysis", analysed))
    assert list(QuizStatistics.objects.order_by("pk").values_list("pk", "computed_at")) == before


def test_queries_do_not_grow_with_questions(as_li, analysed, dinghai, few):
    short = quiz_of(dinghai.root, "short", dinghai.questions[:1], purpose="early")
    sat(short, few, [["乙"]] * 4)
    analyse(quiz=short, now=LATER)

    def queries(quiz: Quiz) -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(as_li, address("analysis", quiz))
        return len(captured)

    queries(short)
    assert queries(analysed) == queries(short)


def test_the_figures_themselves_take_four_queries(analysed):
    with at_most(4):
        told = read(quiz=analysed, selection=Selection.FIRST)
    assert told.lines()


# ---- with a class large enough


@pytest.fixture
def upside_down(dinghai: World) -> Quiz:
    """Thirty sit a paper of two: who gets the first right gets the second wrong."""
    quiz = quiz_of(
        dinghai.root, "down", [dinghai.questions[0], dinghai.questions[2]], purpose="final"
    )
    papers = [["乙", "对"]] * 15 + [["甲", "错"]] * 15
    sat(quiz, enrolled(dinghai, 30), papers)
    analyse(quiz=quiz, now=LATER)
    return quiz


def test_flags_are_words_with_a_shape_and_a_class(as_li, upside_down):
    page = page_of(as_li, address("analysis", upside_down))
    first = page.select("tr.analysis__line--question")[0]
    flags = {flag["class"][-1] for flag in first.select(".analysis__flag")}
    assert flags == {"analysis__flag--negative", "analysis__flag--never_chosen"}
    assert all(flag.text.strip() for flag in first.select(".analysis__flag"))
    told = text_of(question_page(as_li, upside_down, 1))
    assert "没有一个人选：丙、丁。" in told


def test_the_landing_page_counts_them_and_leads_to_the_bank(as_li, upside_down):
    page = page_of(as_li, reverse("wagtailadmin_home"))
    task = next(a for a in page.select(".desk__tasks a") if "有问题的题目" in a.text)
    assert task.select_one(".desk__count").text == "2"
    listed = page_of(as_li, task["href"]).select("table.listing tbody tr")
    assert len(listed) == 2
    assert {number for row in listed for number in RIGHT if number in row.text} == {"S1", "T1"}


def test_a_new_version_of_a_question_is_not_blamed_for_the_old_one(as_li, upside_down, dinghai):
    question = dinghai.questions[0]
    question.stem = "改过的题干？"
    question.save()
    freeze(question=question, by=None, at=LATER)
    page = page_of(as_li, reverse("wagtailadmin_home"))
    task = next(a for a in page.select(".desk__tasks a") if "有问题的题目" in a.text)
    assert task.select_one(".desk__count").text == "1"


def test_a_retired_question_waits_for_nobody(as_li, upside_down, dinghai):
    Question.objects.non_polymorphic().filter(pk=dinghai.questions[0].pk).update(retired_at=LATER)
    page = page_of(as_li, reverse("wagtailadmin_home"))
    task = next(a for a in page.select(".desk__tasks a") if "有问题的题目" in a.text)
    assert task.select_one(".desk__count").text == "1"
    assert len(page_of(as_li, task["href"]).select("table.listing tbody tr")) == 1


def test_there_is_no_task_where_nothing_is_wrong(as_li, analysed):
    page = page_of(as_li, reverse("wagtailadmin_home"))
    assert "有问题的题目" not in page.get_text()
