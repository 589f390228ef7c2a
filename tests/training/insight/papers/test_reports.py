"""Reports: words for every class, numbers without a gap, and kept as they were."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import world as making
from tests.factories.world import moment
from tests.training.insight.conftest import NOW, Class, tell
from training.insight.exports import words
from training.insight.figures import overview
from training.insight.papers.freezing import digest_of, packed, unpacked
from training.insight.papers.models import Snapshot
from training.insight.papers.services import declare_void, freeze
from training.insight.papers.wording import changed, report_of
from training.insight.tables import overview_tables
from training.learning.evidence import Verb
from training.people.access import Scope
from training.people.models import AuditEvent, Membership, Organisation, User

pytestmark = pytest.mark.django_db
HOME = reverse("papers:home")


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
    assert "与上一份相比：已结业不变，滞后增加 1 人，未开始减少 1 人。" in report.sentences


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


def test_pdf_is_the_same_twice(office: Client, klass: Class, zhang: User) -> None:
    files = page_of(kept(klass, zhang), "export")
    first, second = (office.post(files, {"kind": "pdf"}).content for _n in range(2))
    assert first.startswith(b"%PDF")
    assert first == second


def test_a_changed_row_is_told_and_not_handed_out(
    office: Client, klass: Class, zhang: User
) -> None:
    snapshot = kept(klass, zhang)
    told = json.loads(snapshot.payload) | {"remark": "改过"}
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE insight_snapshot SET payload = %s", [json.dumps(told)])
    assert "对不上" in office.get(page_of(snapshot)).content.decode()
    assert office.post(page_of(snapshot, "export"), {"kind": "csv"}).status_code == 404


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


def test_directors_and_strangers_see_none(
    director: Client, klass: Class, zhang: User, zhao: User
) -> None:
    snapshot = kept(klass, zhang)
    stranger = Client()
    stranger.force_login(zhao)
    for browser in (director, stranger):
        for address in (HOME, page_of(snapshot)):
            assert browser.get(address).status_code == 404
