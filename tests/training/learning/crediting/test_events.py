"""Other events: entered, people put on the list, taken back; and imported from files."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.test import Client

from tests.counting import at_most
from tests.factories.hours import FRIDAY, NOW, details, event
from tests.factories.world import World
from training.learning.crediting import planning, reading, services
from training.learning.crediting.errors import CreditingRefused
from training.learning.crediting.models import EventPresence, OtherEvent
from training.learning.hours import keeping, selectors
from training.learning.models import Statement
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db


@pytest.fixture
def at_desk(zhang: User) -> Client:
    """张主任's browser."""
    client = Client()
    client.force_login(zhang)
    return client


def lines(learner: User) -> list[str]:
    """Every line of somebody's account in words, the newest day first."""
    assert keeping.differences(learner.pk) == []
    return [line.sentence for line in selectors.account(learner.pk).lines]


def test_a_study_meeting_gives_hours_by_the_table(dinghai: World, wang: User, zhang: User) -> None:
    event(dinghai.congress, zhang, wang)
    assert lines(wang) == [
        "7 月 3 日 学习会“七月学习会”（区人大常委会 主办） 90 分钟，按办法第 1 版记 1 学时。"
    ]


def test_a_course_of_three_days_counts_each_day_within_its_cap(
    dinghai: World, wang: User, zhang: User
) -> None:
    event(
        dinghai.congress,
        zhang,
        wang,
        kind="province",
        name="省人大代表培训班",
        ends_on=date(2026, 7, 5),
        credit="8",
    )
    account = selectors.account(wang.pk)
    assert [(day.day.day, day.credit) for day in account.days] == [
        (day, Decimal(6)) for day in (5, 4, 3)
    ]
    assert account.total == 18


def test_being_put_on_the_list_twice_changes_nothing(
    dinghai: World, wang: User, zhang: User
) -> None:
    made = event(dinghai.congress, zhang, wang)
    assert services.add_people(event=made, people=[wang, wang], by=zhang, now=NOW) == []
    assert selectors.total_of(wang.pk) == 1
    assert Statement.objects.filter(learner=wang, activity_type="event").count() == 1


def test_taken_back_with_a_reason_and_put_on_again(dinghai: World, wang: User, zhang: User) -> None:
    made = event(dinghai.congress, zhang, wang)
    n = services.take_back(event=made, people=[wang.pk], reason="当天请假", by=zhang, now=NOW)
    assert n == 1
    assert selectors.total_of(wang.pk) == 0
    assert "原来的记录已作废（当天请假）：-1 学时" in lines(wang)[-1]
    services.add_people(event=made, people=[wang], by=zhang, now=NOW)
    assert selectors.total_of(wang.pk) == 1
    lines(wang)
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert [action for action in actions if action.startswith("hours.")] == [
        "hours.event_entered",
        "hours.event_people_added",
        "hours.event_people_taken_back",
        "hours.event_people_added",
    ]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"ends_on": date(2026, 7, 2)}, "ends_before"),
        ({"ends_on": date(2027, 7, 2)}, "future"),
        ({"ends_on": date(2026, 8, 30)}, "too_long"),
        ({"minutes": None}, "worth"),
        ({"minutes": 1441}, "minutes"),
        ({"credit": "25"}, "credit"),
        ({"credit": "0"}, "credit"),
        ({"name": "  "}, "no_name"),
    ],
)
def test_impossible_events_are_refused(
    dinghai: World, zhang: User, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(CreditingRefused) as refused:
        services.enter_event(congress=dinghai.congress, details=details(**wrong), by=zhang, now=NOW)
    assert refused.value.code == code
    assert not OtherEvent.objects.exists()


def test_the_same_event_is_entered_once(dinghai: World, zhang: User) -> None:
    event(dinghai.congress, zhang)
    with pytest.raises(CreditingRefused, match="已经登记过"):
        event(dinghai.congress, zhang)


def test_the_desk_enters_an_event_and_ticks_people(
    dinghai: World, at_desk: Client, wang: User, chen: User, zhao: User
) -> None:
    typed = {
        "name": "代表法专题学习",
        "kind": "subject",
        "starts_on": "2026-07-03",
        "minutes": "20",
    }
    reply = at_desk.post("/office/hours/events/add/", typed)
    made = OtherEvent.objects.get()
    assert reply.headers["Location"] == f"/office/hours/events/{made.pk}/"
    page = at_desk.get(f"/office/hours/events/{made.pk}/?cohort={dinghai.cohort.pk}")
    assert "王代表" in page.content.decode()
    assert "赵代表" not in page.content.decode()
    people = f"/office/hours/events/{made.pk}/people/"
    at_desk.post(people, {"person": [wang.pk], "numbers": "chen、 wang"})
    assert selectors.total_of(wang.pk) == Decimal("0.5")
    assert selectors.total_of(chen.pk) == Decimal("0.5")
    refused = at_desk.post(people, {"numbers": "zhao"})
    assert refused.status_code == 422
    assert "名册上没有这些编号：zhao" in refused.content.decode()
    assert at_desk.post(people, {"person": [zhao.pk]}).status_code == 422


def test_the_desk_takes_people_back_after_asking_for_a_reason(
    dinghai: World, at_desk: Client, wang: User, zhang: User
) -> None:
    made = event(dinghai.congress, zhang, wang)
    address = f"/office/hours/events/{made.pk}/take-back/"
    asked = at_desk.post(address, {"person": [wang.pk]})
    assert "要撤下 1 人" in asked.content.decode()
    assert selectors.total_of(wang.pk) == 1
    assert at_desk.post(address, {"person": [wang.pk], "confirm": "1"}).status_code == 200
    done = at_desk.post(address, {"person": [wang.pk], "confirm": "1", "reason": "请假"})
    assert done.status_code == 302
    assert selectors.total_of(wang.pk) == 0


def workbook(*rows: list[Any]) -> bytes:
    """An Excel file with these rows under our headings."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for place, row in enumerate([["2026 年学习活动"], list(reading.COLUMNS.values()), *rows]):
        sheet.write_row(place, 0, row)
    book.close()
    return out.getvalue()


GOOD = ["wang", "王代表", "七月学习会", "学习会", "区人大", "2026-07-03", "", 90, ""]


def plan(world: World, content: bytes) -> planning.Plan:
    """What importing a file would do."""
    sheet = reading.read("名单.xlsx", content)
    return planning.plan(
        congress=world.congress, name="名单.xlsx", sheet=sheet, today=date(2026, 11, 18)
    )


def test_a_file_names_every_mistake_by_row_and_column(dinghai: World, wang: User) -> None:
    wrong = workbook(
        GOOD,
        ["R999", "", "七月学习会", "学习会", "区人大", "2026-07-03", "", 90, ""],
        ["wang", "李代表", "八月学习会", "座谈", "", "7月3号", "", "很久", ""],
        ["wang", "王代表", "七月学习会", "学习会", "区人大", "2026-07-03", "", 60, ""],
        [*GOOD[:7], "", ""],
    )
    found = plan(dinghai, wrong)
    told = [(one.line, one.column, one.place, one.text) for one in found.problems]
    assert told == [
        (4, "编号", "A", "名册上没有编号“R999”的代表。"),
        (5, "姓名", "B", "编号 wang 在名册上是王代表，这里写的是李代表。"),
        (5, "日期", "F", "日期“7月3号”看不懂，请写成 2026-07-03 这样。"),
        (5, "类别", "D", "类别“座谈”不认识，只有：学习会、省培训班、专题学习、其他。"),
        (5, "每天分钟", "H", "“很久”不是一个整数。"),
        (
            6,
            "活动名称",
            "C",
            "和第 3 行是同一项活动，类别、主办、天数、分钟或学时却不一样。",
        ),
        (7, "每天分钟", "H", "每天的分钟和每天的学时，请填一个，也只填一个。"),
    ]
    with pytest.raises(CreditingRefused):
        planning.carry_out(plan=found, congress=dinghai.congress, by=wang, now=NOW)
    assert not OtherEvent.objects.exists()


def test_a_good_file_is_shown_first_and_imported_whole(
    dinghai: World, at_desk: Client, wang: User, chen: User
) -> None:
    content = workbook(
        GOOD,
        ["chen", "", "七月学习会", "学习会", "区人大", "2026/7/3", "", "90", ""],
        ["chen", "", "省里的班", "省培训班", "", "2026年7月6日", "2026-07-08", "", "2.5"],
    )
    file = BytesIO(content)
    file.name = "名单.xlsx"
    shown = at_desk.post("/office/hours/events/import/", {"file": file})
    assert "2 项活动，要加 3 人次" in shown.content.decode()
    assert not OtherEvent.objects.exists()
    done = at_desk.post("/office/hours/events/import/do/", {"seal": shown.context["seal"]})
    assert done.status_code == 302
    assert selectors.total_of(wang.pk) == 1
    assert selectors.total_of(chen.pk) == Decimal("8.5")
    # The same once more: everybody is on the lists already.
    at_desk.post("/office/hours/events/import/do/", {"seal": shown.context["seal"]})
    assert EventPresence.objects.count() == 3


def test_a_csv_in_an_old_encoding_is_read(dinghai: World, wang: User) -> None:
    text = "编号,活动名称,日期,学时\nwang,七月学习会,2026.7.3,1.5\n"
    found = plan(dinghai, text.encode("gb18030"))
    assert not found.problems
    assert found.events[0].details.credit == Decimal("1.5")
    assert found.events[0].details.starts_on == FRIDAY


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 no workbook", "读不出来"),
        ("姓名,单位\n王,区\n".encode(), "没有找到表头"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "读不出来"),
    ],
)
def test_other_files_are_refused_in_words(content: bytes, told: str) -> None:
    with pytest.raises(CreditingRefused, match=told):
        reading.read("名单.xlsx", content)


def test_a_seal_of_another_officer_is_worth_nothing(
    dinghai: World, at_desk: Client, wang: User, admin: User
) -> None:
    sheet = reading.read("名单.xlsx", workbook(GOOD))
    seal = planning.sealed("名单.xlsx", sheet, admin)
    assert at_desk.post("/office/hours/events/import/do/", {"seal": seal}).status_code == 302
    assert not OtherEvent.objects.exists()


def test_the_template_can_be_imported_as_it_is(dinghai: World, at_desk: Client) -> None:
    reply = at_desk.get("/office/hours/events/import/template/")
    sheet = reading.read("模板.xlsx", reply.content)
    assert [row.line for row in sheet.rows] == [2, 3]
    assert set(sheet.places) == set(reading.COLUMNS)


def test_the_list_of_events_takes_as_many_queries_for_many(
    dinghai: World, at_desk: Client, wang: User, zhang: User
) -> None:
    for number in range(5):
        event(dinghai.congress, zhang, wang, name=f"学习会 {number}")
    with at_most(10):
        at_desk.get("/office/hours/events/")
