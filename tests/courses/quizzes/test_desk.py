"""The list of quizzes, and what else is done with one: copy, close, open again, preview."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import ModelLogEntry

from courses.models import Question, Quiz, QuizSlot
from courses.quizzes.services import CLOSE, COPY, REOPEN
from tests.counting import at_most
from tests.factories.bulk import large_bank
from tests.factories.world import World, moment, quiz_of
from training.learning.models import Attempt
from training.people.models import User

LIST = "/admin/quizzes/"


def page(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def words(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


class TestList:
    def test_it_tells_quizzes_apart(self, as_li: Client, dinghai: World) -> None:
        quiz = dinghai.final
        quiz.opens_at, quiz.closes_at = moment(1, 9), moment(2, 18)
        quiz.save()
        QuizSlot.objects.create(
            section=quiz.sections.get(), draw_tag="pool", draw_count=3, mark="2.5"
        )
        told = words(page(as_li, LIST))
        for fact in (
            "结业测评",
            "10 题，14.5 分",
            "45 分钟",
            "70 分",
            "11月16日 09:00 – 11月17日 18:00",
        ):
            assert fact in told
        assert "入班前测" in told
        assert "7 题，7 分" in told
        assert "一直开放" in told

    def test_it_takes_as_many_queries_for_many_quizzes_as_for_few(
        self, as_li: Client, dinghai: World
    ) -> None:
        as_li.get(LIST)
        for n in range(20):
            quiz_of(dinghai.root, f"more-{n}", dinghai.questions, purpose="early")
        with at_most(20):
            as_li.get(LIST)

    def test_it_can_be_narrowed_and_searched(self, as_li: Client, dinghai: World) -> None:
        dinghai.quiz.live = False
        dinghai.quiz.save()
        assert "测验 form-a" not in page(as_li, f"{LIST}?purpose=final")
        assert "测验 form-a" in page(as_li, f"{LIST}?live=False")
        assert "测验 final" not in page(as_li, f"{LIST}?live=False")
        found = page(as_li, f"{LIST}?q=form")
        assert "测验 form-a" in found
        assert "测验 final" not in found

    def test_a_foreign_quiz_is_not_in_it(self, as_qian: Client, dinghai: World) -> None:
        Quiz.objects.filter(pk=dinghai.final.pk).update(title="定海结业")
        assert "定海结业" not in page(as_qian, LIST)

    def test_a_new_quiz_begins_with_its_purpose(self, as_li: Client) -> None:
        for html in (page(as_li, LIST), page(as_li, "/admin/")):
            assert "/admin/quizzes/add/?purpose=final" in html


class TestCopy:
    def url(self, quiz: Quiz) -> str:
        return f"/admin/quizzes/copy/{quiz.pk}/"

    def test_sections_slots_and_rules_are_copied_and_the_copy_is_closed(
        self, as_li: Client, dinghai: World
    ) -> None:
        quiz = dinghai.final
        quiz.opens_at, quiz.marking_rules = moment(1, 9), {"ordering": "share"}
        quiz.save()
        quiz.sections.update(title="一、", shuffle=True)
        as_li.post(self.url(quiz), {"title": "补考", "key": "final-2"})
        copy = Quiz.objects.get(key="final-2")
        assert (copy.title, copy.live, copy.opens_at) == ("补考", False, None)
        assert (copy.owner_root, copy.pass_mark, copy.keys_wait) == (dinghai.root, 70, True)
        assert copy.marking_rules == {"ordering": "share"}
        assert copy.uuid != quiz.uuid
        section = copy.sections.get()
        assert (section.title, section.shuffle) == ("一、", True)
        asked = [slot.question_id for slot in section.slots.order_by("sort_order")]
        assert asked == [question.pk for question in dinghai.questions]
        assert QuizSlot.objects.filter(section__quiz=quiz).count() == len(asked)
        assert ModelLogEntry.objects.filter(action=COPY, object_id=copy.pk).exists()

    def test_a_key_that_is_taken_is_refused(self, as_li: Client, dinghai: World) -> None:
        response = as_li.post(self.url(dinghai.final), {"title": "x", "key": "form-a"})
        assert "“form-a”已经用过了" in response.content.decode()

    def test_the_same_key_in_another_congress_is_free(
        self, as_li: Client, dinghai: World, elsewhere: World
    ) -> None:
        quiz_of(elsewhere.root, "theirs", [], purpose="early")
        as_li.post(self.url(dinghai.final), {"title": "x", "key": "theirs"})
        assert Quiz.objects.filter(key="theirs").count() == 2


class TestClosing:
    def test_it_asks_first_and_can_be_undone(self, as_li: Client, dinghai: World) -> None:
        quiz = dinghai.final
        close, reopen = (f"/admin/quizzes/{turn}/{quiz.pk}/" for turn in ("close", "reopen"))
        assert "停用“测验 final”吗？" in page(as_li, close)
        assert Quiz.objects.get(pk=quiz.pk).live
        as_li.post(close)
        assert not Quiz.objects.get(pk=quiz.pk).live
        assert "重新开放“测验 final”吗？" in page(as_li, reopen)
        as_li.post(reopen)
        assert Quiz.objects.get(pk=quiz.pk).live
        logged = ModelLogEntry.objects.filter(object_id=quiz.pk).values_list("action", flat=True)
        assert {CLOSE, REOPEN} <= set(logged)
        assert "重新开放" in page(as_li, f"/admin/quizzes/history/{quiz.pk}/")

    def test_closing_twice_is_logged_once(self, as_li: Client, dinghai: World) -> None:
        for _time in range(2):
            as_li.post(f"/admin/quizzes/close/{dinghai.final.pk}/")
        assert ModelLogEntry.objects.filter(action=CLOSE).count() == 1


class TestPreview:
    def url(self, quiz: Quiz, draw: int = 5) -> str:
        return f"/admin/quizzes/preview/{quiz.pk}/{draw}/"

    def test_it_shows_rules_and_questions_as_deputies_see_them(
        self, as_li: Client, dinghai: World
    ) -> None:
        told = words(page(as_li, self.url(dinghai.final)))
        for fact in ("限时 45 分钟", "共 7 题，满分 7 分", "第 7 题 / 共 7 题", "选哪些？"):
            assert fact in told
        assert "少选得部分分，错选不得分。" in told

    def test_nothing_of_the_key_is_in_it(self, as_li: Client, dinghai: World) -> None:
        html = page(as_li, self.url(dinghai.final))
        assert "因为法律这样规定" not in html
        assert "三分之二" not in html

    def test_it_leaves_no_trace(self, as_li: Client, dinghai: World) -> None:
        page(as_li, f"/admin/quizzes/preview/{dinghai.final.pk}/")
        page(as_li, self.url(dinghai.final))
        assert not Attempt.objects.exists()

    def test_a_number_names_a_draw_and_another_draw_is_another_paper(
        self, as_li: Client, dinghai: World
    ) -> None:
        large_bank(dinghai.root, 40, points=["p0"], tags=["pool"])
        quiz = quiz_of(dinghai.root, "drawn", [], purpose="early")
        QuizSlot.objects.create(section=quiz.sections.get(), draw_tag="pool", draw_count=5)
        same = [page(as_li, self.url(quiz, 5)) for _time in range(2)]
        assert same[0] == same[1]
        assert page(as_li, self.url(quiz, 6)) != same[0]

    def test_a_paper_that_cannot_be_made_says_why(self, as_li: Client, dinghai: World) -> None:
        Question.objects.non_polymorphic().filter(number="S1").update(live=False)
        told = page(as_li, self.url(dinghai.final))
        assert "现在组不成" in told
        assert "S1" in told

    def test_the_frame_names_its_draw(self, as_li: Client, dinghai: World) -> None:
        frame = page(as_li, f"/admin/quizzes/preview/{dinghai.final.pk}/?draw=77")
        assert self.url(dinghai.final, 77) in frame
        assert as_li.get(f"/admin/quizzes/preview/{dinghai.final.pk}/?draw=x").status_code == 200


PAGES = ("edit/{}/", "preview/{}/", "preview/{}/5/", "papers/{}/", "copy/{}/", "close/{}/")


@pytest.mark.parametrize("path", [*PAGES, "reopen/{}/"])
def test_a_foreign_quiz_is_not_found(as_qian: Client, dinghai: World, path: str) -> None:
    assert as_qian.get(LIST + path.format(dinghai.final.pk)).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_deputy_is_shown_out(as_wang: Client, dinghai: World, wang: User, path: str) -> None:
    response = as_wang.get(LIST + path.format(dinghai.final.pk))
    assert response.status_code == 302
    assert not response["Location"].startswith("/admin/quizzes")


def test_the_pages_link_to_each_other(as_li: Client, dinghai: World) -> None:
    html = page(as_li, f"/admin/quizzes/edit/{dinghai.final.pk}/")
    links: Any = {a["href"] for a in BeautifulSoup(html, "html.parser").select("a[href]")}
    wanted = {LIST + path.format(dinghai.final.pk) for path in ("preview/{}/", "papers/{}/")}
    assert wanted <= links
    assert any(href.startswith("/admin/sittings/") for href in links)
