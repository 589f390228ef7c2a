"""The pages: a deputy's phone, the desk, the wall; who sees what, and how little is asked for."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.counting import at_most
from tests.factories import questions
from tests.factories.live import NOW, ballot_body, crowd, opened, prepared, say, shut
from tests.factories.world import World
from training.learning.live import pulse, selectors, services
from training.learning.live.models import LiveAnswer, LiveRound, LiveSlip
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db
NOW_URL = reverse("live:now")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What earlier tests kept of their rounds."""
    pulse.forget()


def browser(user: User) -> Client:
    """Somebody's browser."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def at_desk(zhang: User) -> Client:
    """张主任's browser."""
    return browser(zhang)


def beat(client: Client, cohort: int, tag: str = "", query: str = "") -> object:
    """One look at a class's pulse; `?n=1` as the wall does it."""
    headers = {"If-None-Match": tag} if tag else {}
    url = reverse("live:pulse", args=[pulse.token_for(cohort)])
    return client.get(f"{url}{query}", headers=headers)


@pytest.fixture
def just_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rounds of this file were opened a moment ago."""
    monkeypatch.setattr("training.learning.live.views.timezone.now", lambda: NOW)


@pytest.mark.parametrize("kind", ["poll", "question", "ballot", "words"])
def test_a_deputy_answers_by_form_without_a_script(
    dinghai: World, wang: User, as_wang: Client, kind: str, just_now: None
) -> None:
    live = opened(dinghai, kind)
    page = as_wang.get(NOW_URL).content.decode()
    assert live.ask in page
    assert "不记名" in page
    first = live.version.body["options"][0]["id"] if live.version else "1"
    posted = {"client_id": str(uuid4()), "chosen": first, "word": "民生"}
    answered = as_wang.post(reverse("live:answer", args=[live.uuid]), posted, follow=True)
    assert "收到了" in answered.content.decode()
    assert LiveSlip.objects.filter(round=live).count() == 1


def test_nobody_is_open_for_another_congress(
    dinghai: World, elsewhere: World, as_zhao: Client, just_now: None
) -> None:
    live = opened(dinghai)
    assert live.ask not in as_zhao.get(NOW_URL).content.decode()
    found = as_zhao.get(NOW_URL, {"number": live.number}).content.decode()
    assert live.ask not in found
    assert f"没有号码是 {live.number} 的一轮" in found
    assert as_zhao.post(reverse("live:answer", args=[live.uuid])).status_code == 404
    assert beat(Client(), elsewhere.cohort.pk).json()["r"] == 0  # type: ignore[attr-defined]


def test_a_prepared_round_is_nobodys_business_yet(dinghai: World, as_wang: Client) -> None:
    live = prepared(dinghai)
    assert as_wang.post(reverse("live:answer", args=[live.uuid])).status_code == 404


def test_a_void_vote_is_asked_about_with_the_ticks_kept(
    dinghai: World, as_wang: Client, just_now: None
) -> None:
    live = opened(dinghai, "ballot")
    url, posted = reverse("live:answer", args=[live.uuid]), {"chosen": ["1", "2", "3"]}
    page = as_wang.post(url, posted).content.decode()
    assert "整张是废票" in page
    assert page.count(" checked") == 3
    told = as_wang.post(url, posted, headers={"accept": "application/json"}).json()
    assert (told["ok"], told["again"]) == (False, True)
    as_wang.post(url, {**posted, "sure": "1"})
    assert LiveSlip.objects.get().payload == {"chosen": ["1", "2", "3"]}


def test_the_result_reaches_phones_only_when_revealed(
    dinghai: World, wang: User, as_wang: Client, just_now: None
) -> None:
    live = opened(dinghai, named=True)
    say(live, wang, "1")
    assert "您的回答收到了" in as_wang.get(NOW_URL).content.decode()
    services.close(live=live, by=None, now=NOW)
    assert "100%" not in as_wang.get(NOW_URL).content.decode()
    services.reveal(live=live, by=None, now=NOW)
    page = as_wang.get(NOW_URL).content.decode()
    assert "100%" in page
    assert "您选的" in page


def test_the_right_answer_waits_for_the_reveal(
    dinghai: World, as_wang: Client, just_now: None
) -> None:
    live = opened(dinghai, "question", named=True)
    for who in crowd(dinghai, 5):
        say(live, who, live.version.body["options"][0]["id"])
    assert "因为法律这样规定" not in as_wang.get(NOW_URL).content.decode()
    shut(live)
    page = as_wang.get(NOW_URL).content.decode()
    assert "因为法律这样规定" in page
    assert "✓ 正确" in page


def test_the_pulse_is_tiny_unchanged_most_of_the_time_and_reads_no_session(
    dinghai: World, wang: User, as_wang: Client
) -> None:
    live = opened(dinghai)
    with at_most(1):
        first = beat(Client(), dinghai.cohort.pk)
    assert first.json() == {"r": live.pk, "s": "open", "v": 1}  # type: ignore[attr-defined]
    assert len(first.content) < 300  # type: ignore[attr-defined]
    with at_most(0):
        second = beat(Client(), dinghai.cohort.pk, first["ETag"])  # type: ignore[index]
    assert (second.status_code, second.content) == (304, b"")  # type: ignore[attr-defined]
    say(live, wang, "1")
    pulse.forget()
    # That somebody answered is no news for phones; for the wall it is.
    assert beat(Client(), dinghai.cohort.pk, first["ETag"]).status_code == 304  # type: ignore
    assert beat(Client(), dinghai.cohort.pk, query="?n=1").json()["n"] == 1  # type: ignore
    services.close(live=live, by=None, now=NOW)
    pulse.forget()
    assert beat(Client(), dinghai.cohort.pk, first["ETag"]).json()["s"] == "closed"  # type: ignore


def test_the_pulse_is_refused_without_a_note_of_ours(dinghai: World) -> None:
    forged = reverse("live:pulse", args=[f"{dinghai.cohort.pk}:x:y"])
    assert Client().get(forged).status_code == 404


def test_an_answer_takes_few_queries(dinghai: World, as_wang: Client) -> None:
    live = opened(dinghai, named=True)
    with at_most(8):
        as_wang.post(
            reverse("live:answer", args=[live.uuid]),
            {"client_id": str(uuid4()), "chosen": "1"},
            headers={"accept": "application/json"},
        )
    assert LiveAnswer.objects.count() == 1


def test_a_phone_that_looks_takes_few_queries(
    dinghai: World, as_wang: Client, just_now: None
) -> None:
    opened(dinghai, named=True)
    with at_most(5):
        as_wang.get(NOW_URL, {"part": "1"})


def test_the_office_prepares_and_runs_a_ballot(dinghai: World, at_desk: Client) -> None:
    url = reverse("live:prepare", args=[dinghai.cohort.pk, "ballot"])
    typed = {
        "ask": "选两项",
        "candidates": "口袋公园 | 12 处\n老年食堂｜10 家\n路灯\n",
        "seats": "2",
        "majority": "none",
        "open": "1",
    }
    control = at_desk.post(url, typed, follow=True)
    live = LiveRound.objects.get()
    assert live.state == "open"
    assert live.body["options"][1]["note"] == "10 家"
    assert str(live.number) in control.content.decode()
    act = reverse("live:act", args=[live.uuid])
    for wanted in ("close", "reveal"):
        at_desk.post(act, {"act": wanted})
    live.refresh_from_db()
    assert live.state == "revealed"
    assert at_desk.post(act, {"act": "explode"}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        ("poll", {"ask": "？", "options": "一个", "most": "1"}, "选项要有 2 到 12 个"),
        ("poll", {"ask": "？", "options": "甲\n乙", "most": "3"}, "不能比选项还多"),
        ("ballot", {"ask": "？", "candidates": "甲\n乙", "seats": "2", "majority": "all"}, "差额"),
        ("question", {"version": str(uuid4())}, "这道题现在不能用"),
        ("words", {"ask": "", "most": "2", "longest": "8"}, "请写题目"),
    ],
)
def test_a_form_says_what_is_missing(
    dinghai: World, at_desk: Client, kind: str, typed: dict[str, str], told: str
) -> None:
    url = reverse("live:prepare", args=[dinghai.cohort.pk, kind])
    assert told in at_desk.post(url, typed).content.decode()
    assert not LiveRound.objects.exists()


def test_an_examination_question_is_not_on_offer(dinghai: World, at_desk: Client) -> None:
    url = reverse("live:prepare", args=[dinghai.cohort.pk, "question"])
    typed = {"version": str(dinghai.questions[0].live_version.uuid)}
    assert "这道题现在不能用" in at_desk.post(url, typed).content.decode()
    asked = questions.single(dinghai.root, "LIVE9", use="practice")
    assert str(asked.live_version.uuid) in at_desk.get(url, {"q": "LIVE9"}).content.decode()


def test_trainers_see_named_answers_and_the_office_does_not(
    dinghai: World, wang: User, li: User, at_desk: Client
) -> None:
    live = opened(dinghai, named=True)
    say(live, wang, "1")
    shut(live)
    url = reverse("live:control", args=[live.uuid])
    assert "王代表" in browser(li).get(url).content.decode()
    page = at_desk.get(url).content.decode()
    assert "王代表" not in page
    assert "只给本班讲师看" in page


@pytest.mark.parametrize(("who", "sheets"), [("li", 3), ("zhang", 2)])
def test_the_export_has_names_for_trainers_only(
    dinghai: World, request: pytest.FixtureRequest, wang: User, who: str, sheets: int
) -> None:
    live = opened(dinghai, named=True, ask="=1+1")
    say(live, wang, "1")
    shut(live)
    client = browser(request.getfixturevalue(who))
    file = client.post(reverse("live:export", args=[live.uuid]))
    book = load_workbook(BytesIO(file.content))
    cells = [str(c.value) for sheet in book for row in sheet for c in row]
    assert len(book.sheetnames) == sheets
    assert ("王代表" in cells) is (who == "li")
    assert not any(cell.startswith("=") for cell in cells)
    assert AuditEvent.objects.filter(action="export.live").count() == 1


def test_the_wall_shows_the_code_then_waits_then_the_result(dinghai: World, li: User) -> None:
    wall, client = reverse("live:screen", args=[dinghai.cohort.pk]), browser(li)
    assert "马上开始" in client.get(wall).content.decode()
    live = opened(dinghai, "ballot", body=ballot_body(4, 2))
    for who in crowd(dinghai, 5):
        say(live, who, "1")
    page = client.get(wall).content.decode()
    assert str(live.number) in page
    assert '<svg class="qr"' in page
    assert "当选" not in page
    services.close(live=live, by=None, now=NOW)
    assert "请等公布结果" in client.get(wall).content.decode()
    services.reveal(live=live, by=None, now=NOW)
    with at_most(10):
        page = client.get(wall, {"part": "1"}).content.decode()
    assert "当选 1 项，名额 2 项" in page
    assert "代表0" not in page


def test_a_named_round_may_be_shown_while_people_answer(dinghai: World, wang: User) -> None:
    live = opened(dinghai, named=True, shows_live=True)
    say(live, wang, "1")
    told = selectors.result_of(live, on_wall=True)
    assert told.lines[0].bar.count == 1


def test_the_key_of_a_question_waits_until_nobody_answers(dinghai: World, li: User) -> None:
    wall, client = reverse("live:screen", args=[dinghai.cohort.pk]), browser(li)
    live = opened(dinghai, "question", named=True, shows_live=True)
    for who in crowd(dinghai, 5):
        say(live, who, live.version.body["options"][0]["id"])
    page = client.get(wall).content.decode()
    assert "5 人" in page
    assert "正确" not in page
    assert "因为法律这样规定" not in page
    shut(live)
    assert "正确" in client.get(wall).content.decode()


def test_foreign_desks_do_not_find_our_rounds(dinghai: World, elsewhere: World) -> None:
    from tests.factories.people import appear

    live, li = prepared(dinghai), appear(elsewhere, "li")
    client = browser(li)
    for name in ("control", "edit"):
        assert client.get(reverse(f"live:{name}", args=[live.uuid])).status_code == 404
    assert client.post(reverse("live:act", args=[live.uuid]), {"act": "open"}).status_code == 404
    assert client.get(reverse("live:screen", args=[dinghai.cohort.pk])).status_code == 404


def test_the_round_that_calls_a_deputy_is_found_in_one_query(dinghai: World, wang: User) -> None:
    live = opened(dinghai)
    with at_most(1):
        assert selectors.open_for(wang) == live
    say(live, wang, "1")
    assert selectors.open_for(wang) is None


def test_the_list_of_rounds_takes_one_query_however_many(dinghai: World, li: User) -> None:
    for _n in range(4):
        prepared(dinghai)
    with at_most(1):
        assert [live.answered for live in selectors.rounds_of(dinghai.cohort)] == [0] * 4
    page = browser(li).get(reverse("live:desk")).content.decode()
    assert page.count("links__item") == 4
