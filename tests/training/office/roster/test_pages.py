"""The pages of an import, from the file to the report."""

import io
from datetime import timedelta
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.people import Role
from tests.factories.world import World, person
from tests.training.office.conftest import NOW, Clock, browser
from tests.training.office.roster.making import table, workbook
from training.office.roster import services, tasks
from training.people.models import User
from training.people.rosters import RosterImport, RosterRow

HOME = "/office/roster/"
LI = ("R070", "李新", "金塘镇", "代表", "初任", "13800007070")
ODD = ("R066", "钱代表", "", "", "", "")
BAD = ("R071", "何新", "金搪镇", "", "", "")


def words(response: Any) -> str:
    page: Any = BeautifulSoup(response.content, "html.parser")
    return str(page.main.get_text(" ", strip=True))


def send(client: Client, content: bytes, name: str = "名册.xlsx", **also: Any) -> Any:
    return client.post(HOME, {"file": SimpleUploadedFile(name, content), **also}, follow=True)


def fields(response: Any) -> dict[str, list[str]]:
    """What the plan's form would post as it stands."""
    found: dict[str, list[str]] = {}
    page = BeautifulSoup(response.content, "html.parser")
    for one in page.select("form[action*=decide] input"):
        loose = one.get("type") in {"checkbox", "radio"} and not one.has_attr("checked")
        if not loose and one.get("name"):
            found.setdefault(str(one["name"]), []).append(str(one.get("value", "")))
    return found


def test_from_the_file_to_the_report(
    at_hand: None, office: Client, sun: User, dinghai: World
) -> None:
    page = send(office, workbook(LI, ODD, BAD), cohort=dinghai.cohort.pk)
    told = words(page)
    for expected in (
        "李新",
        "新增",
        "第一期",
        "是同一个人改了姓名吗",
        "没有叫“金搪镇”的镇街",
        "还没有变化",
    ):
        assert expected in told, expected
    job = RosterImport.objects.get()
    asked = job.rows.get(place=2)
    posted = fields(page) | {f"answer{asked.pk}": ["same"]}
    page = office.post(reverse("roster:decide", args=[job.uuid]), posted, follow=True)
    assert "姓名：孙代表 → 钱代表" in words(page)
    posted = fields(page) | {"apply": ["1"]}
    page = office.post(reverse("roster:decide", args=[job.uuid]), posted, follow=True)
    assert "新增 1，更新 1，调动 0，编入班次 2" in words(page)
    sun.refresh_from_db()
    assert sun.name == "钱代表"
    assert "报告" in words(office.get(HOME))


def test_the_report_has_the_problem_beside_each_row(
    at_hand: None, office: Client, sun: User
) -> None:
    send(office, workbook(LI, BAD, ("R072", "=1+1", "金塘镇", "", "", "")))
    job = RosterImport.objects.get()
    response: Any = office.get(reverse("roster:report", args=[job.uuid]))
    content = b"".join(response.streaming_content)
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert rows[0] == (
        "编号",
        "姓名",
        "镇街",
        "角色",
        "初任或连任",
        "手机",
        "结果",
        "说明",
        "原来的行",
    )
    assert rows[1][:2] + rows[1][6:7] + rows[1][8:] == ("R070", "李新", "新增", "2")
    assert rows[2][6] == "不能导入"
    assert "最接近的是：金塘镇" in rows[2][7]
    cells = [c for row in openpyxl.load_workbook(io.BytesIO(content)).active for c in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    # Put right in the report itself, it can be imported as it is.
    send(office, content, "改好的.xlsx")
    again = RosterImport.objects.first()
    assert again
    assert [row.outcome for row in again.rows.all()] == ["new", "error", "new"]
    assert again.said == []


def test_the_template_is_filled_in_and_comes_back(at_hand: None, office: Client) -> None:
    response: Any = office.get(reverse("roster:template"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    page = book["名册"]
    assert [cell.value for cell in page[1]][:4] == ["编号", "姓名", "镇街", "代表团"]
    lists = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    assert lists["C2:C2001"] == "'可选的内容'!$A$1:$A$2"
    page.append(["R070", "李新", "金塘镇"])
    out = io.BytesIO()
    book.save(out)
    told = words(send(office, out.getvalue()))
    assert "读了 1 行" in told
    assert "李新" in told


def test_who_is_not_in_the_file_is_listed_and_left_alone(
    at_hand: None, office: Client, sun: User, wang: User
) -> None:
    send(office, workbook(("R066", "孙代表", "", "", "", "13911112222")))
    job = RosterImport.objects.get()
    page = office.get(reverse("roster:job", args=[job.uuid]), {"show": "missing"})
    assert "王代表" in words(page)
    assert "孙代表" not in words(page)
    posted = {"apply": "1", "shown": job.rows.get().pk, "take": job.rows.get().pk}
    office.post(reverse("roster:decide", args=[job.uuid]), posted)
    wang.refresh_from_db()
    assert wang.is_active


def test_names_of_townships_are_explained_once(at_hand: None, office: Client, jintang: Any) -> None:
    rows = [(f"R07{n}", f"人{n}", "老金塘", "", "", "") for n in range(3)]
    page = send(office, workbook(*rows))
    assert "镇街“老金塘”（3 行）" in words(page)
    job = RosterImport.objects.get()
    office.post(reverse("roster:names", args=[job.uuid]), {"name0": jintang.pk})
    assert set(job.rows.values_list("outcome", flat=True)) == {"new"}


def test_a_file_that_cannot_be_read_says_why(at_hand: None, office: Client) -> None:
    told = words(send(office, workbook(("a", "b"), head=("甲", "乙")), "乱.xlsx"))
    assert "“乱.xlsx”里没有找到表头" in told
    assert "空的" in words(send(office, b"", "空.csv"))


def test_a_plan_is_thrown_away(at_hand: None, office: Client) -> None:
    send(office, workbook(LI))
    job = RosterImport.objects.get()
    office.post(reverse("roster:discard", args=[job.uuid]))
    assert not RosterRow.objects.exists()
    assert office.get(reverse("roster:job", args=[job.uuid])).status_code == 404


def test_a_long_file_is_left_to_the_worker(
    at_hand: None, office: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered: list[int] = []
    monkeypatch.setattr(tasks, "later", lambda job: ordered.append(job.pk))
    monkeypatch.setattr(services, "SMALL_FILE", 10)
    monkeypatch.setattr(services, "SMALL_IMPORT", 1)
    page = send(office, table(LI, ("R071", "何新", "金塘镇", "", "", "")))
    assert "文件已经收到" in words(page)
    assert BeautifulSoup(page.content, "html.parser").select_one("meta[http-equiv=refresh]")
    job = RosterImport.objects.get()
    assert ordered == [job.pk]
    assert tasks.carry_on.func(job.pk) == "ready"
    page = office.get(reverse("roster:job", args=[job.uuid]))
    posted = fields(page) | {"apply": ["1"]}
    page = office.post(reverse("roster:decide", args=[job.uuid]), posted, follow=True)
    assert "2 行一起写" in words(page)
    clock.now = NOW + timedelta(minutes=5)
    assert "run_due" in words(office.get(reverse("roster:job", args=[job.uuid])))
    assert tasks.carry_on.func(job.pk) == "applied"
    assert tasks.carry_on.func(job.pk) == "applied"
    assert tasks.carry_on.func(987654) == ""
    assert User.objects.filter(number__in=["R070", "R071"]).count() == 2


def test_a_button_pressed_twice_leads_back_to_the_import(at_hand: None, office: Client) -> None:
    page = send(office, workbook(LI))
    job = RosterImport.objects.get()
    posted = fields(page) | {"apply": ["1"]}
    decide = reverse("roster:decide", args=[job.uuid])
    for _press in range(2):
        page = office.post(decide, posted, follow=True)
        assert page.redirect_chain[-1][0] == reverse("roster:job", args=[job.uuid])
        assert page.status_code == 200
    assert User.objects.filter(number="R070").count() == 1


def test_another_congress_sees_nothing_of_it(
    at_hand: None, office: Client, elsewhere: World
) -> None:
    send(office, workbook(LI))
    job = RosterImport.objects.get()
    desk = elsewhere.congress.organisations.get(kind="office")
    theirs = browser(person("qian", "钱主任", desk, Role.OFFICE))
    for name in ("job", "report"):
        assert theirs.get(reverse(f"roster:{name}", args=[job.uuid])).status_code == 404
    for name in ("decide", "names", "again", "discard"):
        assert theirs.post(reverse(f"roster:{name}", args=[job.uuid])).status_code == 404
    assert "名册.xlsx" not in words(theirs.get(HOME))


def test_answers_to_rows_of_another_import_are_ignored(
    at_hand: None, office: Client, sun: User
) -> None:
    send(office, workbook(ODD))
    send(office, workbook(ODD, LI))
    newer, older = RosterImport.objects.all()
    row = older.rows.get()
    posted = {"shown": row.pk, f"asked{row.pk}": "renamed", f"answer{row.pk}": "same"}
    office.post(reverse("roster:decide", args=[newer.uuid]), posted)
    row.refresh_from_db()
    assert row.answers == {}


def test_the_page_of_a_plan_takes_few_queries(at_hand: None, office: Client, sun: User) -> None:
    rows = [(f"N{n:03d}", f"新人{n}", "金塘镇", "", "", "") for n in range(60)]
    send(office, workbook(*rows, ODD))
    job = RosterImport.objects.get()
    with at_most(14):
        office.get(reverse("roster:job", args=[job.uuid]))
