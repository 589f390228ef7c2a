"""The commands' contract: what they print, and how they end."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import PageLogEntry

from courses.exchange.models import ImportJob
from courses.models import Question
from tests.courses.exchange.making import GOOD, workbook
from tests.factories import questions
from tests.factories.world import World

BAD = ["", "单选题", "没有这个选项？", "甲", "乙", "", "", "E"]
COUNTS = ("created", "updated", "unchanged")


@pytest.fixture
def folder(dinghai: World, tmp_path: Path) -> Path:
    questions.point()
    return tmp_path


def run(capsys: Any, path: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit status and the JSON."""
    status = 0
    try:
        call_command("import_questions", str(path), "--json", *options)
    except SystemExit as end:
        status = int(end.code or 0)
    return status, json.loads(capsys.readouterr().out)


def file(folder: Path, *rows: Any) -> Path:
    path = folder / "题.xlsx"
    path.write_bytes(workbook(rows))
    return path


def test_all_taken(folder: Path, capsys: Any) -> None:
    status, told = run(capsys, file(folder, *GOOD))
    assert (status, told) == (0, {"created": 3, "updated": 0, "unchanged": 0, "rejected": []})
    assert Question.objects.filter(number__in=["K1", "Q001", "Q002"]).count() == 3
    assert run(capsys, file(folder, *GOOD))[1]["unchanged"] == 3


def test_something_rejected(folder: Path, capsys: Any) -> None:
    status, told = run(capsys, file(folder, *GOOD, BAD))
    assert (status, [told[name] for name in COUNTS]) == (3, [3, 0, 0])
    first = told["rejected"][0]
    assert set(first) == {"source", "row", "column", "code", "message"}
    assert (first["source"], first["row"], first["column"]) == ("题.xlsx 题库", 5, "answer")


def test_a_dry_run_changes_nothing(folder: Path, capsys: Any) -> None:
    status, told = run(capsys, file(folder, *GOOD, BAD), "--dry-run")
    assert (status, told["created"]) == (3, 3)
    assert not Question.objects.filter(number="K1").exists()
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", b"%PDF-1.7"])
def test_unreadable(content: bytes, folder: Path, capsys: Any) -> None:
    path = folder / "坏.xlsx"
    path.write_bytes(content)
    status, told = run(capsys, path)
    assert status == 2
    assert [told[name] for name in COUNTS] == [0, 0, 0]
    assert told["rejected"][0]["message"].endswith("。")


def test_no_such_file(folder: Path, capsys: Any) -> None:
    assert run(capsys, folder / "没有.xlsx")[0] == 2


def test_into_a_drawer(folder: Path, capsys: Any) -> None:
    assert run(capsys, file(folder, *GOOD), "--category", "没有")[0] == 2
    assert run(capsys, file(folder, *GOOD), "--category", "bank")[0] == 0
    assert Question.objects.get(number="K1").category.key == "bank"


def test_several_congresses_must_be_told_apart(folder: Path, elsewhere: World, capsys: Any) -> None:
    assert run(capsys, file(folder, *GOOD))[0] == 2
    assert run(capsys, file(folder, *GOOD), "--root", "waixian")[0] == 0
    assert Question.objects.get(number="K1").owner_root == elsewhere.root


@pytest.mark.parametrize("end", ["xlsx", "csv"])
def test_what_is_exported_comes_back_unchanged(end: str, folder: Path, capsys: Any) -> None:
    run(capsys, file(folder, *GOOD))
    out = folder / f"库.{end}"
    call_command("export_questions", str(out))
    capsys.readouterr()
    status, told = run(capsys, out)
    assert (status, told["unchanged"], told["rejected"]) == (0, 10, [])
    entry = PageLogEntry.objects.get(action="courses.export_questions")
    assert (entry.data["count"], entry.data["examination"]) == (10, 7)


def test_an_export_of_unknown_form(folder: Path) -> None:
    with pytest.raises(CommandError):
        call_command("export_questions", str(folder / "库.abc"))
