"""王代表's account, as it follows from what she does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection

from tests.counting import at_most
from tests.factories.world import MONDAY, World, moment
from training.cohorts.models import Enrolment, ScheduledSession
from training.learning import evidence
from training.learning.attendance.services import record_presence
from training.learning.evidence import Happening, Verb
from training.learning.hours import keeping, selectors
from training.learning.hours.claims import of_lesson, of_quiz
from training.learning.models import HourEntry, HoursTable, Statement
from training.people.models import User

pytestmark = pytest.mark.db


@pytest.fixture
def session(dinghai: World) -> ScheduledSession:
    """D1-1: the lecture of the first day, with a lesson."""
    return dinghai.cohort.timetable.get(session__code="D1-1")


def reads(world: World, learner: User, at: datetime) -> None:
    """She reads the lesson of D1-1 to its end."""
    lesson = world.lesson.activity_uuid
    told = Happening(
        verb=Verb.COMPLETED,
        activity=lesson,
        activity_type="lesson",
        occurred_at=at,
        statement_id=evidence.derived_id("completed", learner.pk, lesson),
        context={"hours": of_lesson(learner_id=learner.pk, activity=lesson, now=at)},
    )
    evidence.record(learner_id=learner.pk, happenings=[told], now=at)


def passes(world: World, enrolment: Enrolment, at: datetime) -> None:
    """She passes the final test, once more."""
    told = Happening(
        verb=Verb.PASSED,
        activity=world.final.uuid,
        activity_type="quiz",
        occurred_at=at,
        context={"hours": of_quiz(enrolment=enrolment, quiz=world.final)},
    )
    evidence.record(
        learner_id=enrolment.learner_id, happenings=[told], now=at, registration_id=enrolment.pk
    )


def credited(learner: User) -> list[tuple[date, str, Decimal]]:
    """Day, basis and hours of every line, in the order of writing."""
    lines = HourEntry.objects.filter(learner=learner).order_by("at", "item", "step")
    return [(line.day, line.basis, line.credit) for line in lines]


def balance(learner: User) -> Decimal:
    """What her account comes to; and the ledger agrees with the log."""
    assert keeping.differences(learner.pk) == []
    return selectors.total_of(learner.pk)


def test_being_there_gives_the_hours_of_the_session_on_its_day(
    wang: User, wangs_enrolment: Enrolment, session: ScheduledSession, zhang: User
) -> None:
    # Noted the day after; credited to the day of the session.
    at = moment(2, 8)
    assert record_presence(enrolment=wangs_enrolment, scheduled=session, at=at, by=zhang)
    assert credited(wang) == [(MONDAY, "attended", Decimal(1))]
    line = selectors.account(wang.pk).lines[0]
    assert line.sentence == "11 月 16 日 课堂“单元 D1-1” 60 分钟，按办法第 1 版记 1 学时。"
    assert balance(wang) == 1


def test_attendance_takes_the_place_of_half_a_credit_for_the_lesson(
    dinghai: World, wang: User, wangs_enrolment: Enrolment, session: ScheduledSession
) -> None:
    reads(dinghai, wang, moment(0, 20))
    assert balance(wang) == Decimal("0.5")
    record_presence(enrolment=wangs_enrolment, scheduled=session, at=moment(1, 9), by=None)
    sunday = date(2026, 11, 15)
    half = Decimal("0.5")
    assert sorted(credited(wang)) == [
        (sunday, "lesson", -half),
        (sunday, "lesson", half),
        (MONDAY, "attended", Decimal(1)),
    ]
    assert balance(wang) == 1
    told = [line.sentence for line in selectors.account(wang.pk).lines if line.entry.takes_back]
    words = (
        "冲销：11 月 15 日 在线学完“单元 D1-1”（没有到课；这一课 60 分钟，按到课的 50% 折算）。"
        "这一项已按到课记，在线学习的不再重复记：-0.5 学时。"
    )
    assert told == [words]


def test_a_lesson_read_after_class_adds_nothing(
    dinghai: World, wang: User, wangs_enrolment: Enrolment, session: ScheduledSession
) -> None:
    record_presence(enrolment=wangs_enrolment, scheduled=session, at=moment(1, 9), by=None)
    reads(dinghai, wang, moment(1, 20))
    assert len(credited(wang)) == 1
    assert balance(wang) == 1


def test_taking_the_attendance_back_brings_the_lesson_back(
    dinghai: World,
    wang: User,
    wangs_enrolment: Enrolment,
    session: ScheduledSession,
    zhang: User,
) -> None:
    record_presence(enrolment=wangs_enrolment, scheduled=session, at=moment(1, 9), by=zhang)
    reads(dinghai, wang, moment(1, 20))
    gone = evidence.derived_id("attended", wang.pk, session.pk)
    evidence.void(
        learner_id=wang.pk, statement_id=gone, reason="记错了人", now=moment(2, 9), by=zhang
    )
    assert [credit for _day, _basis, credit in credited(wang)] == [1, -1, Decimal("0.5")]
    assert balance(wang) == Decimal("0.5")
    back = next(line for line in selectors.account(wang.pk).lines if line.entry.takes_back)
    assert "原来的记录已作废（记错了人）" in back.sentence


def test_a_test_counts_once_however_often_it_is_passed(
    dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    passes(dinghai, wangs_enrolment, moment(2, 10))
    passes(dinghai, wangs_enrolment, moment(3, 10))
    assert credited(wang) == [(date(2026, 11, 17), "test", Decimal("0.5"))]
    assert balance(wang) == Decimal("0.5")


def test_what_comes_together_from_a_phone_is_credited_together(
    dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    lesson = dinghai.lesson.activity_uuid
    for_lesson = of_lesson(learner_id=wang.pk, activity=lesson, now=moment(1, 20))
    for_test = of_quiz(enrolment=wangs_enrolment, quiz=dinghai.final)
    told = [
        Happening(Verb.COMPLETED, lesson, "lesson", moment(1, 20), context={"hours": for_lesson}),
        Happening(
            Verb.PASSED, dinghai.final.uuid, "quiz", moment(2, 9), context={"hours": for_test}
        ),
    ]
    evidence.record(learner_id=wang.pk, happenings=told, now=moment(2, 10))
    assert [basis for _day, basis, _credit in sorted(credited(wang))] == ["lesson", "test"]
    assert balance(wang) == 1


def test_a_test_passed_in_class_is_one_credit_with_being_there(
    dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    final = dinghai.cohort.timetable.get(session__code="D2-1")
    passes(dinghai, wangs_enrolment, moment(2, 10))
    record_presence(enrolment=wangs_enrolment, scheduled=final, at=moment(2, 9), by=None)
    assert balance(wang) == 1


def test_optional_sessions_count_only_where_the_table_says_so(
    dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    ceremony = dinghai.cohort.timetable.get(session__code="D2-2")
    record_presence(enrolment=wangs_enrolment, scheduled=ceremony, at=moment(2, 16), by=None)
    assert balance(wang) == 0
    HoursTable.objects.create(
        congress=dinghai.congress,
        number=2,
        valid_from=MONDAY,
        optional=True,
        made_at=moment(3, 9),
    )
    keeping.book_again(learner_id=wang.pk, now=moment(3, 9))
    assert balance(wang) == 1


def event(learner: User, congress: int, credit: str, day: date, at: datetime) -> Any:
    """Somebody took part in something elsewhere."""
    key = uuid4()
    claim = {
        "item": f"event.{key}",
        "congress": congress,
        "minutes": 0,
        "credit": credit,
        "title": "省里的班",
        "kind": "province",
        "day": day.isoformat(),
    }
    told = Happening(
        verb=Verb.ATTENDED,
        activity=key,
        activity_type="event",
        occurred_at=at,
        context={"hours": [claim]},
    )
    evidence.record(learner_id=learner.pk, happenings=[told], now=at)
    return told


def test_a_day_is_capped_and_gives_back_when_there_is_room_again(
    dinghai: World, wang: User, zhang: User
) -> None:
    long_ago = date(2026, 3, 1)  # longer ago than statements may be dated back
    first = event(wang, dinghai.congress.pk, "4", long_ago, moment(1, 9))
    event(wang, dinghai.congress.pk, "3.5", long_ago, moment(1, 9, 5))
    assert balance(wang) == 6
    account = selectors.account(wang.pk)
    assert (account.days[0].credit, account.days[0].cap, account.days[0].is_full) == (
        Decimal(6),
        Decimal(6),
        True,
    )
    assert account.days[0].lines[-1].sentence == (
        "3 月 1 日 当天合计 7.5 学时，办法第 1 版规定一天最多记 6 学时，多出的不记：-1.5 学时。"
    )
    evidence.void(
        learner_id=wang.pk,
        statement_id=first.statement_id,
        reason="没有去",
        now=moment(1, 10),
        by=zhang,
    )
    assert balance(wang) == Decimal("3.5")


def test_a_new_version_counts_from_its_date_on(
    dinghai: World, wang: User, wangs_enrolment: Enrolment, session: ScheduledSession
) -> None:
    record_presence(enrolment=wangs_enrolment, scheduled=session, at=moment(1, 9), by=None)
    HoursTable.objects.create(
        congress=dinghai.congress,
        number=2,
        valid_from=date(2026, 11, 17),
        long_credit=Decimal(2),
        made_at=moment(1, 12),
    )
    final = dinghai.cohort.timetable.get(session__code="D2-1")
    record_presence(enrolment=wangs_enrolment, scheduled=final, at=moment(2, 9), by=None)
    assert [credit for _day, _basis, credit in credited(wang)] == [1, 2]
    assert balance(wang) == 3


@contextmanager
def unkept() -> Iterator[None]:
    """As if the fold had not been there."""
    with patch.object(keeping, "apply"):
        yield


def test_a_broken_ledger_is_told_and_mended_by_adding(
    dinghai: World, wang: User, wangs_enrolment: Enrolment, session: ScheduledSession
) -> None:
    reads(dinghai, wang, moment(0, 20))
    with unkept():
        record_presence(enrolment=wangs_enrolment, scheduled=session, at=moment(1, 9), by=None)
    assert len(keeping.differences(wang.pk)) == 2
    before = set(HourEntry.objects.values_list("pk", flat=True))
    keeping.rebuild(wang.pk)
    assert before < set(HourEntry.objects.values_list("pk", flat=True))
    assert balance(wang) == 1
    keeping.rebuild(wang.pk)
    assert HourEntry.objects.count() == 3


def test_old_statements_are_worth_what_the_requirements_said(
    dinghai: World, wang: User, wangs_enrolment: Enrolment, session: ScheduledSession
) -> None:
    """Recorded before statements carried claims; the session has become shorter since."""
    lesson = dinghai.lesson.activity_uuid
    session.session.minutes = 20
    session.session.save()
    told = [
        Happening(Verb.COMPLETED, lesson, "lesson", moment(0, 20)),
        Happening(Verb.ATTENDED, session.session.uuid, "session", moment(1, 9)),
        Happening(Verb.PASSED, dinghai.final.uuid, "quiz", moment(2, 9)),
    ]
    evidence.record(learner_id=wang.pk, happenings=told[:1], now=moment(0, 20))
    assert balance(wang) == Decimal("0.5")
    evidence.record(
        learner_id=wang.pk,
        happenings=told[1:],
        now=moment(2, 9),
        registration_id=wangs_enrolment.pk,
    )
    assert balance(wang) == Decimal("1.5")


def test_hours_cost_at_most_two_queries_and_nothing_else_costs_any(
    dinghai: World, wang: User, wangs_enrolment: Enrolment, session: ScheduledSession
) -> None:
    reads(dinghai, wang, moment(0, 20))
    statement = Statement(
        learner_id=wang.pk,
        statement_id=uuid4(),
        verb=Verb.PASSED,
        activity=dinghai.final.uuid,
        activity_type="quiz",
        context={"hours": of_quiz(enrolment=wangs_enrolment, quiz=dinghai.final)},
        effective_at=moment(2, 9),
    )
    with at_most(2):
        keeping.apply(wang.pk, [statement], moment(2, 9))
    statement.verb, statement.activity_type, statement.context = Verb.ANSWERED, "question", {}
    with at_most(0):
        keeping.apply(wang.pk, [statement], moment(2, 9))
    with at_most(1):
        assert selectors.account(wang.pk).total == 1
    with at_most(1):
        assert selectors.in_one_line(wang.pk, today=MONDAY) == "今年已记 1 学时。"


def test_lines_are_neither_changed_nor_deleted(dinghai: World, wang: User) -> None:
    reads(dinghai, wang, moment(0, 20))
    line = HourEntry.objects.get()
    for act in (line.save, line.delete, HourEntry.objects.all().delete):
        with pytest.raises(TypeError):
            act()
    table = HoursTable.objects.get()
    with pytest.raises(TypeError):
        table.save()


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["learning_hourentry", "learning_hourstable"])
def test_the_database_guards_them_as_well(table: str, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = %s", [f"{table}_append_only"]
        )
        assert cursor.fetchone() == (1,)


def test_the_day_is_the_congresss_own(dinghai: World, wang: User) -> None:
    """23:30 here is another day in Greenwich."""
    reads(dinghai, wang, moment(0, 23, 30))
    assert credited(wang)[0][0] == date(2026, 11, 15)
