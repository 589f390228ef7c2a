"""Import and export at the desk, through the browser, without scripts."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from courses.exchange import pages
from courses.exchange.models import ImportJob
from courses.exchange.working import carry_on
from courses.models import Question
from tests.counting import at_most
from tests.courses.exchange.making import GOOD, workbook
from tests.factories import questions
from tests.factories.world import World

NEW = "/admin/exchange/new/"
BAD = ["", "单选题", "<b>没有</b>这个选项？", "甲", "乙", "", "", "E"]
PASTED = """单选题
1. 代表联名提出议案，至少要几人？
A、五人
B、十人
答案：B
"""


def sent(root: Any, *rows: Any, **extra: Any) -> dict[str, Any]:
    questions.point()
    file = SimpleUploadedFile("题.xlsx", workbook(rows))
    drawer = questions.bank(root).pk
    return {"file": file, "text": "", "category": drawer, "use": "practice", **extra}


def opened(client: Client, root: Any, *rows: Any) -> Any:
    return client.post(NEW, sent(root, *rows), follow=True)


def url(suffix: str = "") -> str:
    return f"/admin/exchange/{ImportJob.objects.latest('pk').uuid}/{suffix}"


def apply(client: Client, **extra: Any) -> Any:
    data = {"do": "apply", "outcomes": ["new", "update"], "then": "draft", **extra}
    rows = ImportJob.objects.latest("pk").rows.values_list("pk", flat=True)
    data.setdefault("shown", list(rows))
    data.setdefault("take", list(rows))
    return client.post(url(), data, follow=True)


def test_a_trainer_reads_a_file_looks_and_takes_it(as_li: Client, dinghai: World) -> None:
    page = opened(as_li, dinghai.root, *GOOD, BAD)
    html = page.content.decode()
    assert "新题 3 道" in html
    assert "第 5 行" in html
    assert "没有选项 E。" in html
    assert "&lt;b&gt;没有" in html
    assert not Question.objects.filter(number="K1").exists()
    done = apply(as_li)
    assert "已导入" in done.content.decode()
    assert Question.objects.filter(number="K1", live=False).exists()
    assert "题.xlsx" in as_li.get("/admin/exchange/").content.decode()
    assert as_li.get("/admin/questions/all/").content.decode().count("/admin/exchange/") >= 3


def test_pasted_text(as_li: Client, dinghai: World) -> None:
    data = {**sent(dinghai.root), "file": "", "text": PASTED}
    page = as_li.post(NEW, data, follow=True)
    assert "至少要几人" in page.content.decode()
    assert ImportJob.objects.get().rows.get().outcome == "new"


@pytest.mark.parametrize("given", [{"file": "", "text": ""}, {"text": PASTED}])
def test_exactly_one_of_file_and_text(given: Any, as_li: Client, dinghai: World) -> None:
    page = as_li.post(NEW, {**sent(dinghai.root, *GOOD), **given})
    assert "两样里选一样" in page.content.decode()


def test_a_foreign_file_is_told(as_li: Client, dinghai: World) -> None:
    file = SimpleUploadedFile("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100)
    page = as_li.post(NEW, {**sent(dinghai.root), "file": file})
    assert "另存为 .xlsx" in page.content.decode()


def test_a_question_is_shown_as_deputies_see_it(as_li: Client, dinghai: World) -> None:
    opened(as_li, dinghai.root, *GOOD, BAD)
    frame = as_li.get(url("rows/1/"))
    assert "三十人" in frame.content.decode()
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert "代表法有规定" in as_li.get(url("rows/1/") + "?mode=review").content.decode()
    assert as_li.get(url("rows/4/")).status_code == 404


def test_only_what_is_ticked(as_li: Client, dinghai: World) -> None:
    opened(as_li, dinghai.root, *GOOD)
    first = ImportJob.objects.get().rows.first()
    assert first
    apply(as_li, take=[first.pk])
    assert Question.objects.filter(number__startswith="K").count() == 1
    assert not Question.objects.filter(number__startswith="Q").exists()


def test_undo_asks_first(as_li: Client, dinghai: World) -> None:
    opened(as_li, dinghai.root, *GOOD)
    apply(as_li)
    assert "撤销这次导入吗？" in as_li.get(url("undo/")).content.decode()
    assert Question.objects.filter(number="K1").exists()
    assert "已经全部撤销" in as_li.post(url("undo/"), follow=True).content.decode()
    assert not Question.objects.filter(number="K1").exists()
    assert as_li.get(url("undo/")).status_code == 404


def test_a_large_file_is_read_by_the_worker(
    as_li: Client, dinghai: World, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pages, "SMALL_FILE", 0)
    monkeypatch.setattr(pages, "SMALL_IMPORT", 0)
    page = opened(as_li, dinghai.root, *GOOD).content.decode()
    assert 'http-equiv="refresh"' in page
    carry_on(now=timezone.now())
    assert "新题 3 道" in as_li.get(url()).content.decode()
    assert 'http-equiv="refresh"' in apply(as_li).content.decode()
    carry_on(now=timezone.now())
    assert "已导入" in as_li.get(url()).content.decode()


def test_the_report_has_the_problem_beside_its_question(as_li: Client, dinghai: World) -> None:
    opened(as_li, dinghai.root, *GOOD, BAD)
    reply = as_li.get(url("report/"))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(reply.streaming_content))).active
    last = [cell.value for cell in list(sheet.rows)[-1]]
    assert last[0] == "第 5 行"
    assert "没有选项 E" in last[5]


def test_the_template_reads_as_nothing_and_offers_lists(as_li: Client, dinghai: World) -> None:
    reply = as_li.get("/admin/exchange/template/")
    content = b"".join(reply.streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[:3] == ["题目", "示例", "说明"]
    assert len(book["题目"].data_validations.dataValidation) >= 5
    data = {**sent(dinghai.root), "file": SimpleUploadedFile("模板.xlsx", content)}
    page = as_li.post(NEW, data, follow=True)
    assert "没有找到题目" in page.content.decode()


def test_discarding_a_plan(as_li: Client, dinghai: World) -> None:
    opened(as_li, dinghai.root, *GOOD)
    as_li.post(url("discard/"))
    assert not ImportJob.objects.exists()


def test_another_congress_s_import_is_not_found(
    as_li: Client, as_qian: Client, dinghai: World
) -> None:
    opened(as_li, dinghai.root, *GOOD)
    for page in ("", "rows/1/", "report/", "undo/"):
        assert as_qian.get(url(page)).status_code == 404
    assert as_qian.post(url(), {"do": "apply"}).status_code == 404
    assert as_qian.post(url("discard/")).status_code == 404
    assert "题.xlsx" not in as_qian.get("/admin/exchange/").content.decode()


def test_a_trainer_may_not_publish_by_import(as_li: Client, dinghai: World) -> None:
    opened(as_li, dinghai.root, *GOOD)
    page = apply(as_li, then="publish")
    assert ImportJob.objects.get().state == "ready"
    assert page.status_code == 200


def test_export_says_first_what_it_takes(as_li: Client, dinghai: World) -> None:
    asked = {"format": "excel", "use": "", "category": "", "state": "", "key": "with"}
    page = as_li.get("/admin/exchange/export/", asked).content.decode()
    assert "共 7 道题。" in page
    assert "什么都不会丢" in page
    reply = as_li.post("/admin/exchange/export/", asked)
    content = b"".join(reply.streaming_content)
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.rows)
    assert len(rows) == 1 + 7 + 2


def test_a_plan_of_many_takes_a_fixed_number_of_queries(as_li: Client, dinghai: World) -> None:
    rows = [["", "判断题", f"第 {n} 句话。", "", "", "", "", "对"] for n in range(60)]
    opened(as_li, dinghai.root, *rows)
    as_li.get(url())
    with at_most(20):
        as_li.get(url())
