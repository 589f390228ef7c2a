"""Papers on paper: pinned under a number, the letters leading back to the very options."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client

from courses.models import PrintedPaper, QuestionVersion, Quiz, QuizSlot
from courses.questions.kinds.registry import KINDS, grade
from courses.questions.written import of_kind
from courses.quizzes.errors import PaperIncomplete
from courses.quizzes.printing.selectors import drawn_to_look_at, laid_out, printed
from courses.quizzes.printing.services import MOST_AT_ONCE, print_papers
from courses.quizzes.rules import marking_rules
from tests.counting import at_most
from tests.factories import questions
from tests.factories.bulk import large_bank
from tests.factories.world import World, moment, quiz_of
from training.people.models import User

pytestmark = pytest.mark.django_db
NOW = moment(1, 9)


@pytest.fixture
def paper(dinghai: World, li: User) -> PrintedPaper:
    """The final, printed once."""
    (made,) = print_papers(quiz=dinghai.final, count=1, by=li, now=NOW)
    return made


def sheet_url(paper: PrintedPaper, sheet: str) -> str:
    return f"/admin/quizzes/papers/{paper.quiz_id}/{paper.number}/{sheet}/"


def text(client: Client, url: str) -> str:
    html = client.get(url).content.decode()
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


class TestPinned:
    def test_a_number_always_gives_the_same_paper(
        self, dinghai: World, paper: PrintedPaper
    ) -> None:
        before = printed(dinghai.final, paper.number)
        question = dinghai.questions[0]
        question.stem = "改过的题干"
        question.save()
        questions.published(question)
        dinghai.final.sections.all().delete()
        dinghai.final.shuffle_choices = False
        dinghai.final.save()
        assert printed(dinghai.final, paper.number) == before
        assert "改过的题干" not in str([place.shown for place in laid_out(paper)])

    def test_places_carry_what_an_attempt_needs(self, dinghai: World, paper: PrintedPaper) -> None:
        places = printed(dinghai.final, paper.number)
        assert [place.position for place in places] == [1, 2, 3, 4, 5, 6, 7]
        assert [place.version_id for place in places] == [
            QuestionVersion.objects.get(question=question).pk for question in dinghai.questions
        ]
        assert len({place.seed for place in places}) == 7
        assert {len(place.seed) for place in places} == {32}
        assert {str(place.mark) for place in places} == {"1.00"}

    def test_an_unknown_number_is_none(self, dinghai: World, paper: PrintedPaper) -> None:
        with pytest.raises(PrintedPaper.DoesNotExist):
            printed(dinghai.quiz, paper.number)

    def test_a_number_is_given_once_per_quiz(self, paper: PrintedPaper, li: User) -> None:
        fields = {"quiz": paper.quiz, "seed": "", "items": [], "by": li, "at": NOW}
        with pytest.raises(IntegrityError), transaction.atomic():
            PrintedPaper.objects.create(number=paper.number, **fields)

    def test_a_printed_paper_is_never_changed_or_deleted(self, paper: PrintedPaper) -> None:
        with pytest.raises(TypeError):
            paper.save()
        with pytest.raises(TypeError):
            paper.delete()


class TestSeveral:
    def test_they_have_letters_and_differ(self, dinghai: World, li: User) -> None:
        large_bank(dinghai.root, 60, points=["p0"], tags=["pool"])
        quiz = quiz_of(dinghai.root, "drawn", [], purpose="early")
        QuizSlot.objects.create(section=quiz.sections.get(), draw_tag="pool", draw_count=6)
        made = print_papers(quiz=quiz, count=3, by=li, now=NOW)
        assert [paper.letter for paper in made] == ["A", "B", "C"]
        assert len({paper.number for paper in made}) == 3
        asked = {tuple(item["version"] for item in paper.items) for paper in made}
        assert len(asked) == 3

    @pytest.mark.parametrize("count", [0, MOST_AT_ONCE + 1])
    def test_none_and_too_many_are_refused(self, dinghai: World, li: User, count: int) -> None:
        with pytest.raises(ValueError, match="papers at once"):
            print_papers(quiz=dinghai.final, count=count, by=li, now=NOW)

    def test_a_paper_that_cannot_be_made_leaves_nothing_behind(
        self, dinghai: World, li: User
    ) -> None:
        quiz = quiz_of(dinghai.root, "drawn", [], purpose="early")
        QuizSlot.objects.create(section=quiz.sections.get(), draw_tag="nowhere")
        with pytest.raises(PaperIncomplete):
            print_papers(quiz=quiz, count=2, by=li, now=NOW)
        assert not PrintedPaper.objects.exists()


def test_the_key_keyed_in_by_its_letters_is_marked_right(
    dinghai: World, paper: PrintedPaper
) -> None:
    """What the key sheet prints, written on an answer sheet and read back by the same seed."""
    for place in laid_out(paper, with_key=True):
        body, key = place.version.body, place.version.answer_key
        written = of_kind(place.kind)
        if place.kind == "case_group":
            texts = [part.partition("）")[2] for part in place.solution.split("　")]
        elif place.kind == "fill_blank":
            texts = [accepted[0] for accepted in key["blanks"]]
        else:
            texts = [place.solution]
        sent = written.take(texts, place.shown)
        posted = {f"q{end}": values for end, values in sent.items()}
        payload = KINDS[place.kind].paper.read(posted, "q", body, place.seed)
        outcome = grade(place.kind, body, key, payload, marking_rules(paper.quiz))
        assert outcome.fraction == 1, (place.kind, place.solution)


class TestSheets:
    def test_the_paper_has_a_head_headings_and_every_question(
        self, as_li: Client, dinghai: World, paper: PrintedPaper
    ) -> None:
        told = text(as_li, sheet_url(paper, "paper"))
        for fact in ("姓名", "单位", str(paper.number), "共 7 题，满分 7 分", "时间 45 分钟"):
            assert fact in told
        for place in laid_out(paper):
            assert f"{place.position}." in told
        assert "少选得部分分，错选不得分。" in told

    def test_options_stand_in_the_order_of_the_seed(
        self, as_li: Client, paper: PrintedPaper
    ) -> None:
        html = as_li.get(sheet_url(paper, "paper")).content.decode()
        page = BeautifulSoup(html, "html.parser")
        lists = [
            [li.get_text(strip=True) for li in ol.select("li")]
            for ol in page.select("ol.printed__options")
        ]
        single, multiple = laid_out(paper)[:2]
        assert lists[0] == [option["text"] for option in single.shown["options"]]
        assert lists[1] == [option["text"] for option in multiple.shown["options"]]

    def test_the_key_is_only_where_it_is_asked_for(
        self, as_li: Client, paper: PrintedPaper
    ) -> None:
        keys = [place.solution for place in laid_out(paper, with_key=True)]
        plain, appended = (text(as_li, sheet_url(paper, "paper") + q) for q in ("", "?key"))
        key, answers = (text(as_li, sheet_url(paper, sheet)) for sheet in ("key", "answers"))
        filled = next(key for key in keys if "三分之二" in key)
        assert filled in appended
        assert filled in key
        assert "三分之二" not in plain + answers
        assert all(" ".join(solution.split()) in key for solution in keys)

    def test_the_answer_sheet_has_a_place_for_every_question(
        self, as_li: Client, paper: PrintedPaper
    ) -> None:
        html = as_li.get(sheet_url(paper, "answers")).content.decode()
        page = BeautifulSoup(html, "html.parser")
        rows = page.select(".spaces__place")
        assert [row.select_one(".spaces__number").text for row in rows] == list("1234567")  # type: ignore[union-attr]
        bubbles = [[b.text for b in row.select(".space__bubble")] for row in rows]
        assert bubbles[:3] == [list("ABCD"), list("ABCD"), ["√", "×"]]
        assert all(
            row.select(".space__bubble, .space__line, .printed__box, .space__short") for row in rows
        )

    def test_every_kind_has_a_space_on_the_answer_sheet(self) -> None:
        from django.template.loader import get_template

        for kind in KINDS:
            get_template(f"kinds/{kind}/space.html")

    @pytest.mark.parametrize("sheet", ["paper", "answers", "key"])
    def test_queries_do_not_grow_with_the_paper(
        self, as_li: Client, dinghai: World, li: User, sheet: str
    ) -> None:
        large_bank(dinghai.root, 40, points=["p0"], tags=["pool"])
        quiz = quiz_of(dinghai.root, "drawn", [], purpose="early")
        QuizSlot.objects.create(section=quiz.sections.get(), draw_tag="pool", draw_count=30)
        (long,) = print_papers(quiz=quiz, count=1, by=li, now=NOW)
        as_li.get(sheet_url(long, sheet))
        with at_most(12):
            as_li.get(sheet_url(long, sheet))

    def test_no_such_sheet_number_or_quiz(
        self, as_li: Client, as_qian: Client, dinghai: World, paper: PrintedPaper
    ) -> None:
        assert as_li.get(sheet_url(paper, "secrets")).status_code == 404
        other: Any = PrintedPaper(quiz=dinghai.quiz, number=paper.number)
        assert as_li.get(sheet_url(other, "paper")).status_code == 404
        assert as_qian.get(sheet_url(paper, "key")).status_code == 404


class TestPage:
    def url(self, quiz: Quiz) -> str:
        return f"/admin/quizzes/papers/{quiz.pk}/"

    def test_looking_prints_nothing(self, as_li: Client, dinghai: World) -> None:
        assert "还没有编过纸质卷" in text(as_li, self.url(dinghai.final))
        assert not PrintedPaper.objects.exists()

    def test_papers_are_made_and_listed(self, as_li: Client, dinghai: World, li: User) -> None:
        as_li.post(self.url(dinghai.final), {"count": 2})
        made = PrintedPaper.objects.filter(quiz=dinghai.final, by=li)
        assert made.count() == 2
        told = text(as_li, self.url(dinghai.final))
        assert all(str(paper.number) in told for paper in made)
        assert "A 卷" in told

    def test_too_many_are_refused_in_words(self, as_li: Client, dinghai: World) -> None:
        assert as_li.post(self.url(dinghai.final), {"count": 99}).status_code == 200
        assert not PrintedPaper.objects.exists()

    def test_a_paper_that_cannot_be_made_is_told(self, as_li: Client, dinghai: World) -> None:
        QuizSlot.objects.create(section=dinghai.final.sections.get(), draw_tag="nowhere")
        response = as_li.post(self.url(dinghai.final), {"count": 1})
        assert "组不成" in response.content.decode()


def test_looking_at_a_draw_takes_four_queries_at_most(dinghai: World) -> None:
    with at_most(4):
        assert len(drawn_to_look_at(dinghai.final, 3)) == 7
