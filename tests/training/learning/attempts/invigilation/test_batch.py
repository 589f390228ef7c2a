"""A whole class keyed from one table: planned, every fault in its place, kept whole or not at
all."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.models import QuizSlot
from courses.quizzes.printing.services import print_papers
from tests.counting import at_most
from tests.factories.world import World
from tests.training.learning.attempts.invigilation.conftest import NOW
from tests.training.learning.attempts.invigilation.test_keying import LATER, all_right
from tests.training.learning.attempts.invigilation.test_list import deputy, sits
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.invigilation.keying.batch import Hall, Plan, plan
from training.learning.attempts.invigilation.keying.papers import STANDARD, paper_form
from training.learning.attempts.invigilation.keying.services import key_in_all
from training.learning.attempts.invigilation.keying.table import Table, read_table, text_of
from training.learning.attempts.models import Attempt
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.django_db
HEAD = "编号,姓名,1,2,3,4,5,6,7"


def planned(world: World, text: str, number: int = STANDARD) -> Plan:
    hall = Hall(world.final, world.cohort, paper_form(world.final, number), NOW)
    return plan(read_table(text), hall, LATER)


def faults(table: Table | Plan) -> list[tuple[str, str]]:
    return [(fault.place, fault.message) for fault in table.faults]


@pytest.fixture
def row(dinghai: World) -> str:
    """Everything right on the standard paper, as a row of the table."""
    texts = all_right(paper_form(dinghai.final, STANDARD))
    return ",".join("；".join(given) for _at, given in sorted(texts.items()))


# ---- reading the table


def test_commas_tabs_and_headings_in_either_language_are_read() -> None:
    comma = read_table("编号,姓名,第1题,2\nR1,王代表,B,AC")
    tab = read_table("number\tname\tq1\t２\nR1\t王代表\tB\tAC\n\n")
    for table in (comma, tab):
        (entry,) = table.entries
        assert (entry.row, entry.number, entry.name, dict(entry.cells)) == (
            2, "R1", "王代表", {1: "B", 2: "AC"},
        )  # fmt: skip
        assert not table.faults


def test_one_column_of_answers_is_cut_at_bars() -> None:
    table = read_table("number,name,answers\nR1,王,B|AC|对|三分之二；10")
    assert dict(table.entries[0].cells) == {1: "B", 2: "AC", 3: "对", 4: "三分之二；10"}
    blanks = read_table("编号,答案\nR1,B AC 对")
    assert dict(blanks.entries[0].cells) == {1: "B", 2: "AC", 3: "对"}


def test_files_are_read_in_the_encodings_spreadsheets_write() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert text_of("编号,姓名".encode(encoding)) == "编号,姓名"
    with pytest.raises(ValueError, match="neither"):
        text_of(b"\xff\xff\xff\xff")


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", "整个文件", "没有内容"),
        ("编号,1", "整个文件", "没有内容"),
        ('编号,1\nR1,"B', "整个文件", "引号没有成对"),
        ("R1,B\nR2,C", "第 1 行，A 列（R1）", "不认得这个表头"),
        ("姓名,编号,备注,1\nA,R1,x,B", "第 1 行，C 列（备注）", "不认得这个表头"),
        ("编号,1,1\nR1,B,C", "第 1 行，C 列（1）", "重复"),
        ("1,2\nB,C", "第 1 行", "至少写明 编号 或 姓名"),
        ("编号,姓名\nR1,王", "第 1 行", "没有答案"),
        ("编号,1\nR1,B,C", "第 2 行", "比表头多了“C”"),
    ],
)
def test_faults_of_form_have_their_place(text: str, place: str, says: str) -> None:
    (at, message) = faults(read_table(text))[0]
    assert at == place
    assert says in message
    assert message.endswith("。")


def test_a_table_longer_than_a_class_is_refused() -> None:
    text = "编号,1\n" + "\n".join(f"R{n},B" for n in range(501))
    assert "最多 500 人" in faults(read_table(text))[0][1]


# ---- the plan


def test_a_right_table_is_a_plan_without_faults(dinghai: World, wang: User, row: str) -> None:
    found = planned(dinghai, f"{HEAD}\nwang,王代表,{row}")
    assert not found.faults
    (one,) = found.rows
    assert (one.sheet.enrolment.learner, one.answered, one.empty) == (wang, 7, [])


@pytest.mark.parametrize(
    ("cells", "place", "says"),
    [
        ("R9,,B", "第 2 行，A 列（编号）", "没有编号 R9 的人"),
        ("wang,李四,B", "第 2 行，B 列（姓名）", "编号 wang 是 王代表，不是 李四"),
        (",李四,B", "第 2 行，B 列（姓名）", "没有叫 李四 的人"),
        (",,B", "第 2 行，A 列（编号）", "没有写是谁"),
        ("wang,,E", "第 2 行，C 列（1）", "第 1 题：这题没有 E"),
        ("wang,,B,,,三分之二", "第 2 行，F 列（4）", "第 4 题要写 2 处"),
        ("wang,,B,,,,,1 2", "第 2 行，H 列（6）", "第 6 题：这题有 4 个方框"),
    ],
)
def test_faults_have_their_row_and_column(
    dinghai: World, wang: User, cells: str, place: str, says: str
) -> None:
    found = planned(dinghai, f"{HEAD}\n{cells}")
    (at, message) = faults(found)[0]
    assert at == place
    assert says in message
    assert not found.rows


def test_every_fault_is_told_at_once_and_in_order(dinghai: World, wang: User) -> None:
    found = planned(dinghai, f"{HEAD}\nR9,,B\nwang,,E,Z,也许")
    assert [fault.row for fault in found.faults] == [2, 3, 3, 3]


def test_a_name_alone_will_do_when_it_is_the_only_one(dinghai: World, wang: User, row: str) -> None:
    assert planned(dinghai, "姓名,1\n王代表,B").rows
    twin = deputy(dinghai, "王代表")
    assert "请写编号" in faults(planned(dinghai, "姓名,1\n王代表,B"))[0][1]
    User.objects.filter(pk=twin.learner_id).update(name="别人")


def test_a_person_has_one_row(dinghai: World, wang: User) -> None:
    found = planned(dinghai, f"{HEAD}\nwang,,B\nwang,,C")
    assert faults(found) == [("第 3 行", "王代表 在上面已经有一行，请删掉一行。")]


def test_who_sits_at_a_screen_or_has_no_try_left_is_a_fault(
    dinghai: World, sitting: Attempt
) -> None:
    assert "正在网上做" in faults(planned(dinghai, f"{HEAD}\nwang,,B"))[0][1]


def test_more_questions_than_the_paper_has_is_a_fault(dinghai: World, wang: User) -> None:
    found = planned(dinghai, "编号,1,8\nwang,B,C")
    assert faults(found) == [("第 2 行，C 列（8）", "没有第 8 题，这份卷子只有 7 题。")]


def test_each_row_may_name_its_paper(dinghai: World, wang: User, li: User) -> None:
    (one,) = print_papers(quiz=dinghai.final, count=1, by=li, now=NOW)
    letter = all_right(paper_form(dinghai.final, one.number))[1][0]
    found = planned(dinghai, f"编号,卷号,1\nwang,{one.number},{letter}")
    assert found.rows[0].sheet.form.number == one.number
    assert found.rows[0].lines[0].words == ["乙"]
    wrong = planned(dinghai, "编号,卷号,1\nwang,99,B")
    assert faults(wrong)[0][0] == "第 2 行，B 列（卷号）"
    assert "没有打印过 99 号卷" in faults(wrong)[0][1]
    assert "应是数字" in faults(planned(dinghai, "编号,卷号,1\nwang,甲,B"))[0][1]


def test_planning_a_class_takes_few_queries(dinghai: World, wang: User) -> None:
    for n in range(5):
        deputy(dinghai, f"钱{n}")
    text = f"{HEAD}\nwang,,B\n" + "\n".join(f"p-钱{n},,B" for n in range(5))
    form = paper_form(dinghai.final, STANDARD)
    with at_most(2):
        found = plan(read_table(text), Hall(dinghai.final, dinghai.cohort, form, NOW), LATER)
    assert len(found.rows) == 6


# ---- keeping it


def test_all_are_kept_or_none(dinghai: World, wang: User, li: User, row: str) -> None:
    other = deputy(dinghai, "钱一")
    found = planned(dinghai, f"{HEAD}\nwang,,{row}\np-钱一,,{row}")
    sits(dinghai, other)
    with pytest.raises(ActRefused, match="钱一：本人正在网上做"):
        key_in_all(sheets=found.sheets, by=li, now=LATER)
    assert Attempt.objects.count() == 1, "only the one at the screen"
    Attempt.objects.filter(learner_id=other.learner_id).update(state="abandoned")
    keyed = key_in_all(sheets=found.sheets, by=li, now=LATER)
    assert [one.percent for one in keyed] == [100, 100]


# ---- pages


@pytest.fixture
def _past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


@pytest.fixture
def page(dinghai: World) -> str:
    """Where a table for the standard paper is handed in."""
    return reverse("sittings:batch", args=[dinghai.final.uuid, STANDARD])


def form(world: World, **more: Any) -> dict[str, Any]:
    return {"cohort": world.cohort.pk, "sat_at": "2026-11-16T08:40", **more}


@pytest.mark.usefixtures("_past")
def test_a_table_is_planned_confirmed_and_kept(
    as_li: Client, dinghai: World, wang: User, page: str, row: str
) -> None:
    file = SimpleUploadedFile("答案.csv", f"{HEAD}\nwang,王代表,{row}\n".encode("gb18030"))
    shown = as_li.post(page, form(dinghai, file=file))
    assert "会录入 1 份，交卷时间 2026-11-16 08:40" in shown.content.decode()
    assert not Attempt.objects.exists(), "a plan keeps nothing"
    soup = BeautifulSoup(shown.content, "html.parser")
    carried = {field["name"]: field.get("value", "") for field in soup.select("main form input")}
    carried["pasted"] = soup.select_one("[name=pasted]").text.removeprefix("\n")
    kept = as_li.post(page, carried, follow=True)
    assert "已录入 1 份纸质卷。" in kept.content.decode()
    assert (Attempt.objects.get().percent, Attempt.objects.get().submitted_at) == (100, NOW)


@pytest.mark.usefixtures("_past")
def test_a_confirmation_of_another_table_is_only_a_plan(
    as_li: Client, dinghai: World, wang: User, page: str, row: str
) -> None:
    shown = as_li.post(page, form(dinghai, pasted=f"{HEAD}\nwang,,{row}"))
    seen = BeautifulSoup(shown.content, "html.parser").select_one("[name=seen]")["value"]
    other = form(dinghai, pasted=f"{HEAD}\nwang,,{row.replace('B', 'C', 1)}", seen=seen)
    assert as_li.post(page, other).status_code == 200
    later = form(dinghai, pasted=f"{HEAD}\nwang,,{row}", seen=seen) | {"sat_at": "2026-11-16T08:41"}
    assert as_li.post(page, later).status_code == 200
    assert not Attempt.objects.exists()


@pytest.mark.usefixtures("_past")
def test_faults_name_the_file_and_nothing_can_be_confirmed(
    as_li: Client, dinghai: World, wang: User, page: str
) -> None:
    file = SimpleUploadedFile("答案.csv", f"{HEAD}\nwang,,E\n".encode())
    reply = as_li.post(page, form(dinghai, file=file))
    soup = BeautifulSoup(reply.content, "html.parser")
    cells = [cell.get_text(strip=True) for cell in soup.select(".sittings__table tbody > tr > *")]
    assert cells[:2] == ["答案.csv", "第 2 行，C 列（1）"]
    assert not soup.select("[name=seen]")
    assert "什么都没有录" in reply.content.decode()


def test_a_form_without_one_table_is_shown_again(as_li: Client, dinghai: World, page: str) -> None:
    both = {"pasted": "编号,1\nR1,B", "file": SimpleUploadedFile("a.csv", b"x")}
    for more in ({}, both):
        assert "请用其中一种" in as_li.post(page, form(dinghai, **more)).content.decode()
    binary = SimpleUploadedFile("a.csv", b"\xff\xff\xff\xff")
    assert "读不出这个文件" in as_li.post(page, form(dinghai, file=binary)).content.decode()


def test_the_blank_table_names_everybody_without_a_paper(
    as_li: Client, dinghai: World, wang: User, li: User, page: str
) -> None:
    url = page.replace("/batch/", "/blank")
    assert as_li.get(url).status_code == 405
    text = as_li.post(url, {"cohort": dinghai.cohort.pk}).content.decode("utf-8-sig")
    assert text.splitlines() == ["编号,姓名,卷号,1,2,3,4,5,6,7", "wang,王代表,,,,,,,,"]
    assert AuditEvent.objects.get(action="export.keying_table").actor == li
    assert not read_table(text).faults


def test_a_foreign_class_is_no_choice(
    as_li: Client, as_qian: Client, dinghai: World, elsewhere: World, page: str
) -> None:
    foreign = form(dinghai, pasted="编号,1\nR1,B") | {"cohort": elsewhere.cohort.pk}
    assert as_li.post(page, foreign).status_code == 200
    blank = page.replace("/batch/", "/blank")
    assert as_li.post(blank, {"cohort": elsewhere.cohort.pk}).status_code == 404
    assert as_qian.post(page, form(dinghai)).status_code == 404
    assert not Attempt.objects.exists()


def test_slots_left_to_chance_need_a_printed_paper(
    as_li: Client, dinghai: World, page: str
) -> None:
    QuizSlot.objects.filter(section__quiz=dinghai.final).update(question=None, draw_tag="x")
    assert as_li.get(page).status_code == 404


def test_the_class_time_is_not_after_now(
    as_li: Client, dinghai: World, wang: User, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW - timedelta(days=1))
    reply = as_li.post(page, form(dinghai, pasted=f"{HEAD}\nwang,,B"))
    assert "交卷时间不能晚于现在" in reply.content.decode()
