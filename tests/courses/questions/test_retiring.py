"""Out of use and back; what may be deleted and what may not."""

import random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.models import Question, SingleChoiceQuestion
from courses.questions.services import retire
from courses.quizzes.assembly import draw
from courses.quizzes.errors import PaperIncomplete
from tests.courses.questions.test_desk import ADD, made, typed
from tests.factories import questions
from tests.factories.world import World
from training.learning.attempts import services
from training.learning.attempts.models import AttemptItem
from training.people.models import User

BANK = "/admin/questions/all/"
SEVERAL = "/admin/bulk/courses/question/{}/"


@pytest.fixture
def spare(dinghai: World) -> Question:
    """A published question that no quiz names."""
    return questions.single(dinghai.root, "X1")


def retired(question: Question) -> bool:
    return Question.objects.non_polymorphic().get(pk=question.pk).retired_at is not None


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_an_editor_retires_a_question_with_a_reason_that_stays_in_its_history(
    as_shen: Client, shen: User, spare: Question
) -> None:
    asks = as_shen.get(f"{BANK}retire/{spare.pk}/")
    assert "停用 X1 吗？" in asks.content.decode()
    assert not retired(spare)
    response = as_shen.post(f"{BANK}retire/{spare.pk}/", {"reason": "法律改了"}, follow=True)
    assert "已经停用" in told(response)
    assert retired(spare)
    entry = ModelLogEntry.objects.get(action="courses.retire_question")
    assert (entry.user, entry.data["reason"]) == (shen, "法律改了")
    history = as_shen.get(f"/admin/questions/single-choice/history/{spare.pk}/").content.decode()
    assert "停用" in history
    assert "法律改了" in history


def test_and_brings_it_back(as_shen: Client, spare: Question) -> None:
    retire(question=spare, by=None, at=timezone.now())
    assert "恢复使用 X1 吗？" in as_shen.get(f"{BANK}bring-back/{spare.pk}/").content.decode()
    as_shen.post(f"{BANK}bring-back/{spare.pk}/", {"reason": ""})
    assert not retired(spare)
    assert ModelLogEntry.objects.filter(action="courses.bring_back_question").exists()


def test_twice_is_once(as_shen: Client, spare: Question) -> None:
    for _time in range(2):
        as_shen.post(f"{BANK}retire/{spare.pk}/", {"reason": ""})
    assert ModelLogEntry.objects.filter(action="courses.retire_question").count() == 1


@pytest.mark.parametrize("act", ["retire", "bring-back"])
def test_who_may_not_publish_may_not_do_it(act: str, as_li: Client, spare: Question) -> None:
    assert as_li.post(f"{BANK}{act}/{spare.pk}/", {"reason": ""}).status_code == 302
    assert not retired(spare)
    assert f"{BANK}retire/" not in as_li.get(BANK).content.decode()


@pytest.mark.parametrize("act", ["retire", "bring-back"])
def test_another_congress_s_question_is_not_found(
    act: str, as_sun: Client, spare: Question
) -> None:
    assert as_sun.get(f"{BANK}{act}/{spare.pk}/").status_code == 404
    assert as_sun.post(f"{BANK}{act}/{spare.pk}/").status_code == 404


def test_quizzes_that_would_lose_their_question_are_named_and_must_be_accepted(
    as_shen: Client, dinghai: World
) -> None:
    single = dinghai.questions[0]
    url = f"{BANK}retire/{single.pk}/"
    html = as_shen.get(url).content.decode()
    assert "测验 form-a" in html
    response = as_shen.post(url, {"reason": ""})
    assert "anyway" in response.context["form"].errors
    assert not retired(single)
    as_shen.post(url, {"reason": "", "anyway": "on"})
    assert retired(single)


def test_a_retired_question_is_never_asked_again(dinghai: World) -> None:
    retire(question=dinghai.questions[0], by=None, at=timezone.now())
    with pytest.raises(PaperIncomplete):
        draw(dinghai.quiz, random.Random(1))


def test_a_paper_begun_keeps_it(wang: User, dinghai: World) -> None:
    now, single = timezone.now(), dinghai.questions[0]
    sitting = services.start(quiz=dinghai.quiz, learner_id=wang.pk, enrolment=None, now=now)
    retire(question=single, by=None, at=now)
    asked = AttemptItem.objects.filter(attempt=sitting).values_list("version", flat=True)
    assert single.live_version_id in asked


def test_a_retired_question_says_so_where_it_is_edited_and_listed(
    as_shen: Client, spare: Question
) -> None:
    retire(question=spare, by=None, at=timezone.now())
    html = as_shen.get(f"/admin/questions/single-choice/edit/{spare.pk}/").content.decode()
    assert "已经停用" in html
    assert f"{BANK}bring-back/{spare.pk}/" in html
    assert f"{BANK}bring-back/{spare.pk}/" in as_shen.get(BANK).content.decode()


def several(act: str, *chosen: Question) -> str:
    ids = "&".join(f"id={question.pk}" for question in chosen)
    return f"{SEVERAL.format(act)}?{ids}&next={BANK}"


def test_several_are_retired_and_brought_back_together(
    as_shen: Client, spare: Question, dinghai: World
) -> None:
    other = dinghai.questions[1]
    html = as_shen.get(several("retire", spare, other)).content.decode()
    assert "停用这些题目吗？" in html
    assert "测验 form-a" in html
    as_shen.post(several("retire", spare, other), {"reason": "换新题"})
    assert not retired(spare)  # a quiz would lose its question: that has to be accepted
    accepted = {"reason": "换新题", "anyway": "on"}
    response = as_shen.post(several("retire", spare, other), accepted, follow=True)
    assert "停用了 2 道题" in told(response)
    assert retired(spare)
    assert retired(other)
    as_shen.post(several("bring_back", spare), {"reason": ""})
    assert not retired(spare)
    assert retired(other)


def test_a_trainer_retires_none_of_several(as_li: Client, spare: Question) -> None:
    html = as_li.get(several("retire", spare)).content.decode()
    assert "要有发布的权限" in html
    as_li.post(several("retire", spare), {"reason": ""})
    assert not retired(spare)


def test_several_of_another_congress_are_not_found(as_sun: Client, spare: Question) -> None:
    assert as_sun.post(several("retire", spare), {"reason": ""}).status_code == 404
    assert not retired(spare)


def test_all_of_a_list_cannot_be_retired_blindly(as_shen: Client, spare: Question) -> None:
    assert as_shen.get(f"{SEVERAL.format('retire')}?id=all&next={BANK}").status_code == 404


def deletion(question: Question) -> str:
    return f"/admin/questions/single-choice/delete/{question.pk}/"


def test_a_draft_never_published_may_be_deleted_by_who_may_change_it(
    as_li: Client, dinghai: World
) -> None:
    as_li.post(ADD, typed(dinghai))
    assert deletion(made()) in as_li.get(BANK).content.decode()
    assert as_li.get(deletion(made())).status_code == 200
    as_li.post(deletion(made()))
    assert not SingleChoiceQuestion.objects.filter(number="N001").exists()


@pytest.mark.parametrize("post", [False, True])
def test_what_was_ever_published_is_kept_and_it_is_said_what_to_do(
    post: bool, as_shen: Client, spare: Question
) -> None:
    Question.objects.non_polymorphic().filter(pk=spare.pk).update(live=False)
    response = (as_shen.post if post else as_shen.get)(deletion(spare), follow=True)
    assert "请改为停用" in told(response)
    assert Question.objects.filter(pk=spare.pk).exists()


def test_what_is_used_or_under_review_is_kept(as_li: Client, dinghai: World) -> None:
    as_li.post(ADD, typed(dinghai, **{"action-submit": "1"}))
    assert "请先撤回送审" in told(as_li.post(deletion(made()), follow=True))
    dinghai.quiz.sections.get().slots.filter(question=dinghai.questions[0]).update(
        question=made().pk
    )
    assert "用在试卷或课文里" in told(as_li.post(deletion(made()), follow=True))
    assert made()


def test_several_published_ones_are_not_deleted_either(as_shen: Client, spare: Question) -> None:
    as_shen.post(several("delete", spare))
    assert Question.objects.filter(pk=spare.pk).exists()
