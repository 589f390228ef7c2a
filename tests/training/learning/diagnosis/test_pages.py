"""A diagnosis through the pages: with and without JavaScript, two tabs, two devices, signed out."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import Question
from tests.counting import at_most
from tests.factories.world import PASSWORD, World
from tests.training.learning.attempts.answers import right, wrong_single
from tests.training.learning.diagnosis.sitting import (
    DONT_KNOW,
    NOW,
    address,
    bank,
    before_her,
    begin,
    client_save,
    fresh,
    go_through,
    knows,
)
from training.learning.diagnosis import services
from training.learning.diagnosis.models import Diagnosis, DiagnosisAnswer
from training.people.models import User

pytestmark = pytest.mark.django_db
HOME = "/my/diagnosis/"


@pytest.fixture
def asked(dinghai: World) -> list[Question]:
    return bank(dinghai)


@pytest.fixture
def sitting(asked: list[Question], wang: User) -> Diagnosis:
    return begin(wang, now=timezone.now())


def post(client: Client, diagnosis: Diagnosis, posted: dict[str, list[str]], **kept: str):
    item = before_her(diagnosis)
    return client.post(address(diagnosis, f"items/{item.position}"), {**posted, **kept})


def test_from_the_first_page_to_the_result(asked: list[Question], as_wang: Client) -> None:
    page = as_wang.get(HOME).content.decode()
    assert "开始诊断" in page
    assert "不是考试" in page
    begun = as_wang.post(HOME + "begin")
    diagnosis = Diagnosis.objects.get()
    assert begun["Location"] == address(diagnosis)
    assert diagnosis.enrolment is not None
    for _n in range(30):
        if fresh(diagnosis).is_over:
            break
        page = as_wang.get(address(diagnosis)).content.decode()
        assert "交这一题" in page
        assert "不知道，下一题" in page
        assert "有把握吗？" in page
        item = before_her(diagnosis)
        reply = post(as_wang, diagnosis, knows("rights")(item))
        assert reply["Location"] == address(diagnosis)
    assert as_wang.get(address(diagnosis))["Location"] == address(diagnosis, "result")
    page = as_wang.get(address(diagnosis, "result")).content.decode()
    assert "掌握" in page
    assert "从头学" in page
    assert re.search(r"问了 \d 题，对 \d 题", page)
    assert "因为法律这样规定。" in page
    assert "第 1 次" in as_wang.get(HOME).content.decode()


def test_pause_and_go_on_on_another_device(sitting: Diagnosis, as_wang: Client, wang: User) -> None:
    item = before_her(sitting)
    as_wang.post(address(sitting, "pause"))
    assert "诊断已暂停" in as_wang.get(address(sitting)).content.decode()
    tablet = Client()
    tablet.force_login(wang)
    assert "上次停在第 1 题" in tablet.get(HOME).content.decode()
    assert tablet.post(HOME + "begin")["Location"] == address(sitting)
    page = tablet.get(address(sitting)).content.decode()
    assert item.version.body["stem"] in page
    tokens = re.findall(r'name="q1" value="(\w+)"', page)
    assert tokens == re.findall(
        r'name="q1" value="(\w+)"', as_wang.get(address(sitting)).content.decode()
    )


def test_an_old_tab_is_told_and_its_answer_kept(sitting: Diagnosis, as_wang: Client) -> None:
    item = before_her(sitting)
    where = address(sitting, "items/1")
    as_wang.post(where, right(item))
    reply = as_wang.post(where, wrong_single(item), follow=True)
    page = reply.content.decode()
    assert "这道题已经交过了" in page
    assert "第 2 题" in page
    assert DiagnosisAnswer.objects.filter(item=item, counts=False).count() == 1
    again = as_wang.post(where, right(item), follow=True)
    assert "这道题已经交过了" not in again.content.decode()


def test_pressing_without_an_answer_says_what_to_do(sitting: Diagnosis, as_wang: Client) -> None:
    page = as_wang.post(address(sitting, "items/1"), {}, follow=True).content.decode()
    assert "还没有作答" in page
    assert "第 1 题" in page


def test_a_script_is_answered_in_json(sitting: Diagnosis, as_wang: Client) -> None:
    item, kept = before_her(sitting), client_save()
    where = address(sitting, "items/1")
    for _n in range(2):
        reply = as_wang.post(where, {**right(item), **kept})
        assert reply.json() == {"counts": True, "next": address(sitting)}
    empty = as_wang.post(address(sitting, "items/2"), client_save())
    assert empty.json()["refused"] == "empty"
    assert as_wang.post(address(sitting, "items/2"), client_save(seq="x")).status_code == 400


def test_a_signed_out_script_keeps_its_answer(sitting: Diagnosis) -> None:
    reply = Client().post(address(sitting, "items/1"), {**DONT_KNOW, **client_save()})
    assert (reply.status_code, reply.json()) == (401, {"signed_out": True})


def test_a_signed_out_form_carries_its_answer_over_the_sign_in(
    sitting: Diagnosis, wang: User, chen: User
) -> None:
    item, client = before_her(sitting), Client()
    page = client.post(address(sitting, "items/1"), right(item))
    assert page.status_code == 401
    carried = re.search(r'name="carried" value="([^"]+)"', page.content.decode())
    assert carried
    assert right(item)["q1"][0] not in carried[1]
    told = {"carried": carried[1], "password": PASSWORD}
    somebody = Client().post(address(sitting, "signed-in"), {**told, "login": chen.username})
    assert somebody.status_code == 404
    assert not DiagnosisAnswer.objects.exists()
    reply = client.post(address(sitting, "signed-in"), {**told, "login": wang.username})
    assert reply["Location"] == address(sitting)
    assert DiagnosisAnswer.objects.get(item=item).counts


def test_ending_early_is_asked_first_and_twice_shows_the_same(
    sitting: Diagnosis, as_wang: Client
) -> None:
    refused = as_wang.post(address(sitting, "finish"), follow=True).content.decode()
    assert "还没有答过题" in refused
    post(as_wang, sitting, DONT_KNOW)
    page = as_wang.get(address(sitting, "finish")).content.decode()
    assert "已经答了 1 题" in page
    assert not fresh(sitting).is_over
    for _n in range(2):
        reply = as_wang.post(address(sitting, "finish"))
        assert reply["Location"] == address(sitting, "result")
    page = as_wang.get(address(sitting, "result")).content.decode()
    assert "您提前结束了" in page
    assert "您说不知道" in page
    assert as_wang.get(address(sitting, "finish"))["Location"] == address(sitting, "result")


def test_no_result_is_shown_before_the_end(sitting: Diagnosis, as_wang: Client) -> None:
    assert as_wang.get(address(sitting, "result"))["Location"] == address(sitting)


def test_the_next_diagnosis_says_what_changed(
    asked: list[Question], wang: User, as_wang: Client
) -> None:
    first = go_through(begin(wang), knows("rights"))
    second = go_through(begin(wang, now=NOW + timedelta(days=40)), knows("rights", "duties"))
    page = as_wang.get(address(second, "result")).content.decode()
    assert "和上一次" in page
    assert re.search(r"从头学 → <strong>掌握|需要复习 → <strong>掌握", page)
    assert "和上一次" not in as_wang.get(address(first, "result")).content.decode()
    assert "个知识点好了" in as_wang.get(HOME).content.decode()


def test_one_closed_without_an_answer_says_so(sitting: Diagnosis, as_wang: Client) -> None:
    services.close_abandoned(now=timezone.now() + timedelta(days=15))
    page = as_wang.get(address(sitting, "result")).content.decode()
    assert "这一次没有答题" in page
    assert "没有答题，没有结果" in as_wang.get(HOME).content.decode()


def test_how_it_reckons_is_explained(wang: User, as_wang: Client) -> None:
    page = as_wang.get(HOME + "how/").content.decode()
    assert "25" in page
    assert "15" in page


# ---- how much is asked of the database
def test_an_answer_takes_at_most_seventeen_queries(sitting: Diagnosis, as_wang: Client) -> None:
    post(as_wang, sitting, DONT_KNOW)
    item = before_her(sitting)
    with at_most(17):
        as_wang.post(address(sitting, f"items/{item.position}"), right(item))


@pytest.mark.parametrize("page", ["", "question", "finish", "result"])
def test_a_page_takes_at_most_ten_queries(
    page: str, asked: list[Question], wang: User, as_wang: Client
) -> None:
    first = go_through(begin(wang), knows("rights"))
    over = go_through(begin(wang, now=NOW + timedelta(days=1)), knows("rights"))
    assert first.is_over
    if page in ("question", "finish"):
        over = begin(wang, now=timezone.now())
    where = HOME if not page else address(over, page.replace("question", ""))
    as_wang.get(where)
    with at_most(10):
        assert as_wang.get(where).status_code == 200
