"""Issuing, replacing, revoking: by the verdict alone, once, with what was true that day."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories.certified import certified, finish
from tests.factories.people import appear
from tests.factories.world import World, moment
from training.cohorts.models import Enrolment
from training.learning.certificates import freezing, numbering, selectors, services, settings
from training.learning.certificates.errors import CertificateRefused
from training.learning.models import (
    Certificate,
    CertificateCode,
    PendingConsequence,
)
from training.learning.outbox.queue import handle_left_behind
from training.learning.waivers.services import Ruling, rule
from training.notices.models import Notice
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db
NOW = moment(3, 9)


def refusal(act: object, **given: object) -> str:
    with pytest.raises(CertificateRefused) as refused:
        act(**given)  # type: ignore[operator]
    assert refused.value.reason.endswith("。")
    return refused.value.code


def test_the_verdict_alone_decides(dinghai: World, wangs_enrolment: Enrolment, zhang: User) -> None:
    given: dict[str, Any] = {"enrolment": wangs_enrolment, "by": zhang, "now": NOW}
    assert refusal(services.issue, **given) == "not_satisfied"
    finish(dinghai, wangs_enrolment)
    made = services.issue(**given)
    assert made.is_valid
    assert made.requirement_version == 1
    told = freezing.told_of(made.told)
    assert (told.name, told.cohort, told.programme) == ("王代表", "第一期", "五天班")
    assert (told.starts_on, told.ends_on, told.issued_on) == (
        "2026-11-16",
        "2026-11-17",
        "2026-11-18",
    )
    assert (told.number, told.issuer) == ("2026第一期第001号", "定海区人民代表大会")
    assert told.credit == "0.5"
    assert told.digest == made.digest
    assert CertificateCode.objects.get(code=made.code).certificate == made.pk


def test_the_audit_log_and_the_deputy_are_told(
    dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    made = certified(dinghai, wangs_enrolment, zhang)
    audited = AuditEvent.objects.get(action="certificate.issued")
    assert (audited.actor, audited.detail["number"]) == (zhang, made.number)
    notice = Notice.objects.get(learner=wangs_enrolment.learner_id, kind="certificate_issued")
    assert made.number in notice.body


def test_asking_twice_gives_one(dinghai: World, wangs_enrolment: Enrolment, zhang: User) -> None:
    first = certified(dinghai, wangs_enrolment, zhang)
    assert services.issue(enrolment=wangs_enrolment, by=zhang, now=NOW) == first
    assert Certificate.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            learner_id=first.learner_id,
            enrolment=wangs_enrolment,
            code="B" * 20,
            told=first.told,
            issued_at=NOW,
        )


def test_nobody_issues_to_herself_and_nobody_who_left_is_given_one(
    dinghai: World, wangs_enrolment: Enrolment, wang: User, zhang: User
) -> None:
    finish(dinghai, wangs_enrolment)
    assert refusal(services.issue, enrolment=wangs_enrolment, by=wang, now=NOW) == "own"
    wangs_enrolment.status = Enrolment.Status.WITHDRAWN
    wangs_enrolment.save()
    assert refusal(services.issue, enrolment=wangs_enrolment, by=zhang, now=NOW) == "withdrawn"


def test_a_later_name_is_on_a_new_certificate_only(
    dinghai: World, wangs_enrolment: Enrolment, wang: User, zhang: User
) -> None:
    old = certified(dinghai, wangs_enrolment, zhang)
    wang.name = "王新名"
    wang.save()
    old.refresh_from_db()
    assert old.told["name"] == "王代表"
    new = services.reissue(certificate=old, reason="改名", by=zhang, now=NOW)
    old.refresh_from_db()
    assert (old.status, old.replaced_by, old.reason) == ("replaced", new, "改名")
    assert (new.told["name"], new.number) == ("王新名", "2026第一期第002号")
    assert new.code != old.code
    assert refusal(services.reissue, certificate=old, reason="再", by=zhang, now=NOW) == "over"
    found = selectors.found_by(old.code)
    assert found is not None
    assert found.instead == new


def test_what_a_certificate_says_is_never_changed(
    dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    made = certified(dinghai, wangs_enrolment, zhang)
    made = Certificate.objects.get(pk=made.pk)
    made.told = {**made.told, "name": "别人"}
    with pytest.raises(TypeError):
        made.save()


def test_revoked_with_a_reason_and_told(
    dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    made = certified(dinghai, wangs_enrolment, zhang)
    given: dict[str, Any] = {"certificate": made, "by": zhang, "now": NOW}
    assert refusal(services.revoke, reason="  ", **given) == "no_reason"
    services.revoke(reason="代考", **given)
    made.refresh_from_db()
    assert (made.status, made.ended_at, made.ended_by) == ("revoked", NOW, zhang)
    assert refusal(services.revoke, reason="又", **given) == "over"
    assert Notice.objects.filter(kind="certificate_revoked", body__contains="代考").count() == 1
    again = services.issue(enrolment=wangs_enrolment, by=zhang, now=NOW)
    assert again.number != made.number


def test_a_verdict_withdrawn_leaves_the_decision_to_the_office(
    dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    made = certified(dinghai, wangs_enrolment, zhang)
    ruling = Ruling(code="", done=False, reason="冒名签到")
    rule(enrolment=wangs_enrolment, ruling=ruling, by=zhang, now=NOW)
    made.refresh_from_db()
    assert made.is_valid
    (doubtful,) = selectors.class_view(dinghai.cohort).doubtful
    assert doubtful.shown.row == made
    assert refusal(services.reissue, certificate=made, reason="x", by=zhang, now=NOW) == (
        "not_satisfied"
    )


def at_once(world: World, by: User) -> None:
    settings.change_class_rules(cohort=world.cohort, at_once=True, short_name="", by=by, now=NOW)


def test_at_once_the_worker_issues_it(
    dinghai: World,
    wangs_enrolment: Enrolment,
    zhang: User,
    django_capture_on_commit_callbacks: object,
) -> None:
    at_once(dinghai, zhang)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        finish(dinghai, wangs_enrolment)
    assert not Certificate.objects.exists()  # her own request never waits for a number
    handle_left_behind(now=NOW)
    made = Certificate.objects.get()
    assert made.issued_by is None
    services.revoke(certificate=made, reason="代考", by=zhang, now=NOW)
    services.issue_due(made.learner_id, str(wangs_enrolment.pk), NOW)
    assert Certificate.objects.count() == 1  # what was taken away does not come back by itself


def test_without_the_rule_nothing_is_left_to_be_issued(
    dinghai: World, wangs_enrolment: Enrolment, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        finish(dinghai, wangs_enrolment)
    assert not PendingConsequence.objects.filter(kind="certificate").exists()


def test_several_are_issued_in_order_and_the_rest_by_the_worker(
    dinghai: World, wangs_enrolment: Enrolment, zhang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Enrolment.objects.filter(learner=appear(dinghai, "chen")).first()
    both = [finish(dinghai, one) for one in (wangs_enrolment, other or wangs_enrolment)]
    monkeypatch.setattr(services, "AT_ONCE", 1)
    told = services.issue_several(enrolments=both, by=zhang, now=NOW)
    assert (told.made, told.left, told.refused) == (1, 1, ())
    assert selectors.class_view(dinghai.cohort).pending == 1
    handle_left_behind(now=NOW)
    numbers = Certificate.objects.order_by("number").values_list("number", "issued_by")
    assert list(numbers) == [("2026第一期第001号", zhang.pk), ("2026第一期第002号", zhang.pk)]
    assert selectors.class_view(dinghai.cohort).pending == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [("{年}号", "format_place"), ("{月}{序号}", "format_field"), ("{序号", "format_field")],
)
def test_a_format_that_cannot_tell_certificates_apart(text: str, code: str) -> None:
    assert refusal(numbering.check_format, text=text) == code


def test_a_long_class_name_never_cuts_the_place_off() -> None:
    text, name = "{年}{班次}（{班次}）第{序号}号", "长" * 100
    first, second = (
        numbering.written(text, year=2026, cohort=name, place=place) for place in (1, 2)
    )
    assert first != second
    assert first.endswith("第001号")
    assert len(first) <= numbering.MOST
    assert numbering.written("{序号}", year=2026, cohort=name, place=7) == "007"


def test_numbers_given_out_are_passed_over(
    dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    """The same number once in a congress, even where a format was changed and changed back."""
    CertificateCode.objects.create(
        code="A" * 20,
        congress=dinghai.congress,
        number="2026第一期第001号",
        learner_id=zhang.pk,
        certificate=zhang.pk,
    )
    assert certified(dinghai, wangs_enrolment, zhang).number == "2026第一期第002号"


@pytest.mark.parametrize("typed", ["{c}", " {l} ", "{d}", "{w}"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    code = "01ABCDEFGHJKMNPQRST9"
    wide = "".join(chr(ord(one) + 0xFEE0) for one in code)
    shown = numbering.shown_code(code).replace("0", "O").replace("1", "l")
    text = typed.format(c=code, l=code.lower(), d=shown, w=wide)
    assert numbering.read_code(text) == code


def test_codes_are_no_codes() -> None:
    assert numbering.read_code("U" * 20) == ""
    assert numbering.read_code("A" * 19) == ""
    assert len({numbering.new_code() for _one in range(50)}) == 50


def test_the_home_page_says_so_for_a_while(
    dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    made = certified(dinghai, wangs_enrolment, zhang)
    month = timedelta(days=30)
    assert "下载" in selectors.in_one_line(made.learner_id, since=NOW - month)
    assert selectors.in_one_line(made.learner_id, since=NOW + month) == ""
