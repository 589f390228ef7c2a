"""What a class lacks: who sees which figures, how few are not shown, and what is proposed."""

import csv
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from tests.counting import at_most
from tests.factories import questions
from tests.factories.desk import browser
from tests.factories.world import World, moment
from training.cohorts.models import Enrolment
from training.insight.gaps.report import Gaps, gaps
from training.learning.mastery.models import PointMastery
from training.people.access import Scope
from training.people.models import AuditEvent, Organisation, User

pytestmark = pytest.mark.django_db
NOW = moment(2, 8)
PAGE, EXPORT = "/insight/gaps/", "/insight/gaps/export/"


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Tuesday, eight o'clock."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def unit(world: World, name: str) -> Organisation:
    kind = Organisation.Kind.TOWNSHIP
    found = world.congress.organisations
    return found.get_or_create(name=name, defaults={"kind": kind})[0]


def take_in(world: World, number: int, where: Organisation) -> list[User]:
    """So many people of one township join the class."""
    start = User.objects.count()
    made = User.objects.bulk_create(
        User(username=f"p{start + n}", number=f"p{start + n}", name=f"代表{start + n}")
        for n in range(number)
    )
    Enrolment.objects.bulk_create(
        Enrolment(learner=user, cohort=world.cohort, unit=where, enrolled_at=moment(0, 12))
        for user in made
    )
    return made


def know(people: list[User], point: str, probability: float, at: datetime = NOW) -> None:
    """What their answers about a point amount to."""
    PointMastery.objects.bulk_create(
        PointMastery(
            learner=user,
            point=point,
            probability=probability,
            evidence=0,
            answers=2,
            right=1,
            updated_at=at,
            last_stored_at=at,
            last_statement=uuid4(),
            model=1,
        )
        for user in people
    )


@pytest.fixture
def klass(dinghai: World) -> World:
    """Twelve of 昌国街道, six of 金塘镇, four of 白泉镇; rights is lacked by most, motions by few."""
    questions.point("motion", "代表议案")
    dinghai.lesson.points.add(questions.point("rights"))
    dinghai.lesson.save()
    dinghai.case.points.add(questions.point("rights"))
    dinghai.case.save()
    for name, number in (("昌国街道", 12), ("金塘镇", 6), ("白泉镇", 4)):
        people = take_in(dinghai, number, unit(dinghai, name))
        know(people, "rights", 0.2)
        know(people, "motion", 0.97)
    return dinghai


def seen(world: World, units: frozenset[int] | None = None) -> Gaps:
    return gaps(scope=Scope(world.congress, units), cohort=world.cohort, now=NOW)


def cells(found: Gaps, point: str) -> dict[str, tuple[int, int | None]]:
    line = next(line for line in found.lines if line.key == point)
    told = zip(found.units, line.cells, strict=True)
    return {u.name: (c.n, c.found.share if c.found else None) for u, c in told}


@pytest.mark.db
def test_few_are_not_shown_nor_what_they_could_be_worked_out_from(klass: World) -> None:
    assert cells(seen(klass), "rights") == {
        "昌国街道": (12, 80),
        "金塘镇": (6, None),
        "白泉镇": (4, None),
    }


def test_the_whole_class_has_share_number_and_interval(klass: World) -> None:
    line = next(line for line in seen(klass).lines if line.key == "rights")
    assert line.whole
    assert line.whole.found
    assert (line.whole.n, line.whole.found.people, line.whole.found.share) == (22, 18, 80)
    assert line.whole.interval == "63%–97%"
    assert line.whole.sure == "把握中等"


def test_a_director_sees_her_own_township_and_no_total(klass: World, chen: User) -> None:
    told = browser(chen).get(PAGE).content.decode()
    assert "昌国街道" in told
    assert "白泉镇" not in told
    assert "全班还没掌握" not in told
    assert "下一期讲什么</h2>" not in told
    jintang = unit(klass, "金塘镇")
    assert cells(seen(klass, frozenset({jintang.pk})), "rights") == {"金塘镇": (6, None)}


def test_with_too_few_there_are_words_instead_of_figures(dinghai: World, zhang: User) -> None:
    know(take_in(dinghai, 3, dinghai.unit), "rights", 0.2)
    told = browser(zhang).get(PAGE).content.decode()
    assert "只有 3 人答过题（0 人做过诊断），样本不足" in told
    assert "80%" not in told


def test_with_nobody_a_diagnosis_is_asked_for(dinghai: World, zhang: User) -> None:
    assert "还没有人答过题" in browser(zhang).get(PAGE).content.decode()


def test_the_next_class_is_proposed_what_most_lack(klass: World, zhang: User) -> None:
    found = seen(klass).proposal
    assert found
    (topic,) = found.topics
    assert (topic.key, topic.minutes_taught) == ("rights", 60)
    assert topic.reason == "22 人答过题，约 18 人还没掌握（80%）"
    assert "建议换成案例研讨加练习" in topic.advice
    assert [one.title for one in found.teach] == ["权利与义务"]
    assert found.minutes == klass.lesson.minutes
    told = browser(zhang).get(PAGE).content.decode()
    assert "约 18 人" in told
    assert "最短一套是 1 项" in told


def test_who_left_and_who_never_answered_do_not_count(klass: World) -> None:
    Enrolment.objects.filter(unit=unit(klass, "白泉镇")).update(status=Enrolment.Status.WITHDRAWN)
    take_in(klass, 2, unit(klass, "金塘镇"))
    found = seen(klass)
    assert (found.should, found.answered) == (20, 18)
    assert cells(found, "rights") == {"昌国街道": (12, 80), "金塘镇": (6, 80)}


def test_files_say_what_the_page_says(klass: World, zhang: User) -> None:
    client = browser(zhang)
    reply = client.post(EXPORT, {"cohort": klass.cohort.key, "kind": "csv"})
    rows = list(csv.reader(StringIO(reply.content.decode("utf-8-sig"))))
    assert ["代表的权利", "全班", "22", "18", "80%", "63%", "97%", "把握中等"] in rows
    assert ["代表的权利", "白泉镇", "4", "", "", "", "", "不足 5 人，不显示"] in rows
    assert ["代表的权利", "金塘镇", "6", "", "", "", "", "为免推算出别处，不显示"] in rows
    reply = client.post(EXPORT, {"cohort": klass.cohort.key, "kind": "xlsx"})
    book = load_workbook(BytesIO(reply.content))
    assert book.sheetnames == ["缺什么", "下一期讲什么", "口径"]
    assert book["下一期讲什么"]["A2"].value == "代表的权利"
    assert AuditEvent.objects.filter(action="export.gaps").count() == 2


def test_another_congress_s_class_is_not_found(klass: World, zhang: User, elsewhere: World) -> None:
    elsewhere.cohort.key = "other"
    elsewhere.cohort.save()
    assert browser(zhang).get(PAGE, {"cohort": "other"}).status_code == 404


def test_at_most_twenty_five_queries_at_any_size(klass: World, zhang: User) -> None:
    client = browser(zhang)
    know(take_in(klass, 300, unit(klass, "岑港街道")), "rights", 0.5)
    client.get(PAGE)
    with at_most(25):
        client.get(PAGE)


def test_deputies_and_trainers_have_no_such_page(wang: User, li: User, klass: World) -> None:
    assert isinstance(browser(wang), Client)
    assert {browser(user).get(PAGE).status_code for user in (wang, li)} == {404}


def test_what_was_not_taught_yet_is_not_called_taught(klass: World) -> None:
    klass.cohort.timetable.update(ends_at=NOW + timedelta(minutes=1))
    found = seen(klass).proposal
    assert found
    (topic,) = found.topics
    assert (topic.minutes_taught, [one.minutes for one in topic.to_come]) == (0, [60])
    assert topic.advice == "本班还没有讲到，讲完以后再看这里"
