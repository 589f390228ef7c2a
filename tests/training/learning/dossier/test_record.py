"""The record of a term: what stands in it, for whom, of which years, and what it costs."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pypdf
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.quizzes.review import PHASES
from tests.counting import at_most
from tests.factories.compared import Forms, forms, sit
from tests.factories.hours import event
from tests.factories.world import World, moment
from tools.machine import PANGO, required
from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.dossier.access import own_dossier
from training.learning.dossier.changes import changes_for
from training.learning.dossier.periods import chosen, periods_of
from training.learning.evidence import Happening, Verb
from training.people.models import AuditEvent, Congress, Membership, Organisation, Term, User

RECORD = reverse("portal:record")


def tell(
    enrolment: Enrolment, verb: Verb, activity: object, day: int, kind: str, **context: object
) -> Happening:
    """Something that happened on a day of the class, at ten."""
    told = Happening(
        verb=verb,
        activity=activity,  # type: ignore[arg-type]
        activity_type=kind,
        occurred_at=moment(day, 10),
        context=context,
    )
    evidence.record(
        learner_id=enrolment.learner_id,
        happenings=[told],
        now=moment(day, 10),
        registration_id=enrolment.pk,
    )
    return told


@pytest.fixture
def learned(dinghai: World, wangs_enrolment: Enrolment) -> Forms:
    """王代表 went to a session, read the lesson, decided the case and sat both tests."""
    tests = forms(dinghai)
    session = dinghai.programme.sessions.get(code="D1-1")
    tell(wangs_enrolment, Verb.ATTENDED, session.uuid, 1, "session")
    tell(wangs_enrolment, Verb.COMPLETED, dinghai.lesson.activity_uuid, 2, "lesson")
    tell(wangs_enrolment, Verb.COMPLETED, dinghai.case.activity_uuid, 2, "case")
    sit(wangs_enrolment, tests.before, {"rights"}, moment(1, 9))
    sit(wangs_enrolment, tests.after, {"rights", "duties"}, moment(5, 9))
    return tests


def test_everything_of_the_term_is_there(as_wang: Client, learned: Forms, dinghai: World) -> None:
    as_wang.get("/")  # a process learns once where the site's root is
    with at_most(14):
        page = as_wang.get(RECORD)
    text = page.content.decode()
    for words in (
        "王代表",
        "定海区人民代表大会",
        "昌国街道 · 代表 · 2022年2月14日 起",
        "D1-1 单元 D1-1",
        "到课签到",
        "数据会说话",
        "权利与义务",
        "测验 after",
        "第一期",
    ):
        assert words in text, words


def test_it_costs_the_same_however_much_she_did(
    as_wang: Client, learned: Forms, wangs_enrolment: Enrolment
) -> None:
    for n in range(30):
        tell(wangs_enrolment, Verb.COMPLETED, uuid4(), 3, "lesson", title=f"旧课 {n}")
    as_wang.get("/")
    with at_most(14):
        text = as_wang.get(RECORD).content.decode()
    assert "旧课 29" in text


def test_what_was_taken_back_is_not_in_it(
    as_wang: Client, wang: User, wangs_enrolment: Enrolment, zhang: User, dinghai: World
) -> None:
    told = tell(wangs_enrolment, Verb.COMPLETED, dinghai.case.activity_uuid, 2, "case")
    before = own_dossier(wang, "", moment(3, 8))
    evidence.void(
        learner_id=wang.pk,
        statement_id=told.statement_id,
        reason="误记",
        now=moment(3, 9),
        by=zhang,
    )
    after = own_dossier(wang, "", moment(3, 10))
    assert before
    assert after
    assert ([one.title for one in before.cases], after.cases) == (["数据会说话"], ())
    assert before.digest != after.digest
    again = own_dossier(wang, "", moment(4, 10))
    assert again
    assert again.digest == after.digest


def test_what_the_office_enters_late_keeps_its_day(dinghai: World, wang: User, zhang: User) -> None:
    day = date(2026, 6, 1)
    event(dinghai.congress, zhang, wang, starts_on=day, ends_on=day)
    found = own_dossier(wang, "", moment(4, 10))
    assert found
    assert [timezone.localdate(one.at) for one in found.attended] == [day]


def test_marks_wait_until_the_test_publishes_them(
    as_wang: Client, learned: Forms, wangs_enrolment: Enrolment
) -> None:
    assert '<td class="table__number number">75</td>' in as_wang.get(RECORD).content.decode()
    attempt = wangs_enrolment.attempts.get(quiz=learned.after)
    attempt.rules["review"] = {phase: [] for phase in PHASES}
    attempt.save()
    text = as_wang.get(RECORD).content.decode()
    assert "未公布" in text
    assert '<td class="table__number number">75</td>' not in text


def test_nobody_else_opens_it(as_zhao: Client, learned: Forms, wang: User) -> None:
    """Another's record has no address on the deputies' side: everybody gets her own."""
    text = as_zhao.get(RECORD).content.decode()
    assert "王代表" not in text
    assert "测验 after" not in text
    assert as_zhao.get(RECORD, {"term": "dinghai-18"}).status_code == 404
    assert as_zhao.get(reverse("insight:dossier", args=[wang.pk])).status_code == 404


class TestAtTheOffice:
    """Facts and dates, never a score without the written rule."""

    def page(self, browser: User, person: User) -> str:
        client = Client()
        client.force_login(browser)
        return client.get(reverse("insight:dossier", args=[person.pk])).content.decode()

    def test_facts_without_scores(self, zhang: User, wang: User, learned: Forms) -> None:
        text = self.page(zhang, wang)
        assert "按规定不显示个人成绩" in text
        assert "通过" in text
        assert "到课签到" in text
        assert ">75<" not in text
        assert "计入成绩" not in text
        assert "培训前后" not in text

    def test_scores_by_the_written_rule(
        self, zhang: User, wang: User, learned: Forms, dinghai: World
    ) -> None:
        Congress.objects.filter(pk=dinghai.congress.pk).update(scores_rule="定人大〔2026〕1 号")
        assert ">75<" in self.page(zhang, wang)

    def test_a_director_sees_her_unit_and_no_other(
        self, chen: User, wang: User, learned: Forms, dinghai: World
    ) -> None:
        assert "王代表" in self.page(chen, wang)
        jintang = dinghai.congress.organisations.get(name="金塘镇")
        Enrolment.objects.filter(learner=wang).update(unit=jintang)
        client = Client()
        client.force_login(chen)
        assert client.get(reverse("insight:dossier", args=[wang.pk])).status_code == 404

    def test_what_she_is_elsewhere_is_not_its_business(
        self, zhang: User, wang: User, learned: Forms, elsewhere: World, dinghai: World
    ) -> None:
        Membership.objects.create(
            user=wang, organisation=elsewhere.unit, role="deputy", starts_on=date(2026, 1, 1)
        )
        text = self.page(zhang, wang)
        assert "外县" not in text
        assert "王代表" in text


def test_terms(dinghai: World, wang: User) -> None:
    """The first reaches back, each lasts until the next, the last is open; none overlaps."""
    old = Term.objects.create(congress=dinghai.congress, number=17, starts_on=date(2017, 2, 1))
    new = dinghai.congress.terms.get(number=18)
    new.starts_on = date(2022, 2, 14)
    new.save()
    jintang = dinghai.congress.organisations.get(name="金塘镇")
    wang.memberships.update(term=new)
    for unit, start, end in (
        (jintang, date(2017, 2, 1), date(2019, 5, 31)),
        (dinghai.unit, date(2019, 6, 1), date(2022, 2, 13)),
    ):
        Membership.objects.create(
            user=wang, organisation=unit, role="deputy", term=old, starts_on=start, ends_on=end
        )
    newest, oldest = periods_of(wang.memberships.select_related("organisation__congress", "term"))
    assert (newest.key, oldest.key) == ("dinghai-18", "dinghai-17")
    assert (oldest.since, oldest.until) == (None, date(2022, 2, 14)) == (None, newest.since)
    assert newest.until is None
    assert [held.organisation.name for held in oldest.memberships] == ["金塘镇", "昌国街道"]
    assert oldest.moved
    assert not newest.moved
    for day in (date(2010, 1, 1), date(2022, 2, 13), date(2022, 2, 14), date(2030, 1, 1)):
        assert sum(period.covers(day) for period in (newest, oldest)) == 1


@pytest.fixture
def re_elected(dinghai: World, wang: User, learned: Forms) -> World:
    """王代表 learned all this in the 18th term; a 19th has begun, and she moved to 金塘镇."""
    held = wang.memberships.get()
    held.term, held.ends_on = dinghai.congress.terms.get(number=18), date(2026, 12, 31)
    held.save()
    term = Term.objects.create(congress=dinghai.congress, number=19, starts_on=date(2027, 1, 1))
    jintang = Organisation.objects.get(congress=dinghai.congress, name="金塘镇")
    Membership.objects.create(
        user=wang, organisation=jintang, role="deputy", term=term, starts_on=date(2027, 1, 1)
    )
    return dinghai


def test_re_elected_she_keeps_the_old_record_beside_an_empty_new_one(
    wang: User, re_elected: World
) -> None:
    later = moment(60, 9)
    new, old = own_dossier(wang, "", later), own_dossier(wang, "dinghai-18", later)
    assert new
    assert old
    assert new.period.key == "dinghai-19"
    assert not new.classes
    assert not new.tests
    assert [one.key for one in new.earlier] == ["dinghai-18"]
    assert len(old.classes) == 1
    assert len(old.tests) == 2
    assert old.cases


def test_and_is_told_what_changed(wang: User, re_elected: World) -> None:
    periods = periods_of(wang.memberships.select_related("organisation__congress", "term"))
    period = chosen(periods, "")
    assert period
    before = changes_for(learner=wang, period=period, now=moment(60, 9))
    assert (before.since, before.revised, before.new) == (moment(2, 10).date(), [], [])
    lesson = re_elected.lesson
    lesson.last_published_at = moment(50, 9)
    lesson.save()
    new = re_elected.lesson.get_parent().add_child(
        instance=type(lesson)(title="新的一课", slug="new", minutes=8, body=[])
    )
    type(lesson).objects.filter(pk=new.pk).update(
        first_published_at=moment(51, 9), last_published_at=moment(51, 9)
    )
    with at_most(9):
        after = changes_for(learner=wang, period=period, now=moment(60, 9))
    assert [one.lesson.title for one in after.revised] == ["权利与义务"]
    assert [page.title for page in after.new] == ["新的一课"]


def test_the_audit_log_says_who_took_a_copy(
    zhang: User, wang: User, learned: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.learning.dossier.printing.pdf", lambda html: b"%PDF-1.7 test")
    client = Client()
    client.force_login(zhang)
    reply = client.post(reverse("insight:dossier_pdf", args=[wang.pk]))
    assert reply["Content-Type"] == "application/pdf"
    assert AuditEvent.objects.filter(action="export.dossier", target=str(wang.pk)).count() == 1


@pytest.mark.skipif(not PANGO.found() and not required(), reason=PANGO.how_to_install())
def test_on_paper_it_says_the_same(as_wang: Client, wang: User, learned: Forms) -> None:
    User.objects.filter(pk=wang.pk).update(name="王䶮𬭎")
    reply = as_wang.get(reverse("dossier:pdf"))
    assert reply["Content-Type"] == "application/pdf"
    found = own_dossier(User.objects.get(pk=wang.pk), "", moment(6, 9))
    assert found
    for page in pypdf.PdfReader(BytesIO(reply.content)).pages:
        text = page.extract_text()
        assert "王䶮𬭎" in text
        assert found.short_digest in text
    first = pypdf.PdfReader(BytesIO(reply.content)).pages[0].extract_text()
    assert "昌国街道" in first
    assert "学时" in first


def test_a_second_click_waits_and_says_so(as_wang: Client, wang: User, learned: Forms) -> None:
    cache.set(f"paper:{wang.pk}", True, 30)
    reply = as_wang.get(reverse("dossier:pdf"), follow=True)
    assert reply.redirect_chain[-1][0] == f"{RECORD}?term=dinghai-0"
    assert "上一份 PDF 还在生成" in reply.content.decode()
    cache.delete(f"paper:{wang.pk}")
