"""Reports: words for every class, numbers without a gap, and kept as they were."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import world as making
from tests.factories.world import moment
from tests.training.insight.conftest import NOW, Class, tell
from tests.training.insight.tables import in_workbook, on_page
from training.insight.exports import words
from training.insight.figures import overview
from training.insight.papers.comparing import compared
from training.insight.papers.freezing import digest_of, packed, unpacked
from training.insight.papers.models import Snapshot
from training.insight.papers.services import declare_void, freeze
from training.insight.papers.wording import changed, report_of
from training.insight.tables import overview_tables
from training.learning.evidence import Verb
from training.people.access import Scope
from training.people.models import AuditEvent, Membership, Organisation, User

pytestmark = pytest.mark.django_db
HOME, DRAFT = reverse("papers:home"), reverse("papers:draft")


def told(klass: Class, now=NOW):
    return overview(scope=Scope(klass.world.congress), cohort=klass.world.cohort, now=now)


def kept(klass: Class, by: User, now=NOW, remark: str = "") -> Snapshot:
    return freeze(told=told(klass), remark=remark, by=by, now=now)


def page_of(snapshot: Snapshot, name: str = "kept", **asked: str) -> str:
    return reverse(f"papers:{name}", args=[snapshot.year, snapshot.number], query=asked or None)


# ---- words and tables


def test_the_report_says_what_the_figures_say(klass: Class) -> None:
    report = report_of(told(klass))
    assert report.sentences[0] == (
        "应训 5 人：已结业 1 人（20%），正常进行 1 人，滞后 1 人，未开始 2 人。"
    )
    assert any("金塘镇：应训 3 人，滞后 1 人" in line for line in report.attention)


def test_nobody_and_everybody_have_sentences_of_their_own(klass: Class) -> None:
    nobody = overview(
        scope=Scope(klass.world.congress, frozenset([klass.nobodys.pk])),
        cohort=klass.world.cohort,
        now=NOW,
    )
    assert report_of(nobody).sentences == ["这个班次还没有人参训。"]
    assert [changed(by) for by in (0, 3, -2)] == ["不变", "增加 3 人", "减少 2 人"]


def test_a_kept_report_holds_the_tables_of_the_page_cell_by_cell(klass: Class, zhang: User) -> None:
    report = unpacked(kept(klass, zhang).payload)
    for table, shown in zip(report.tables, overview_tables(told(klass)), strict=True):
        kinds = [column.kind for column in shown.columns]
        written = [[words(c, k) for c, k in zip(row, kinds, strict=True)] for row in shown.rows]
        assert written == [
            [words(c, k) for c, k in zip(row, kinds, strict=True)] for row in table.rows
        ]
    assert packed(unpacked(packed(report))) == packed(report)


# ---- numbers


def test_numbers_run_without_a_gap_within_a_year(klass: Class, zhang: User) -> None:
    made = [kept(klass, zhang) for _n in range(3)]
    assert [one.number for one in made] == [1, 2, 3]
    later = kept(klass, zhang, now=NOW + timedelta(days=400))
    assert (later.year, later.number) == (NOW.year + 1, 1)


def test_a_later_report_compares_itself_with_the_one_before(klass: Class, zhang: User) -> None:
    kept(klass, zhang)
    tell(klass.not_started, Verb.PROGRESSED, klass.world.lesson.activity_uuid, moment(1, 12))
    report = unpacked(kept(klass, zhang).payload)
    assert "与〔2026〕第 1 号相比：已结业不变，滞后增加 1 人，未开始减少 1 人。" in report.sentences


# ---- kept as it was


def test_later_changes_do_not_touch_a_kept_report(
    office: Client, klass: Class, zhang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = kept(klass, zhang, remark="=1+1 请各镇街抓紧")
    address, files = page_of(snapshot), page_of(snapshot, "export")
    before = {kind: office.post(files, {"kind": kind}).content for kind in ("xlsx", "csv")}
    shown = office.get(address).content.decode()
    Organisation.objects.filter(pk=klass.jintang.pk).update(name="改了名的镇")
    new = making.person("late", "后来的人", klass.jintang, Membership.Role.DEPUTY)
    klass.world.enrol(new)
    again = office.get(address).content.decode()
    assert "金塘镇" in again
    assert "改了名的镇" not in again
    article = again[again.index("<article") : again.index("</article>")]
    assert article == shown[shown.index("<article") : shown.index("</article>")]
    for kind, content in before.items():
        assert office.post(files, {"kind": kind}).content == content, kind


def test_files_are_the_same_later_and_in_another_language(
    office: Client, klass: Class, zhang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = page_of(kept(klass, zhang), "export")
    first = {kind: office.post(files, {"kind": kind}).content for kind in ("pdf", "xlsx")}
    assert first["pdf"].startswith(b"%PDF")
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(hours=5))
    office.cookies["django_language"] = "en"
    for kind, content in first.items():
        assert office.post(files, {"kind": kind}).content == content, kind


@pytest.mark.parametrize(
    "change", ["payload = '{}'", "number = 9", "digest = 'x'", "taken_at = '2026-01-01 00:00'"]
)
def test_a_changed_row_is_told_and_neither_shown_nor_handed_out(
    office: Client, klass: Class, zhang: User, change: str
) -> None:
    snapshot = kept(klass, zhang)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE insight_snapshot SET {change}")
    number = 9 if change.startswith("number") else snapshot.number
    page = reverse("papers:kept", args=[snapshot.year, number])
    html = office.get(page).content.decode()
    assert "对不上" in html
    assert "<article" not in html
    assert office.post(f"{page}export/", {"kind": "csv"}).status_code == 404
    assert freeze(told=told(klass), remark="", by=zhang, now=NOW).number == number + 1


def test_a_report_kept_before_units_had_keys_still_opens(klass: Class, zhang: User) -> None:
    now = json.loads(kept(klass, zhang).payload)
    names = {unit[1]: unit for unit in now["units"]}
    old = {key: value for key, value in now.items() if key not in {"units", "stamp"}}
    old["format"] = 1
    for name, unit in names.items():
        old["figures"] |= {f"finished:{name}": unit[3], f"behind:{name}": unit[4]}
    report = unpacked(json.dumps(old))
    assert {unit.name for unit in report.units} == set(names)
    whole, *units = compared(unpacked(json.dumps(now)), report)
    assert whole.pairs[0].change == "0"
    assert [one.pairs[1].change for one in units] == ["0"] * len(names)


def test_rows_refuse_to_change(klass: Class, zhang: User) -> None:
    snapshot = kept(klass, zhang)
    assert digest_of(snapshot.payload) == snapshot.digest
    for act in (snapshot.save, snapshot.delete, Snapshot.objects.all().delete):
        with pytest.raises(TypeError):
            act()


def test_a_void_report_stays_and_says_so(office: Client, klass: Class, zhang: User) -> None:
    snapshot = kept(klass, zhang)
    office.post(page_of(snapshot, "void"), {"reason": "班次选错了"})
    assert not declare_void(snapshot=snapshot, reason="再一次", by=zhang, now=NOW)
    html = office.get(page_of(snapshot)).content.decode()
    assert "班次选错了" in html
    assert "已作废" in office.get(HOME).content.decode()


# ---- pages


def test_freezing_from_the_page_and_comparing_two(office: Client, klass: Class) -> None:
    assert "应训 5 人" in office.get(HOME).content.decode()
    posted = {"cohort": klass.world.cohort.key, "remark": "说明"}
    for _n in range(2):
        assert office.post(reverse("papers:freeze"), posted).status_code == 302
    assert Snapshot.objects.count() == 2
    newest = Snapshot.objects.first()
    beside = office.get(page_of(newest) + f"?with={newest.year}-1").content.decode()
    assert 'data-table="compared"' in beside
    assert office.get(page_of(newest) + "?with=x").status_code == 404
    assert AuditEvent.objects.filter(action="report.frozen").count() == 2


def test_two_reports_differ_by_unit_even_when_it_was_renamed(klass: Class, zhang: User) -> None:
    first = kept(klass, zhang)
    tell(klass.not_started, Verb.PROGRESSED, klass.world.lesson.activity_uuid, moment(1, 12))
    Organisation.objects.filter(pk=klass.jintang.pk).update(name="金塘新镇")
    second = kept(klass, zhang)
    whole, *units = compared(unpacked(second.payload), unpacked(first.payload))
    assert [pair.change for pair in whole.pairs] == ["0", "+1", "-1"]
    renamed = [one for one in units if one.name in {"金塘镇", "金塘新镇"}]
    assert [one.name for one in renamed] == ["金塘新镇"]
    assert [pair.change for pair in renamed[0].pairs] == ["0", "+1", "-1"]


def test_names_are_in_it_only_where_they_are_asked_for(
    office: Client, klass: Class, zhang: User
) -> None:
    plain = kept(klass, zhang)
    named = freeze(told=told(klass), remark="", by=zhang, now=NOW, names=True)
    for who in (klass.behind, klass.not_started):
        assert who.name not in plain.payload
        assert who.name in named.payload
    assert klass.finished.name not in named.payload.replace(zhang.name, "")
    assert klass.behind.name in office.get(page_of(named)).content.decode()


def test_the_living_report_is_handed_out_marked_as_not_kept(office: Client, klass: Class) -> None:
    asked = {"cohort": klass.world.cohort.key, "kind": "xlsx", "remark": "说明"}
    answer = office.post(DRAFT, asked)
    assert ["编号", "没有存档"] in in_workbook(answer.content, "口径")
    assert in_workbook(answer.content, "镇街")[1:] == on_page(office.get(HOME).content, "unit")
    assert office.post(DRAFT, asked | {"kind": "pdf"}).content.startswith(b"%PDF")
    assert office.post(DRAFT, asked | {"kind": "exe"}).status_code == 404
    assert not Snapshot.objects.exists()
    assert AuditEvent.objects.filter(action="export.report").count() == 2


def test_a_director_reports_on_her_own_unit_and_keeps_nothing(
    director: Client, klass: Class, zhang: User
) -> None:
    snapshot = kept(klass, zhang)
    html = director.get(HOME).content
    assert [row[0] for row in on_page(html, "unit")] == ["昌国街道", "合计"]
    assert "应训 2 人" in html.decode()
    assert str(snapshot.number) + " 号" not in html.decode()
    asked = {"cohort": klass.world.cohort.key, "kind": "xlsx", "names": "on"}
    sheet = in_workbook(director.post(DRAFT, asked).content, "附：滞后和未开始的人")
    assert klass.behind.name not in str(sheet)
    for address in (page_of(snapshot), reverse("papers:freeze")):
        assert director.get(address).status_code in {404, 405}
    assert director.post(reverse("papers:freeze"), asked).status_code == 404


def test_strangers_see_none(klass: Class, zhang: User, zhao: User) -> None:
    snapshot = kept(klass, zhang)
    stranger = Client()
    stranger.force_login(zhao)
    for address in (HOME, page_of(snapshot)):
        assert stranger.get(address).status_code == 404


def test_a_remark_that_is_too_long_comes_back(office: Client, klass: Class) -> None:
    asked = {"cohort": klass.world.cohort.key, "kind": "xlsx"}
    for address in (DRAFT, reverse("papers:freeze")):
        answer = office.post(address, {**asked, "remark": "长" * 2001})
        assert answer.status_code == 422
        assert "长" * 2001 in answer.content.decode()
    assert not Snapshot.objects.exists()


def test_a_break_of_a_line_is_one_sign_as_the_browser_counts_it(
    office: Client, klass: Class
) -> None:
    remark = "\r\n".join(
        ["说明" * 10] * 95
    )  # 1,994 signs where a break is one, 2,088 where it is two
    told = {"cohort": klass.world.cohort.key, "remark": remark}
    assert office.post(reverse("papers:freeze"), told).status_code == 302
    assert Snapshot.objects.count() == 1
