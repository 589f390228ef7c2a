"""Waivers and rulings: for one enrolment, at most once, with a reason, sticking, and taken back."""

from typing import Any

import pytest

from tests.factories.world import World, moment
from training.cohorts.models import Enrolment
from training.cohorts.services import CohortPlan, enrol, open_cohort
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.learning.models import CourseProgress, Statement
from training.learning.progress import keeping
from training.learning.progress.checklist import checklist_of
from training.learning.progress.selectors import verdict_of
from training.learning.waivers import services
from training.learning.waivers.errors import WaiverRefused
from training.learning.waivers.selectors import earlier_evidence, item_of
from training.learning.waivers.services import Ground, Kind, Ruling
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db
NOW = moment(1, 10)
ALL = ("D1-0", "D1-1", "D2-1")


def waive(enrolment: Enrolment, by: User, code: str = "D1-1", **extra: Any) -> bool:
    ground = Ground(
        kind=extra.pop("kind", Kind.TESTED_OUT),
        reason=extra.pop("reason", "已经考过"),
        earlier=extra.pop("earlier", {}),
    )
    return services.waive(enrolment=enrolment, code=code, ground=ground, by=by, now=NOW)


def rule(
    enrolment: Enrolment, by: User, code: str, done: bool, reason: str = "核对过签到表"
) -> None:
    ruling = Ruling(code=code, done=done, reason=reason)
    services.rule(enrolment=enrolment, ruling=ruling, by=by, now=NOW)


def finished(dinghai: World, enrolment: Enrolment) -> None:
    """Her own evidence of everything."""
    lesson, quiz, final = dinghai.lesson.activity_uuid, dinghai.quiz.uuid, dinghai.final.uuid
    done = ((Verb.COMPLETED, lesson), (Verb.COMPLETED, quiz), (Verb.PASSED, final))
    happenings = [
        Happening(verb=verb, activity=activity, activity_type="any", occurred_at=NOW)
        for verb, activity in done
    ]
    evidence.record(learner_id=enrolment.learner_id, happenings=happenings, now=NOW)


def codes(enrolment: Enrolment) -> list[str]:
    row = CourseProgress.objects.filter(enrolment=enrolment, whole=True).first()
    return row.done_codes if row else []


def test_a_waiver_does_the_item_with_kind_reason_and_name(
    wangs_enrolment: Enrolment, zhang: User
) -> None:
    assert waive(wangs_enrolment, zhang, reason=" 已经考过 ")
    line = next(one for one in checklist_of(wangs_enrolment).lines if one.code == "D1-1")
    assert (line.state, line.mark, line.done) == ("waived", "waived", True)
    told = Statement.objects.get(verb=Verb.WAIVED)
    assert told.registration_id == wangs_enrolment.pk
    assert (told.context["kind"], told.context["reason"]) == ("Tested Out", "已经考过")
    audited = AuditEvent.objects.get(action="waiver.given")
    assert (audited.actor, audited.detail["item"]) == (zhang, "D1-1")
    assert keeping.differences(wangs_enrolment.learner_id) == []


def test_at_most_one_waiver_for_an_item_and_enrolment(
    wangs_enrolment: Enrolment, zhang: User
) -> None:
    assert waive(wangs_enrolment, zhang)
    assert not waive(wangs_enrolment, zhang)
    assert Statement.objects.filter(verb=Verb.WAIVED).count() == 1


def test_what_is_done_needs_no_waiver(
    dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    finished(dinghai, wangs_enrolment)
    assert not waive(wangs_enrolment, zhang)
    assert not AuditEvent.objects.filter(action="waiver.given").exists()


@pytest.mark.parametrize(
    ("code", "reason", "expected"), [("D1-1", "  ", "no_reason"), ("X9", "有", "not_required")]
)
def test_refused_without_a_reason_and_for_what_is_not_required(
    wangs_enrolment: Enrolment, zhang: User, code: str, reason: str, expected: str
) -> None:
    with pytest.raises(WaiverRefused) as refused:
        waive(wangs_enrolment, zhang, code=code, reason=reason)
    assert refused.value.code == expected


def test_nobody_acts_over_her_own_verdict(wangs_enrolment: Enrolment, wang: User) -> None:
    with pytest.raises(WaiverRefused) as refused:
        waive(wangs_enrolment, wang)
    assert refused.value.code == "own"
    with pytest.raises(WaiverRefused):
        rule(wangs_enrolment, wang, "", done=True)


def second_class(dinghai: World, learner: User) -> Enrolment:
    plan = CohortPlan("class-2", "第二期", "Class 2", moment(40, 9).date())
    later = open_cohort(
        congress=dinghai.congress, programme=dinghai.programme, plan=plan, now=moment(39, 9)
    )
    return enrol(learner=learner, cohort=later, unit=dinghai.unit, group=None, now=moment(39, 10))


def test_a_waiver_counts_for_one_enrolment_only(
    dinghai: World, wang: User, wangs_enrolment: Enrolment, zhang: User
) -> None:
    other = second_class(dinghai, wang)
    waive(wangs_enrolment, zhang)
    assert (codes(wangs_enrolment), codes(other)) == (["D1-1"], [])


def test_earlier_evidence_is_offered_with_the_class_and_counts_as_a_waiver_only(
    dinghai: World, wang: User, wangs_enrolment: Enrolment, zhang: User
) -> None:
    finished(dinghai, wangs_enrolment)
    other = second_class(dinghai, wang)
    keeping.rejudge(other, now=moment(39, 11))
    assert codes(other) == []
    item = item_of(dinghai.programme.pk, "D1-1")
    (found,) = earlier_evidence([other], item)[other.pk]
    assert found.words == "2026-11-16 在“第一期”学完本课"
    earlier = {other.pk: [found.statement_id]}
    assert waive(other, zhang, kind=Kind.EQUIVALENT_AU, earlier=earlier)
    done = CourseProgress.objects.get(enrolment=other, whole=True).reasons["items"]["D1-1"]
    assert done["ids"][1:] == [str(found.statement_id)]
    assert earlier_evidence([wangs_enrolment], item) == {}


def test_a_waiver_taken_back_stays_in_the_log_and_may_be_given_again(
    wangs_enrolment: Enrolment, zhang: User
) -> None:
    waive(wangs_enrolment, zhang)
    given = Statement.objects.get(verb=Verb.WAIVED).statement_id
    took: dict[str, Any] = {"enrolment": wangs_enrolment, "statement_id": given, "by": zhang}
    services.take_back(reason="弄错了人", now=NOW, **took)
    assert codes(wangs_enrolment) == []
    with pytest.raises(WaiverRefused):
        services.take_back(reason="再来一次", now=NOW, **took)
    assert AuditEvent.objects.get(action="waiver.taken_back").detail["reason"] == "弄错了人"
    assert waive(wangs_enrolment, zhang)
    assert codes(wangs_enrolment) == ["D1-1"]
    assert keeping.differences(wangs_enrolment.learner_id) == []


def test_a_ruling_sticks_against_later_evidence(
    dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    finished(dinghai, wangs_enrolment)
    rule(wangs_enrolment, zhang, "D1-1", done=False)
    again = Happening(
        verb=Verb.COMPLETED,
        activity=dinghai.lesson.activity_uuid,
        activity_type="lesson",
        occurred_at=NOW,
    )
    evidence.record(learner_id=wangs_enrolment.learner_id, happenings=[again], now=NOW)
    assert codes(wangs_enrolment) == ["D1-0", "D2-1"]
    assert verdict_of(wangs_enrolment).satisfied_at is None
    with pytest.raises(WaiverRefused) as refused:
        waive(wangs_enrolment, zhang)
    assert refused.value.code == "denied"
    rule(wangs_enrolment, zhang, "D1-1", done=True)
    assert verdict_of(wangs_enrolment).satisfied_at


def test_a_ruling_that_changes_nothing_is_refused(
    dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    with pytest.raises(WaiverRefused):
        rule(wangs_enrolment, zhang, "D1-1", done=False)
    finished(dinghai, wangs_enrolment)
    for code in ("D1-1", ""):
        with pytest.raises(WaiverRefused) as refused:
            rule(wangs_enrolment, zhang, code, done=True)
        assert refused.value.code == "no_change"


def satisfied_in_force(enrolment: Enrolment) -> int:
    told = Statement.objects.filter(learner=enrolment.learner_id, verb=Verb.SATISFIED)
    voided = Statement.objects.filter(voids__in=told.values("statement_id")).count()
    return told.count() - voided


@pytest.mark.django_db
def test_finished_is_said_once_taken_back_with_the_verdict_and_said_again(
    dinghai: World,
    wangs_enrolment: Enrolment,
    zhang: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def done(act: Any) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return satisfied_in_force(wangs_enrolment)

    assert done(lambda: finished(dinghai, wangs_enrolment)) == 1
    assert done(lambda: rule(wangs_enrolment, zhang, "", done=False)) == 0
    assert done(lambda: rule(wangs_enrolment, zhang, "", done=True)) == 1
    assert keeping.differences(wangs_enrolment.learner_id) == []
    verdict = verdict_of(wangs_enrolment)
    assert (verdict.ruled, verdict.version, len(verdict.evidence)) == (True, 1, 4)
