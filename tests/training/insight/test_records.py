"""Below a number: the checklist of a person and the records behind it."""

from decimal import Decimal
from uuid import uuid4

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.factories.world import moment
from tests.training.insight.conftest import Class, tell
from training.cohorts.models import Enrolment
from training.insight import records
from training.insight.selectors import Filters, completion
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.people.access import Scope
from training.people.models import Congress, User

NOW = moment(2, 8)
RULE = "定人大办〔2026〕3号，2026-03-01"


def checklist(klass: Class, learner: User, *, scores: bool = False) -> dict:
    found = completion(
        scope=Scope(klass.world.congress),
        cohort=klass.world.cohort,
        now=NOW,
        filters=Filters(learner_id=learner.pk),
    )
    row = found.people[0]
    lines = records.checklist(
        row=row, items=found.items, enrolment=records.enrolment_of(row), scores=scores
    )
    return {line.item.code: line for line in lines}


def cells(client: Client, name: str, learner: User, **query: str) -> list[list[str]]:
    html = client.get(reverse(f"insight:{name}", args=[learner.pk], query=query or None)).content
    table = BeautifulSoup(html, "html.parser").main.find("table")
    rows = table.find_all("tr") if table else []
    return [[c.get_text(" ", strip=True) for c in row.find_all(["th", "td"])] for row in rows]


def test_the_checklist_says_when_and_by_what(klass: Class) -> None:
    lines = checklist(klass, klass.finished)
    told = {code: (line.done_at, line.how) for code, line in lines.items()}
    assert told == {
        "D1-0": (moment(1, 9), "交卷"),
        "D1-1": (moment(1, 10), "学完本课"),
        "D2-1": (moment(1, 20), "测验通过"),
    }


def test_attendance_and_waiver_are_named_as_such(klass: Class) -> None:
    session = klass.world.programme.sessions.get(code="D1-1")
    tell(klass.not_started, Verb.ATTENDED, session.uuid, moment(1, 9), activity_type="session")
    waived = Happening(
        verb=Verb.WAIVED,
        activity=klass.world.quiz.uuid,
        activity_type="quiz",
        occurred_at=moment(1, 9),
    )
    hers = Enrolment.objects.get(learner=klass.not_started).pk
    evidence.record(
        learner_id=klass.not_started.pk,
        happenings=[waived],
        now=moment(1, 9),
        registration_id=hers,
    )
    lines = checklist(klass, klass.not_started)
    assert lines["D1-1"].how == "到课签到"
    assert lines["D1-0"].how == "免修"
    assert lines["D2-1"].done is False


def test_the_first_of_two_ways_is_shown(klass: Class) -> None:
    session = klass.world.programme.sessions.get(code="D1-1")
    tell(klass.on_track, Verb.ATTENDED, session.uuid, moment(1, 9), activity_type="session")
    assert checklist(klass, klass.on_track)["D1-1"].how == "到课签到"


def test_overdue_is_what_the_clock_has_passed(klass: Class) -> None:
    lines = checklist(klass, klass.behind)
    assert {code: line.overdue for code, line in lines.items()} == {
        "D1-0": True,
        "D1-1": False,
        "D2-1": False,
    }


def test_scores_stay_hidden_without_a_written_rule(office: Client, klass: Class) -> None:
    for name in ("person", "records"):
        address = reverse(f"insight:{name}", args=[klass.finished.pk])
        text = BeautifulSoup(office.get(address).content, "html.parser").main.get_text()
        assert "按规定不显示个人成绩" in text
        assert "85" not in text


def test_scores_are_shown_under_a_written_rule(office: Client, klass: Class) -> None:
    Congress.objects.filter(pk=klass.world.congress.pk).update(scores_rule=RULE)
    head, *rows = cells(office, "person", klass.finished)
    best = head.index("最好成绩")
    assert [row[best] for row in rows] == ["50", "", "85"]
    head, *rows = cells(office, "records", klass.finished)
    assert {row[head.index("成绩")] for row in rows} == {"85", "", "50"}


def test_records_name_activities_and_sources(office: Client, klass: Class) -> None:
    _head, *rows = cells(office, "records", klass.finished)
    assert [row[:3] for row in rows] == [
        ["2026-11-16 20:00", "通过", "测验 final"],
        ["2026-11-16 10:00", "学完", "权利与义务"],
        ["2026-11-16 09:00", "交卷", "测验 form-a"],
    ]
    assert {row[-1] for row in rows} == {"本人在网页上"}


def test_a_diagnosis_is_named(office: Client, klass: Class) -> None:
    tell(klass.behind, Verb.COMPLETED, uuid4(), moment(1, 12), activity_type="diagnosis")
    told = [row[1:3] for row in cells(office, "records", klass.behind)[1:]]
    assert ["做完", "诊断"] in told


def test_records_of_one_item(office: Client, klass: Class) -> None:
    _head, *rows = cells(office, "records", klass.finished, item="D1-1")
    assert [row[2] for row in rows] == ["权利与义务"]


def test_single_answers_are_never_shown(office: Client, klass: Class) -> None:
    Congress.objects.filter(pk=klass.world.congress.pk).update(scores_rule=RULE)
    question = uuid4()
    for verb in (Verb.ANSWERED, Verb.PASSED, Verb.FAILED):
        tell(
            klass.behind,
            verb,
            question,
            moment(1, 12),
            activity_type="question",
            scaled=Decimal("0.25"),
            context={"payload": "选了第三项"},
        )
    html = office.get(reverse("insight:records", args=[klass.behind.pk])).content.decode()
    assert "25" not in BeautifulSoup(html, "html.parser").main.table.get_text()
    assert "选了第三项" not in html
    assert len(cells(office, "records", klass.behind)) == 2


def test_what_was_taken_back_is_marked(office: Client, klass: Class, zhang: User) -> None:
    taken = tell(klass.not_started, Verb.COMPLETED, klass.world.lesson.activity_uuid, moment(1, 12))
    evidence.void(
        learner_id=klass.not_started.pk,
        statement_id=taken.statement_id,
        reason="误点",
        now=moment(1, 13),
        by=zhang,
    )
    _head, *rows = cells(office, "records", klass.not_started)
    assert [row[1] for row in rows if row[2] == "权利与义务" and row[1].startswith("学完")] == [
        "学完 已作废，不计入"
    ]


def test_records_from_before_the_enrolment_are_not_behind_the_number(
    office: Client, klass: Class
) -> None:
    tell(klass.not_started, Verb.COMPLETED, klass.world.lesson.activity_uuid, moment(-3, 12))
    assert cells(office, "records", klass.not_started) == []


def test_content_that_is_gone_is_named_so(office: Client, klass: Class) -> None:
    tell(klass.behind, Verb.COMPLETED, uuid4(), moment(1, 15))
    assert "已移除的内容" in [row[2] for row in cells(office, "records", klass.behind)]
