"""`manage.py import_roster`: the contract of import_questions, with people."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories.world import World
from tests.training.office.roster.making import workbook
from training.cohorts.models import Enrolment
from training.people.models import AuditEvent, User
from training.people.rosters import RosterImport

pytestmark = pytest.mark.usefixtures("at_hand", "clock")

LI = ("R070", "李新", "金塘镇", "代表", "初任", "13800007070")
HE = ("R071", "何新", "昌国街道", "", "", "")
BAD = ("R072", "坏镇", "没有镇", "", "", "")


def run(capsys: Any, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit status and the JSON."""
    status = 0
    try:
        call_command("import_roster", *options, "--json")
    except SystemExit as end:
        status = int(end.code or 0)
    return status, json.loads(capsys.readouterr().out)


def file(folder: Path, *rows: Any) -> str:
    path = folder / "名册.xlsx"
    path.write_bytes(workbook(*rows))
    return str(path)


def test_all_taken(dinghai: World, tmp_path: Path, capsys: Any) -> None:
    status, told = run(capsys, file(tmp_path, LI, HE), "--cohort", "class-1")
    assert (status, told) == (0, {"created": 2, "updated": 0, "unchanged": 0, "rejected": []})
    assert Enrolment.objects.filter(cohort=dinghai.cohort).count() == 2
    assert run(capsys, file(tmp_path, LI, HE))[1]["unchanged"] == 2


def test_something_rejected(dinghai: World, tmp_path: Path, capsys: Any, sun: User) -> None:
    odd = ("R066", "钱代表", "", "", "", "")
    status, told = run(capsys, file(tmp_path, LI, BAD, odd))
    assert (status, told["created"]) == (3, 1)
    first, second = told["rejected"]
    assert set(first) == {"source", "row", "column", "code", "message"}
    assert (first["source"], first["row"], first["column"]) == ("名册.xlsx 名册", 3, "unit")
    assert (second["row"], second["code"]) == (4, "ask_renamed")
    assert User.objects.filter(number="R070").exists()


def test_a_dry_run_changes_nothing(dinghai: World, tmp_path: Path, capsys: Any) -> None:
    status, told = run(capsys, file(tmp_path, LI, BAD), "--dry-run")
    assert (status, told["created"]) == (3, 1)
    assert not User.objects.filter(number="R070").exists()
    assert not RosterImport.objects.exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--cohort", "none"], "cohort"),
        (["--congress", "none"], "congress"),
        (["--user", "wang"], "user"),
    ],
)
def test_an_order_that_cannot_be_followed(
    dinghai: World, wang: User, tmp_path: Path, capsys: Any, options: list[str], code: str
) -> None:
    status, told = run(capsys, file(tmp_path, LI), *options)
    assert (status, told["rejected"][0]["code"]) == (2, code)
    assert not User.objects.filter(number="R070").exists()


def test_which_congress_must_be_said(elsewhere: World, tmp_path: Path, capsys: Any) -> None:
    assert run(capsys, file(tmp_path, LI))[0] == 2
    assert run(capsys, file(tmp_path, LI), "--congress", "dinghai")[0] == 0


def test_a_file_that_is_not_there(dinghai: World, tmp_path: Path, capsys: Any) -> None:
    status, told = run(capsys, str(tmp_path / "没有.xlsx"))
    assert (status, told["rejected"][0]["source"]) == (2, "没有.xlsx")


def test_a_file_that_is_no_roster(dinghai: World, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "乱.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    status, told = run(capsys, str(path))
    assert (status, told["rejected"][0]["code"]) == (2, "no_head")
    assert not RosterImport.objects.exists()


def test_under_whose_name(dinghai: World, zhang: User, tmp_path: Path, capsys: Any) -> None:
    run(capsys, file(tmp_path, LI), "--user", "zhang")
    assert AuditEvent.objects.get(action="roster.imported").actor == zhang
