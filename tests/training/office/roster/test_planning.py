"""What each row of a file would do."""

from datetime import date
from typing import Any

from tests.counting import at_most
from tests.factories.world import World, person
from tests.training.office.conftest import NOW
from tests.training.office.roster.conftest import codes
from tests.training.office.roster.making import book, workbook
from training.office.access import Desk
from training.office.roster import services
from training.office.roster.planning import Planner, order_of
from training.office.roster.storing import lines_of
from training.people.models import Membership, Organisation, User
from training.people.rosters import RosterImport, RosterRow

Outcome = RosterRow.Outcome
LI = ("R070", "李新", "金塘镇", "代表", "初任", "13800007070")


def test_somebody_new(plan: Any) -> None:
    (row,) = plan(LI)
    assert (row.outcome, row.name, row.number, row.chosen) == (Outcome.NEW, "李新", "R070", True)
    assert ["unit", "", "金塘镇"] in row.changes
    assert ["phone", "", "13800007070"] in row.changes
    assert ["first_term", "", "初任"] in row.changes
    assert row.problems == []
    assert not User.objects.filter(number="R070").exists()


def test_nothing_changes(plan: Any, sun: User) -> None:
    (row,) = plan(("R066", "孙代表", "金塘镇", "代表", "", "13800001234"))
    assert (row.outcome, row.changes, row.person) == (Outcome.UNCHANGED, [], sun.pk)


def test_empty_cells_change_nothing(plan: Any, sun: User) -> None:
    (row,) = plan(("R066", "孙代表", "", "", "", ""))
    assert row.outcome == Outcome.UNCHANGED


def test_a_changed_telephone(plan: Any, sun: User) -> None:
    (row,) = plan(("R066", "孙代表", "", "", "", "13900009999"))
    assert row.outcome == Outcome.CHANGED
    assert row.changes == [["phone", "13800001234", "13900009999"]]


def test_the_number_counts_however_it_is_written(plan: Any, sun: User) -> None:
    (row,) = plan(("ｒ０６６", "孙代表", "", "", "", ""))
    assert (row.outcome, row.person) == (Outcome.UNCHANGED, sun.pk)


def test_another_township_is_a_transfer_from_today(plan: Any, sun: User) -> None:
    (row,) = plan(("R066", "孙代表", "昌国街道", "", "", ""))
    assert row.outcome == Outcome.TRANSFER
    assert ["unit", "金塘镇", "昌国街道"] in row.changes
    assert ["since", "2022-02-14", str(NOW.date())] in row.changes


def test_a_transfer_in_mid_course_says_that_the_class_keeps_the_old_unit(
    plan: Any, wang: User
) -> None:
    (row,) = plan(("wang", "王代表", "金塘镇", "", "", ""))
    assert (row.outcome, codes(row)) == (Outcome.TRANSFER, ["keeps_unit"])
    assert "昌国街道" in row.problems[0]["message"]


def test_a_transfer_from_the_day_in_the_file(plan: Any, sun: User) -> None:
    head = ("编号", "姓名", "镇街", "任职日期")
    (row,) = plan(("R066", "孙代表", "昌国街道", "2026-11-01"), head=head)
    assert ["since", "2022-02-14", "2026-11-01"] in row.changes
    (early,) = plan(("R066", "孙代表", "昌国街道", "2020-01-01"), head=head)
    assert (early.outcome, codes(early)) == (Outcome.ERROR, ["too_early"])


def test_the_other_way_of_asking(plan: Any, sun: User) -> None:
    (row,) = plan(("R066", "孙代表", "是"), head=("编号", "姓名", "是否连任"))
    assert row.changes == [["first_term", "初任", "连任"]]


# ---- who is meant


def test_another_name_under_a_known_number_is_asked(plan: Any, sun: User) -> None:
    (row,) = plan(("R066", "钱代表", "金塘镇", "", "", ""))
    assert (row.outcome, row.question["code"]) == (Outcome.QUESTION, "renamed")
    assert [value for value, _label in row.question["options"]] == ["same", "skip"]


def test_the_same_name_and_telephone_under_another_number_is_asked(plan: Any, sun: User) -> None:
    (row,) = plan(("R099", "孙代表", "昌国街道", "", "", "13800001234"))
    assert (row.outcome, row.question["code"]) == (Outcome.QUESTION, "same_person")
    assert row.question["options"][0] == [f"is:{sun.pk}", "就是 R066 孙代表（金塘镇）"]


def test_the_same_name_in_the_same_township_is_asked(plan: Any, sun: User) -> None:
    (row,) = plan(("R099", "孙代表", "金塘镇", "", "", "13711112222"))
    assert row.question["code"] == "same_person"


def test_the_same_name_elsewhere_is_another_person(plan: Any, sun: User) -> None:
    (row,) = plan(("R099", "孙代表", "昌国街道", "", "", "13711112222"))
    assert row.outcome == Outcome.NEW


def test_without_a_number_name_and_telephone_say_who(plan: Any, sun: User) -> None:
    (row,) = plan(("", "孙代表", "昌国街道", "", "", "138 0000 1234"))
    assert (row.person, row.number, codes(row)) == (sun.pk, "R066", ["by_phone"])
    assert row.outcome == Outcome.TRANSFER


def test_zeros_that_a_spreadsheet_took_away(plan: Any, sun: User) -> None:
    person("007", "周代表", sun.memberships.get().organisation, Membership.Role.DEPUTY)
    (row,) = plan((7, "周代表", "", "", "", ""))
    assert (row.outcome, row.number, codes(row)) == (Outcome.UNCHANGED, "007", ["zeros_lost"])


def test_a_number_used_twice_in_the_file(plan: Any) -> None:
    first, second = plan(LI, ("R070", "李旧", "金塘镇", "", "", ""))
    assert {first.outcome, second.outcome} == {Outcome.ERROR}
    assert codes(first) == ["number_twice"]
    assert "第 3 行" in first.problems[0]["message"]


def test_the_same_row_twice_counts_once(plan: Any) -> None:
    first, second = plan(LI, LI)
    assert [first.outcome, second.outcome] == [Outcome.NEW, Outcome.UNCHANGED]
    assert codes(second) == ["twice"]


def test_twins_within_the_file_are_asked(plan: Any) -> None:
    first, second = plan(LI, ("R071", "李新", "金塘镇", "代表", "", "13711112222"))
    assert first.outcome == Outcome.NEW
    assert (second.outcome, second.question["code"]) == (Outcome.QUESTION, "twin")


def test_two_rows_about_one_person(plan: Any, sun: User) -> None:
    _first, second = plan(
        ("R066", "孙代表", "", "", "", ""), ("", "孙代表", "", "", "", "13800001234")
    )
    assert (second.outcome, codes(second)) == (Outcome.ERROR, ["by_phone", "same_person_twice"])


def test_somebody_elses_telephone_is_noted(plan: Any, sun: User) -> None:
    (row,) = plan(("R070", "李新", "金塘镇", "", "", "13800001234"))
    assert (row.outcome, codes(row)) == (Outcome.NEW, ["same_phone"])


def test_a_disabled_account_is_asked(plan: Any, sun: User) -> None:
    User.objects.filter(pk=sun.pk).update(is_active=False)
    (row,) = plan(("R066", "孙代表", "", "", "", ""))
    assert row.question["code"] == "disabled"


def test_who_left_comes_back(plan: Any, sun: User) -> None:
    sun.memberships.update(ends_on=date(2025, 1, 1))
    (row,) = plan(("R066", "孙代表", "金塘镇", "", "", ""))
    assert row.outcome == Outcome.CHANGED
    assert ["unit", "（已离任）", "金塘镇"] in row.changes


def test_staff_and_people_of_elsewhere_are_left_alone(
    plan: Any, trainer_too: User, two_congresses: User, li: User, zhao: User
) -> None:
    rows = plan(
        ("both", "两职代表", "昌国街道", "", "", ""),
        ("twice", "两地代表", "昌国街道", "", "", ""),
        ("li", "李教员", "昌国街道", "", "", ""),
        ("zhao", "赵代表", "昌国街道", "", "", ""),
    )
    assert [row.outcome for row in rows] == [Outcome.ERROR] * 4
    assert [codes(row) for row in rows] == [["not_ours"]] * 2 + [["number_taken"]] * 2
    assert "外县" not in str([row.problems for row in rows])


# ---- units


def test_nearly_the_name_of_a_township(plan: Any) -> None:
    rows = plan(
        *((f"R07{n}", f"人{n}", t, "", "", "") for n, t in enumerate(["金塘", "定海区金塘镇"]))
    )
    assert [row.outcome for row in rows] == [Outcome.NEW] * 2
    assert [codes(row) for row in rows] == [["nearly"]] * 2


def test_an_unknown_township_names_the_nearest(plan: Any) -> None:
    (row,) = plan(("R070", "李新", "金搪镇", "", "", ""))
    assert (row.outcome, codes(row)) == (Outcome.ERROR, ["unknown_unit"])
    assert "金塘镇" in row.problems[0]["message"]


def test_the_office_says_what_a_name_means(read: Any, jintang: Organisation) -> None:
    job = read(workbook(("R070", "李新", "老金塘", "", "", "")))
    assert services.name_units(job=job, meanings={"unit:老金塘": jintang.pk})
    job = services.go_on(job=job, now=NOW)
    row = job.rows.get()
    assert (job.state, row.outcome) == (RosterImport.State.READY, Outcome.NEW)
    assert ["unit", "", "金塘镇"] in row.changes


def test_a_delegation_beside_the_township(plan: Any, dinghai: World, sun: User) -> None:
    Organisation.objects.create(
        congress=dinghai.congress, kind=Organisation.Kind.DELEGATION, name="第一代表团"
    )
    (row,) = plan(("R066", "孙代表", "第一"), head=("编号", "姓名", "代表团"))
    assert row.changes == [["delegation", "", "第一代表团"]]


# ---- classes and numbers


def test_into_a_class_with_its_group(plan: Any, dinghai: World, sun: User, wang: User) -> None:
    head = ("编号", "姓名", "小组")
    rows = plan(
        ("R066", "孙代表", "政法组"), ("wang", "王代表", ""), head=head, cohort=dinghai.cohort
    )
    assert rows[0].changes == [["class", "", "第一期 政法组"]]
    assert rows[1].outcome == Outcome.UNCHANGED


def test_numbers_go_on_where_they_stop(plan: Any, sun: User) -> None:
    rows = plan(
        ("", "甲某", "金塘镇", "", "", ""),
        ("R067", "乙某", "金塘镇", "", "", ""),
        ("", "丙某", "金塘镇", "", "", ""),
        numbering=True,
    )
    assert [row.number for row in rows] == ["R068", "R067", "R069"]


def test_without_numbering_a_missing_number_is_an_error(plan: Any) -> None:
    (row,) = plan(("", "甲某", "金塘镇", "", "", ""))
    assert codes(row) == ["no_number"]


def test_every_township_on_a_sheet_of_its_own(read: Any) -> None:
    head = ("编号", "姓名", "镇街")
    job = read(
        book(
            {
                "金塘": [("金塘镇代表名册",), head, ("R070", "李新", "金塘镇"), ("合计", "1人")],
                "昌国": [head, ("R071", "何新", "昌国街道")],
                "说明": [("姓名", "编号"), ("不要", "读我")],
            }
        )
    )
    assert [(row.sheet, row.line, row.name) for row in job.rows.all()] == [
        (0, 3, "李新"),
        (1, 2, "何新"),
    ]
    assert any("合计" in told for told in job.said)


def test_planning_takes_few_queries_however_long_the_file(read: Any, sun: User) -> None:
    rows = [(f"N{n:03d}", f"新人{n}", "金塘镇", "", "", "") for n in range(40)]
    job = read(workbook(*rows, ("R066", "孙代表", "", "", "", "")))
    lines = lines_of(list(job.rows.all()))
    with at_most(9):
        Planner(order_of(job, Desk(job.congress, sun, NOW))).plan(lines)
