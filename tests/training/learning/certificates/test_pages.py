"""The pages: the deputy's own, the office's desk, and what anybody may check."""

from io import BytesIO

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.certified import certified, finish
from tests.factories.world import World, moment, person
from training.cohorts.models import Enrolment
from training.learning.certificates import numbering, services
from training.learning.models import Certificate, ClassRules, IssuerRules
from training.people.models import AuditEvent, Membership, Organisation, User

pytestmark = pytest.mark.db
DESK = reverse("certificates:desk")
MINE = reverse("certificates:mine")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def office(zhang: User) -> Client:
    """张主任's browser."""
    return browser(zhang)


@pytest.fixture
def made(dinghai: World, wangs_enrolment: Enrolment, zhang: User) -> Certificate:
    """王代表's certificate."""
    return certified(dinghai, wangs_enrolment, zhang)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def one(name: str, certificate: Certificate) -> str:
    return reverse(f"certificates:{name}", args=[certificate.learner_id, certificate.pk])


def public(certificate: Certificate) -> str:
    return reverse("verify:certificate", args=[certificate.code])


def test_the_office_confirms_the_list(
    dinghai: World, wangs_enrolment: Enrolment, office: Client
) -> None:
    assert "还没有人达到结业要求" in page(office, DESK)
    assert "看还差什么" in page(office, DESK)
    finish(dinghai, wangs_enrolment)
    assert "给 1 人发证" in page(office, DESK)
    asked = reverse("certificates:issue")
    shown = page(office, f"{asked}?cohort=class-1")
    assert "2026第一期第001号" in shown
    assert not ClassRules.objects.exists()  # looking at the list gives out no number
    nobody = office.post(asked, {"cohort": "class-1"})
    assert "请至少勾选一位。" in nobody.content.decode()
    office.post(asked, {"cohort": "class-1", "enrolment": [str(wangs_enrolment.pk)]})
    made = Certificate.objects.get()
    assert made.number in page(office, DESK)
    assert "达到要求的都发了。" in page(office, DESK)


def test_nobody_else_can_be_issued_to(
    dinghai: World, wangs_enrolment: Enrolment, office: Client
) -> None:
    """Who has not finished is not on the list, whatever is posted."""
    sent = {"cohort": "class-1", "enrolment": [str(wangs_enrolment.pk)]}
    office.post(reverse("certificates:issue"), sent)
    assert not Certificate.objects.exists()


def test_the_desk_asks_little_however_large_the_class(
    dinghai: World, made: Certificate, office: Client
) -> None:
    page(office, DESK)
    with at_most(18):
        page(office, DESK)


def test_who_was_revoked_is_not_ticked(made: Certificate, office: Client, zhang: User) -> None:
    office.post(one("revoke", made), {"reason": "代考"})
    shown = page(office, f"{reverse('certificates:issue')}?cohort=class-1")
    assert "曾撤销" in shown
    assert " checked" not in shown


def test_a_new_name_is_pointed_out_and_replaced(
    made: Certificate, office: Client, wang: User
) -> None:
    wang.name = "王新名"
    wang.save()
    assert "要改证书上的姓名，请换发" in page(office, one("certificate", made))
    asked = page(office, one("reissue", made))
    assert "王代表" in asked
    assert "王新名" in asked
    office.post(one("reissue", made), {"reason": "改名"})
    made.refresh_from_db()
    assert made.replaced_by is not None
    assert made.replaced_by.number in page(office, one("certificate", made))
    assert "已经撤销或者换发过了" in page(office, one("revoke", made))


def test_another_congress_sees_nothing(made: Certificate, zhao: User, elsewhere: World) -> None:
    room = elsewhere.congress.organisations.get(kind=Organisation.Kind.OFFICE)
    theirs = browser(person("sun", "孙主任", room, Membership.Role.OFFICE))
    for name in ("certificate", "paper", "revoke", "reissue"):
        assert theirs.get(one(name, made)).status_code == 404
    assert theirs.get(f"{DESK}?cohort=nothing").status_code == 404
    hers = browser(zhao)
    assert hers.get(reverse("certificates:pdf", args=[made.pk])).status_code == 404
    assert hers.get(reverse("certificates:file", args=[made.pk])).status_code == 404


def test_her_own_page_and_record(made: Certificate, as_wang: Client, zhang: User) -> None:
    with at_most(14):
        shown = page(as_wang, MINE)
    for words in (made.number, "下载 PDF", f"#{made.token}", "有效"):
        assert words in shown, words
    assert made.number in page(as_wang, reverse("portal:record"))
    file = as_wang.get(reverse("certificates:file", args=[made.pk])).json()
    assert (file["signed"], file["certificate"]["name"]) == (made.token, "王代表")
    services.revoke(certificate=made, reason="代考", by=zhang, now=moment(4, 9))
    assert "原因：代考" in page(as_wang, MINE)


def test_without_a_certificate_her_page_says_what_is_missing(as_wang: Client) -> None:
    assert "看还差什么" in page(as_wang, MINE)


def test_anybody_sees_all_fields_and_the_status(made: Certificate, zhang: User) -> None:
    anybody = Client()
    answer = anybody.get(public(made))
    shown = answer.content.decode()
    for words in ("王代表", made.number, "第一期", "五天班", "2026年11月16日", "有效", made.token):
        assert words in shown, words
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert "R001" not in shown
    wang = made.learner
    assert wang.username not in shown  # her number is not printed, so it is not shown
    services.revoke(certificate=made, reason="代考", by=zhang, now=moment(4, 9))
    shown = page(anybody, public(made))
    assert "已撤销" in shown
    assert "2026年11月19日 撤销" in shown


def test_a_replaced_one_names_the_new_number(made: Certificate, zhang: User) -> None:
    new = services.reissue(certificate=made, reason="改名", by=zhang, now=moment(4, 9))
    shown = page(Client(), public(made))
    assert "已换发" in shown
    assert new.number in shown
    assert new.code not in shown


def test_a_typed_code_leads_to_the_page(made: Certificate) -> None:
    typed = numbering.shown_code(made.code).lower()
    for text in (typed, f"https://x.cn/verify/#{made.token}"):
        answer = Client().post(reverse("verify:form"), {"code": text})
        assert answer["Location"] == public(made)
    wrong = Client().post(reverse("verify:form"), {"code": "123"})
    assert "20 位" in wrong.content.decode()


def test_codes_cannot_be_tried_out(made: Certificate) -> None:
    cache.clear()
    anybody = Client()
    for _try in range(30):
        unknown = reverse("verify:certificate", args=[numbering.new_code()])
        assert anybody.get(unknown).status_code == 404
    assert anybody.get(public(made)).status_code == 429
    cache.clear()
    for _look in range(40):  # looking at what exists is not counted
        anybody.get(public(made))
    assert anybody.get(public(made)).status_code == 200
    cache.clear()


def test_the_keys_and_the_page_for_no_network(made: Certificate) -> None:
    told = Client().get(reverse("verify:keys")).json()
    (kid,) = told["keys"]
    assert made.token.split(".")[1] == kid
    assert told["keys"][kid] in page(Client(), reverse("verify:offline"))
    file = Client().get(reverse("verify:offline_file"))
    text = file.content.decode()
    assert file["Content-Disposition"].startswith("attachment")
    assert told["keys"][kid] in text
    assert text.count("</script>") == 2  # the program holds no end tag of its own
    assert "src=" not in text
    assert "http" not in text.split("<body>")[0]


def test_the_register_as_excel_takes_nothing_for_a_formula(
    made: Certificate, office: Client, wang: User, zhang: User
) -> None:
    wang.name = "=1+1"
    wang.save()
    services.reissue(certificate=made, reason="改名", by=zhang, now=moment(4, 9))
    assert made.number in page(office, f"{reverse('certificates:register')}?cohort=class-1")
    answer = office.post(reverse("certificates:register_export"), {"cohort": "class-1"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[2] for row in rows] == ["姓名", "王代表", "'=1+1"]
    assert "换发为 2026第一期第002号。" in str(rows[1][11])
    assert AuditEvent.objects.get(action="export.certificates").actor == zhang


def test_settings_count_from_then_on(made: Certificate, office: Client) -> None:
    rules = reverse("certificates:rules")
    typed = {
        "issuer": "定海区人大常委会",
        "issuer_en": "",
        "title": "结业证",
        "title_en": "Certificate",
        "number_format": "定人〔{年}〕{序号}",
        "signer": "主任 张某",
    }
    bad = office.post(rules, {**typed, "number_format": "{年}"})
    assert "{序号}" in bad.content.decode()
    office.post(rules, typed)
    kept = IssuerRules.objects.get()
    assert (kept.issuer, kept.number_format) == ("定海区人大常委会", "定人〔{年}〕{序号}")
    assert AuditEvent.objects.filter(action="certificate.rules_changed").count() == 1
    office.post(one("reissue", made), {"reason": "新格式"})
    new = Certificate.objects.get(status="valid")
    assert new.number == "定人〔2026〕002"
    assert (new.told["title"], made.told["title"]) == ("结业证", "结业证书")


def test_the_class_is_set_to_issue_at_once(dinghai: World, office: Client) -> None:
    address = f"{reverse('certificates:class_rules')}?cohort=class-1"
    assert "编号里的班次" in page(office, address)
    office.post(address, {"at_once": "on", "short_name": "新代表班"})
    rules = ClassRules.objects.get(cohort=dinghai.cohort)
    assert (rules.at_once, rules.short_name) == (True, "新代表班")
    assert "自动发证" in page(office, DESK)
