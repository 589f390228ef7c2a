"""Files of questions for tests, as trainers would send them."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils import timezone

from courses.exchange.filing import Filed
from courses.exchange.models import ImportJob
from courses.exchange.planning import Sent, make_plan, open_import
from tests.factories import questions

HEAD = ["题号", "题型", "题干", "A", "B", "C", "D", "答案", "解析", "知识点"]
GOOD = [
    [
        "K1",
        "单选题",
        "代表联名提出议案，至少要几人？",
        "五人",
        "十人",
        "三十人",
        "",
        "B",
        "代表法有规定。",
        "代表的权利",
    ],
    [
        "",
        "多选题",
        "下面哪些是代表的权利？",
        "提出议案",
        "审议报告",
        "发放补贴",
        "",
        "Ａ，Ｂ",
        "",
        "代表的权利",
    ],
    ["", "判断题", "代表可以直接处理问题。", "", "", "", "", "×", "不直接处理。", "代表的权利"],
]


def workbook(rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD) -> bytes:
    """An Excel file with one sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False})
    sheet = book.add_worksheet("题库")
    for place, row in enumerate([head, *rows]):
        for column, value in enumerate(row):
            if value != "":
                sheet.write(place, column, value)
    book.close()
    return out.getvalue()


def missing(root: Any) -> Filed:
    """Where questions go that do not say it."""
    return Filed(category=questions.bank(root).pk, use="practice")


def planned(root: Any, content: bytes, name: str = "题.xlsx", by: Any = None) -> ImportJob:
    """The plan of a file."""
    questions.point()
    now = timezone.now()
    sent = Sent(name, content)
    job = open_import(by=by, root=root, sent=sent, missing=missing(root), now=now)
    return make_plan(job=job, now=now)
