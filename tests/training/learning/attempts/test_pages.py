"""The quiz through its pages: without JavaScript, with fetch, signed out in between, and by
strangers."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Quiz
from tests.counting import at_most
from tests.factories.world import PASSWORD, World, moment
from tests.training.learning.attempts.answers import all_right, items_of, right
from training.learning.attempts.models import Attempt, Response
from training.learning.hours.keeping import first_version
from training.people.models import User

pytestmark = pytest.mark.db
NOW = moment(1, 8)


def start(client: Client, quiz: Any) -> Attempt:
    response = client.post(reverse("attempts:start", args=[quiz.uuid]))
    assert response.status_code == 302
    return Attempt.objects.latest("started_at")


def url(name: str, attempt: Attempt, *more: object) -> str:
    return reverse(f"attempts:{name}", args=[attempt.pk, *more])


def fetch_fields(**extra: Any) -> dict[str, Any]:
    return {"device": "tab", "seq": "1", "client_id": str(uuid4()), "base_step": "0"} | extra


def test_without_javascript_one_form_hands_the_whole_paper_in(
    as_wang: Client, dinghai: World
) -> None:
    attempt = start(as_wang, dinghai.final)
    assert as_wang.get(url("paper", attempt)).status_code == 200
    response = as_wang.post(url("hand_in", attempt), all_right(attempt), follow=True)
    assert "100" in response.content.decode()
    assert "通过" in response.content.decode()


def test_without_javascript_a_single_question_can_be_saved(as_wang: Client, dinghai: World) -> None:
    attempt = start(as_wang, dinghai.final)
    item = items_of(attempt)[0]
    response = as_wang.post(url("save", attempt, 1), right(item))
    assert response.status_code == 302
    assert Response.objects.get().item == item


def test_a_fetched_save_is_acknowledged_with_step_and_time(as_wang: Client, dinghai: World) -> None:
    attempt = start(as_wang, dinghai.final)
    item = items_of(attempt)[0]
    response = as_wang.post(url("save", attempt, 1), right(item) | fetch_fields())
    told = response.json()
    assert (told["step"], told["late"], told["other"]) == (1, False, "")
    assert 0 < told["seconds_left"] <= 45 * 60


def test_a_clash_brings_the_other_devices_answer_to_look_at(
    as_wang: Client, dinghai: World
) -> None:
    attempt = start(as_wang, dinghai.final)
    item = items_of(attempt)[0]
    as_wang.post(url("save", attempt, 1), right(item) | fetch_fields())
    later = as_wang.post(url("save", attempt, 1), fetch_fields(device="phone"))
    other = later.json()["other"]
    assert "checked" in other
    assert 'name="other-1"' in other
    assert "disabled" in other


def test_a_save_that_is_no_save_is_refused_and_nothing_kept(
    as_wang: Client, dinghai: World
) -> None:
    attempt = start(as_wang, dinghai.final)
    response = as_wang.post(url("save", attempt, 1), fetch_fields(seq="many"))
    assert response.status_code == 400
    assert not Response.objects.exists()


def test_the_saved_answer_is_there_when_the_paper_is_opened_again(
    as_wang: Client, dinghai: World
) -> None:
    attempt = start(as_wang, dinghai.final)
    as_wang.post(url("save", attempt, 1), right(items_of(attempt)[0]))
    assert "checked" in as_wang.get(url("paper", attempt)).content.decode()


def test_signed_out_meanwhile_a_script_is_told_and_a_form_keeps_its_answers(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    attempt = start(as_wang, dinghai.final)
    posted = all_right(attempt)
    stranger = Client()
    assert stranger.post(url("save", attempt, 1), fetch_fields()).status_code == 401
    response = stranger.post(url("hand_in", attempt), posted)
    assert response.status_code == 401
    carried = response.context["carried"]
    back = stranger.post(
        url("resume", attempt), {"login": "wang", "password": PASSWORD, "carried": carried}
    )
    assert back.status_code == 302
    assert Response.objects.filter(attempt=attempt).count() == 7


def test_carried_answers_cannot_be_kept_by_somebody_else(
    as_wang: Client, zhao: User, dinghai: World
) -> None:
    attempt = start(as_wang, dinghai.final)
    stranger = Client()
    carried = stranger.post(url("hand_in", attempt), all_right(attempt)).context["carried"]
    response = stranger.post(
        url("resume", attempt), {"login": "zhao", "password": PASSWORD, "carried": carried}
    )
    assert response.status_code == 404
    assert not Response.objects.exists()


def test_tampered_carried_answers_are_refused(as_wang: Client, dinghai: World) -> None:
    attempt = start(as_wang, dinghai.final)
    response = Client().post(url("resume", attempt), {"carried": "forged"})
    assert response.status_code == 400


@pytest.mark.parametrize("name", ["paper", "result"])
def test_zhao_from_another_county_cannot_open_the_paper(
    name: str, as_wang: Client, as_zhao: Client, dinghai: World
) -> None:
    attempt = start(as_wang, dinghai.final)
    assert as_zhao.get(url(name, attempt)).status_code == 404


@pytest.mark.parametrize("name", ["hand_in", "save"])
def test_zhao_cannot_write_to_it_either(
    name: str, as_wang: Client, as_zhao: Client, dinghai: World
) -> None:
    attempt = start(as_wang, dinghai.final)
    more = [1] if name == "save" else []
    assert as_zhao.post(url(name, attempt, *more)).status_code == 404
    assert not Response.objects.exists()


def test_zhao_cannot_start_a_quiz_of_dinghai(as_zhao: Client, dinghai: World) -> None:
    assert as_zhao.get(reverse("attempts:intro", args=[dinghai.quiz.uuid])).status_code == 404
    assert as_zhao.post(reverse("attempts:start", args=[dinghai.quiz.uuid])).status_code == 404
    assert not Attempt.objects.exists()


def test_no_answer_key_reaches_the_paper(as_wang: Client, dinghai: World) -> None:
    """S7: markers in key, explanation and hints; identities of options never leave the server."""
    from courses.questions.services import freeze

    for question in dinghai.questions:
        question.explanation = "秘密标记解析"
        question.save()
        if question.kind in {"single_choice", "multiple_choice"}:
            question.choices.update(why="秘密标记提示")
        freeze(question=type(question).objects.get(pk=question.pk), by=None, at=NOW)
    attempt = start(as_wang, dinghai.final)
    shown = as_wang.get(url("paper", attempt)).content.decode()
    saved = as_wang.post(url("save", attempt, 1), fetch_fields()).content.decode()
    identities = [
        o["id"] for item in items_of(attempt) for o in item.version.body.get("options", [])
    ]
    for page in (shown, saved):
        assert "秘密标记" not in page
        assert not [identity for identity in identities if identity in page]


def test_starting_and_reading_the_paper_need_at_most_twelve_queries(
    as_wang: Client, dinghai: World
) -> None:
    start = reverse("attempts:start", args=[dinghai.quiz.uuid])
    # Tests before and after a class are compared: they note which form each question is on.
    for purpose, most in ((Quiz.Purpose.EARLY, 12), (Quiz.Purpose.FINAL, 13)):
        told = {"purpose": purpose, "attempts_allowed": None}
        Quiz.objects.filter(pk=dinghai.quiz.pk).update(**told)
        with at_most(most):
            page = as_wang.post(start, follow=True)
        assert "data-paper" in page.content.decode()
        Attempt.objects.filter(quiz=dinghai.quiz).update(state=Attempt.State.ABANDONED)


def test_handing_in_and_reading_the_result_need_at_most_thirty_queries(
    as_wang: Client, dinghai: World
) -> None:
    first_version(dinghai.congress.pk, NOW)  # only a congress's very first test makes it
    attempt = start(as_wang, dinghai.final)
    answers = all_right(attempt)
    for item in items_of(attempt):
        mine = {k: v for k, v in answers.items() if re.split(r"\W", k)[0] == f"q{item.position}"}
        as_wang.post(url("save", attempt, item.position), {**mine, **fetch_fields()})
    with at_most(30):
        as_wang.post(url("hand_in", attempt), follow=True)
    attempt.refresh_from_db()
    assert attempt.passed


def test_without_javascript_they_need_three_more(as_wang: Client, dinghai: World) -> None:
    first_version(dinghai.congress.pk, NOW)
    attempt = start(as_wang, dinghai.final)
    answers = all_right(attempt)
    with at_most(30 + 3):
        as_wang.post(url("hand_in", attempt), answers, follow=True)
