"""The list of a quiz's sittings, and one sitting's whole history, as a trainer sees them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.desk import browser
from tests.factories.world import MONDAY, World, person
from tests.training.learning.attempts.answers import items_of, right, wrong_single
from tests.training.learning.attempts.invigilation.conftest import NOW, finished, save
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.services import CohortPlan, open_cohort
from training.learning.attempts import services as sittings
from training.learning.attempts.invigilation import selectors, services
from training.learning.attempts.invigilation.selectors import Standing, Wanted
from training.learning.attempts.models import Attempt
from training.people.models import AuditEvent, Membership, Organisation, User

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def listed(client: Client, world: World, **asked: object) -> BeautifulSoup:
    reply = client.get(reverse("sittings:list", args=[world.final.uuid]), asked)
    assert reply.status_code == 200
    return BeautifulSoup(reply.content, "html.parser")


def cells(page: BeautifulSoup) -> list[list[str]]:
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in page.select(".sittings__table tbody tr")
    ]


def deputy(world: World, name: str, kind: str = Organisation.Kind.STREET) -> Enrolment:
    """One more person of the class."""
    unit = world.congress.organisations.get(kind=kind)
    user = person(f"p-{name}", name, unit, Membership.Role.DEPUTY)
    enrolment = world.enrol(user)
    if enrolment.unit != unit:
        Enrolment.objects.filter(pk=enrolment.pk).update(unit=unit)
    return enrolment


def sits(world: World, enrolment: Enrolment) -> Attempt:
    return sittings.start(
        quiz=world.final, learner_id=enrolment.learner_id, enrolment=enrolment, now=NOW
    )


# ---- the list


def test_the_list_says_who_sits_how_far_she_is_and_what_came_late(
    as_li: Client, dinghai: World, sitting: Attempt
) -> None:
    save(sitting, 1, right(items_of(sitting)[0]))
    save(sitting, 2, {}, at=NOW + 2 * MINUTE)
    save(sitting, 3, {"q3": ["true"]}, at=NOW + 50 * MINUTE)
    (row,) = cells(listed(as_li, dinghai))
    assert row[:4] == ["王代表", "昌国街道", "政法组", "1"]
    assert row[5:] == ["11-16 08:40", "09:25", "09:30:00", "1/7", "1", "—"]


def test_an_answer_taken_back_is_open_again(sitting: Attempt) -> None:
    item = items_of(sitting)[6]
    save(sitting, 7, right(item))
    assert _row(sitting).answered == 1
    save(sitting, 7, {}, at=NOW + 2 * MINUTE)
    assert _row(sitting).answered == 0


def _row(attempt: Attempt) -> selectors.Row:
    return selectors._rows([Attempt.objects.get(pk=attempt.pk)], NOW)[0]


def test_a_late_answer_that_was_accepted_no_longer_waits(sitting: Attempt, li: User) -> None:
    save(sitting, 1, right(items_of(sitting)[0]), at=NOW + 50 * MINUTE)
    assert (_row(sitting).answered, _row(sitting).late) == (0, 1)
    services.accept_late(attempt=sitting, by=li, reason="断网", now=NOW + 60 * MINUTE)
    assert (_row(sitting).answered, _row(sitting).late) == (1, 0)


def test_every_standing_has_its_words(sitting: Attempt) -> None:
    due = sitting.due_at
    assert due
    assert selectors.standing_of(sitting, due) == Standing.OPEN
    assert selectors.standing_of(sitting, due + 2 * MINUTE) == Standing.OVERDUE
    closed = sittings.hand_in(attempt=sitting, now=NOW)
    assert selectors.standing_of(closed, NOW) == Standing.MARKING
    closed.awaits_marker = True
    assert selectors.standing_of(closed, NOW) == Standing.WAITING
    closed.state = Attempt.State.FINISHED
    assert selectors.standing_of(closed, NOW) == Standing.FINISHED
    closed.state = Attempt.State.ABANDONED
    assert selectors.standing_of(closed, NOW) == Standing.ABANDONED


@pytest.mark.parametrize("standing", Standing.values)
def test_the_list_and_its_counts_agree_with_each_sitting(
    dinghai: World, sitting: Attempt, wang: User, standing: str
) -> None:
    later = NOW + 60 * MINUTE
    finished(sits(dinghai, deputy(dinghai, "钱一")))
    sittings.hand_in(attempt=sits(dinghai, deputy(dinghai, "钱二")), now=NOW)
    waits = sittings.hand_in(attempt=sits(dinghai, deputy(dinghai, "钱三")), now=NOW)
    Attempt.objects.filter(pk=waits.pk).update(awaits_marker=True)
    sits(dinghai, deputy(dinghai, "钱四"))
    Attempt.objects.filter(pk=sits(dinghai, deputy(dinghai, "钱五")).pk).update(
        due_at=later + MINUTE
    )
    Attempt.objects.filter(pk=sits(dinghai, deputy(dinghai, "钱六")).pk).update(state="abandoned")
    deputy(dinghai, "钱七")
    wanted = Wanted(cohorts=[dinghai.cohort], standing=standing)
    found = selectors.overview(
        sittings=Attempt.objects.all(), quiz=dinghai.final, wanted=wanted, now=later
    )
    expected = [
        one for one in Attempt.objects.all() if selectors.standing_of(one, later) == standing
    ]
    assert {row.attempt.pk for row in found.rows} == {one.pk for one in expected}
    assert dict(found.counts)[Standing(standing)] == (
        1 if standing == Standing.NONE else len(expected)
    )
    assert [one.learner.name for one in found.absent] == (
        ["钱七"] if standing == Standing.NONE else []
    )


def test_the_class_that_began_last_is_shown_first(dinghai: World) -> None:
    opened = {}
    for key, starts_on in (("old", -90), ("next", 60), ("far", 300)):
        plan = CohortPlan(key, key, key, MONDAY + timedelta(days=starts_on))
        opened[key] = open_cohort(
            congress=dinghai.congress, programme=dinghai.programme, plan=plan, now=NOW
        )
    found = selectors.classes(Cohort.objects.all(), MONDAY)
    assert found == [dinghai.cohort, opened["old"], opened["next"], opened["far"]]


def test_who_has_not_begun_is_named_by_township(
    as_li: Client, dinghai: World, sitting: Attempt
) -> None:
    deputy(dinghai, "孙未到", Organisation.Kind.TOWNSHIP)
    absent = listed(as_li, dinghai).select_one(".sittings__absent").get_text(" ", strip=True)
    assert "还没有开始：1 人" in absent
    assert "金塘镇（1） 孙未到" in absent
    assert "王代表" not in absent


def test_the_list_is_narrowed_by_unit_standing_and_name(
    as_li: Client, dinghai: World, sitting: Attempt
) -> None:
    finished(sits(dinghai, deputy(dinghai, "孙金塘", Organisation.Kind.TOWNSHIP)))
    township = dinghai.congress.organisations.get(kind=Organisation.Kind.TOWNSHIP)

    def names(**asked: object) -> list[str]:
        return [row[0] for row in cells(listed(as_li, dinghai, **asked))]

    assert sorted(names()) == ["孙金塘", "王代表"]
    assert names(unit=township.pk) == ["孙金塘"]
    assert names(standing="finished") == ["孙金塘"]
    assert names(name="王") == ["王代表"]
    assert names(name="wang") == ["王代表"]
    assert names(standing="waiting") == []


def test_the_list_is_sorted_both_ways(as_li: Client, dinghai: World, sitting: Attempt) -> None:
    finished(sits(dinghai, deputy(dinghai, "丁小")))
    up = [row[0] for row in cells(listed(as_li, dinghai, sort="name"))]
    down = [row[0] for row in cells(listed(as_li, dinghai, sort="-name"))]
    assert up == down[::-1] == ["丁小", "王代表"]
    assert [row[0] for row in cells(listed(as_li, dinghai, sort="no-such"))]


def test_a_long_list_comes_in_pages_and_whole_on_request(
    as_li: Client, dinghai: World, sitting: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "PER_PAGE", 1)
    sits(dinghai, deputy(dinghai, "丁小"))
    first, second = (cells(listed(as_li, dinghai, sort="name", p=p)) for p in (1, 2))
    assert [row[0][0][:3] for row in (first, second)] == ["丁小", "王代表"]
    assert len(cells(listed(as_li, dinghai, whole="1"))) == 2


def test_the_number_of_queries_does_not_grow_with_the_class(
    as_li: Client, dinghai: World, sitting: Attempt
) -> None:
    listed(as_li, dinghai)  # Wagtail's first page of a process asks for more
    with at_most(22):
        listed(as_li, dinghai)
    for n in range(3):
        one = sits(dinghai, deputy(dinghai, f"丁{n}"))
        save(one, 1, right(items_of(one)[0]))
    with at_most(22):
        assert len(cells(listed(as_li, dinghai))) == 4


def test_looking_writes_nothing_down(as_li: Client, dinghai: World, sitting: Attempt) -> None:
    listed(as_li, dinghai)
    assert not AuditEvent.objects.filter(action__startswith="sitting").exists()


def test_the_file_holds_the_same_rows_and_is_noted(
    as_li: Client, dinghai: World, sitting: Attempt, li: User
) -> None:
    User.objects.filter(pk=sitting.learner_id).update(name="=王代表")
    deputy(dinghai, "孙未到")
    url = reverse("sittings:export", args=[dinghai.final.uuid])
    assert as_li.get(url).status_code == 405
    text = as_li.post(url, {"cohort": dinghai.cohort.pk}).content.decode("utf-8-sig")
    head, wang, absent = (line.split(",") for line in text.splitlines())
    assert head[:4] == ["姓名", "编号", "班次", "镇街"]
    assert wang[:7] == ["'=王代表", "wang", "第一期", "昌国街道", "政法组", "1", "作答中"] or (
        wang[6] == "超时未交"
    )
    assert (absent[0], absent[6], len(absent)) == ("孙未到", "还没开始", len(head))
    event = AuditEvent.objects.get(action="export.sittings")
    assert (event.actor, event.detail["rows"], event.detail["absent"]) == (li, 1, 1)


# ---- who may see it


def test_a_foreign_trainer_finds_nothing(as_qian: Client, dinghai: World, sitting: Attempt) -> None:
    quiz = dinghai.final.uuid
    assert as_qian.get(reverse("sittings:list", args=[quiz])).status_code == 404
    assert as_qian.get(reverse("sittings:sitting", args=[quiz, sitting.pk])).status_code == 404
    reopen = reverse("sittings:abandon", args=[quiz, sitting.pk])
    assert as_qian.post(reopen, {"reason": "玩"}).status_code == 404
    assert Attempt.objects.get().state == "inprogress"


def test_a_sitting_is_found_only_under_its_own_quiz(
    as_li: Client, dinghai: World, sitting: Attempt
) -> None:
    url = reverse("sittings:sitting", args=[dinghai.quiz.uuid, sitting.pk])
    assert as_li.get(url).status_code == 404
    missing = reverse("sittings:sitting", args=[dinghai.final.uuid, uuid4()])
    assert as_li.get(missing).status_code == 404


@pytest.mark.parametrize("who", ["zhang", "chen", "wang"])
def test_office_directors_and_deputies_are_turned_away(
    dinghai: World, sitting: Attempt, who: str, request: pytest.FixtureRequest
) -> None:
    client = browser(request.getfixturevalue(who))
    for name, args in (("list", []), ("sitting", [sitting.pk]), ("reopen", [sitting.pk])):
        reply = client.get(reverse(f"sittings:{name}", args=[dinghai.final.uuid, *args]))
        assert reply.status_code == 302
        assert not reply.url.startswith("/admin/")


# ---- one sitting


def opened(client: Client, attempt: Attempt) -> str:
    url = reverse("sittings:sitting", args=[attempt.quiz.uuid, attempt.pk])
    return BeautifulSoup(client.get(url).content, "html.parser").get_text(" ", strip=True)


def test_the_history_shows_every_save_in_words_and_which_one_counts(
    as_li: Client, sitting: Attempt
) -> None:
    one = items_of(sitting)[0]
    save(sitting, 1, wrong_single(one))
    save(sitting, 1, right(one), at=NOW + 2 * MINUTE)
    save(sitting, 1, wrong_single(one), at=NOW + 50 * MINUTE)
    url = reverse("sittings:sitting", args=[sitting.quiz.uuid, sitting.pk])
    page = BeautifulSoup(as_li.get(url).content, "html.parser")
    rows = page.select_one(".sittings__asked").select("tbody tr")
    told = [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in rows]
    assert [line[1] == "乙" for line in told] == [False, True, False]
    assert [line[2][11:] for line in told] == ["08:41:00", "08:42:00", "09:30:00"]
    assert [line[3] for line in told] == ["phone"] * 3
    assert ["算分的一步" in line[5] for line in told] == [False, True, False]
    assert "迟到 可以采纳" in told[2][5]


def test_acts_changes_and_marks_are_part_of_it(as_li: Client, sitting: Attempt, li: User) -> None:
    finished(sitting)
    save(sitting, 1, right(items_of(sitting)[0]), at=NOW + 50 * MINUTE)
    services.accept_late(attempt=sitting, by=li, reason="网断了", now=NOW + 60 * MINUTE)
    text = opened(as_li, sitting)
    assert "采纳迟到的答案 网断了" in text
    assert "0 → 14.29" in text
    assert "第 2 次判分： 正确 1" in text


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("inprogress", {"延时", "代为交卷", "放弃"}),
        ("finished", {"重开"}),
        ("abandoned", {"重开"}),
    ],
)
def test_only_what_makes_sense_is_offered(
    as_li: Client, sitting: Attempt, state: str, offered: set[str]
) -> None:
    Attempt.objects.update(state=state)
    url = reverse("sittings:sitting", args=[sitting.quiz.uuid, sitting.pk])
    page = BeautifulSoup(as_li.get(url).content, "html.parser")
    assert {link.text for link in page.select(".sittings__buttons a")} == offered


def test_the_history_takes_the_same_number_of_queries_however_long(
    as_li: Client, sitting: Attempt
) -> None:
    opened(as_li, sitting)
    with at_most(24):
        opened(as_li, sitting)
    for n in range(5):
        save(sitting, 1, {}, at=NOW + (n + 2) * MINUTE)
    finished(sitting)
    with at_most(24):
        opened(as_li, sitting)


# ---- acts over HTTP


def test_an_act_asks_for_a_reason_and_says_what_it_did(as_li: Client, sitting: Attempt) -> None:
    url = reverse("sittings:hand_in_for", args=[sitting.quiz.uuid, sitting.pk])
    assert "现在就替本人交卷" in as_li.get(url).content.decode()
    assert "sittings__fault" in as_li.post(url, {"reason": ""}).content.decode()
    assert Attempt.objects.get().state == "inprogress"
    done = as_li.post(url, {"reason": "身体不适"}, follow=True)
    assert "已代为交卷。" in done.content.decode()
    assert Attempt.objects.get().state == "finished"


def test_a_refusal_is_shown_beside_the_form(as_li: Client, sitting: Attempt) -> None:
    finished(sitting)
    url = reverse("sittings:reopen", args=[sitting.quiz.uuid, sitting.pk])
    Attempt.objects.update(due_at=NOW)
    assert "时间已经用完" in as_li.post(url, {"reason": "再给一次"}).content.decode()
    as_li.post(url, {"reason": "再给一次", "minutes": "15"})
    assert Attempt.objects.get().state == "inprogress"


def test_more_time_is_given_in_minutes_or_as_a_moment_not_both(
    as_li: Client, sitting: Attempt
) -> None:
    Attempt.objects.update(due_at=NOW + timedelta(days=36500))
    url = reverse("sittings:extend", args=[sitting.quiz.uuid, sitting.pk])
    both = {"reason": "停电", "minutes": "5", "due_at": "2150-01-01T10:00"}
    assert "请填其中一个" in as_li.post(url, both).content.decode()
    as_li.post(url, {"reason": "停电", "minutes": "5"})
    assert Attempt.objects.get().due_at == NOW + timedelta(days=36500, minutes=5)


def test_the_button_stands_in_the_list_of_quizzes(as_li: Client, dinghai: World) -> None:
    url = reverse(type(dinghai.quiz).snippet_viewset.get_url_name("list"))
    assert reverse("sittings:list", args=[dinghai.quiz.uuid]) in as_li.get(url).content.decode()


def test_the_button_stands_where_a_quiz_is_edited(as_li: Client, dinghai: World) -> None:
    quiz = dinghai.quiz
    url = reverse(type(quiz).snippet_viewset.get_url_name("edit"), args=[quiz.pk])
    assert reverse("sittings:list", args=[quiz.uuid]) in as_li.get(url).content.decode()
