"""What is chosen comes in, all of it or nothing, and once."""

from datetime import timedelta
from typing import Any

import pytest

from tests.counting import at_most
from tests.factories.world import MONDAY, World
from tests.training.office.conftest import NOW, Clock
from tests.training.office.roster.conftest import carry_out
from tests.training.office.roster.making import workbook
from training.cohorts.models import Enrolment
from training.cohorts.services import CohortPlan, open_cohort
from training.learning.attendance.services import record_presence
from training.learning.progress.keeping import differences
from training.learning.progress.models import CourseProgress
from training.office.roster import applying, services
from training.office.roster.errors import RosterRefused
from training.people import services as people
from training.people.models import AuditEvent, Membership, Organisation, User
from training.people.rosters import RosterFile, RosterImport, RosterRow

State, Outcome = RosterImport.State, RosterRow.Outcome
LI = ("R070", "李新", "金塘镇", "代表", "初任", "13800007070")
SUN_MOVES = ("R066", "孙代表", "昌国街道", "", "", "")


def test_a_new_person_is_on_the_roster(read: Any, zhang: User) -> None:
    job = carry_out(read(workbook(LI)), zhang, NOW)
    assert (job.state, job.counts["new"]) == (State.APPLIED, 1)
    li = User.objects.get(number="R070")
    assert (li.username, li.name, li.phone, li.pk) == (
        "R070",
        "李新",
        "13800007070",
        job.rows.get().person,
    )
    post: Any = li.memberships.get()
    assert (str(post.organisation), post.role, post.first_term) == ("金塘镇", "deputy", True)
    assert (post.starts_on, post.ends_on, post.term.number) == (NOW.date(), None, 18)


def test_nobody_gets_a_password(read: Any, zhang: User) -> None:
    carry_out(read(workbook(LI)), zhang, NOW)
    li = User.objects.get(number="R070")
    assert not li.has_usable_password()
    assert not li.check_password("R070")


def test_everything_is_audited(read: Any, zhang: User, sun: User) -> None:
    job = carry_out(read(workbook(LI, SUN_MOVES)), zhang, NOW)
    told = {
        (event.action, event.target): event.detail
        for event in AuditEvent.objects.filter(actor=zhang, at=NOW)
    }
    li = User.objects.get(number="R070")
    assert told["person.added", str(li.pk)] == {"import": str(job.uuid), "line": 2}
    corrected = told["person.corrected", str(sun.pk)]
    assert corrected["changed"] == ["unit", "since"]
    assert told["roster.imported", str(job.uuid)]["counts"]["transfer"] == 1


def test_a_transfer_keeps_history_and_the_enrolment(read: Any, zhang: User, wang: User) -> None:
    before = Enrolment.objects.get(learner=wang)
    carry_out(read(workbook(("wang", "王代表", "金塘镇", "", "", ""))), zhang, NOW)
    old, new = wang.memberships.order_by("starts_on")
    assert (str(old.organisation), old.ends_on) == ("昌国街道", NOW.date() - timedelta(days=1))
    assert (str(new.organisation), new.starts_on) == ("金塘镇", NOW.date())
    assert (old.ended_by, new.began_by) == ("transfer", "transfer")
    after = Enrolment.objects.get(learner=wang)
    assert (after.unit_id, after.group_id) == (before.unit_id, before.group_id)


def test_a_transfer_on_the_day_it_was_typed_is_a_correction(
    read: Any, zhang: User, sun: User
) -> None:
    sun.memberships.update(starts_on=NOW.date())
    carry_out(read(workbook(SUN_MOVES)), zhang, NOW)
    assert str(sun.memberships.get().organisation) == "昌国街道"


def test_a_delegation_beside(read: Any, zhang: User, sun: User, dinghai: World) -> None:
    kind = Organisation.Kind.DELEGATION
    for name in ("第一代表团", "第二代表团"):
        Organisation.objects.create(congress=dinghai.congress, kind=kind, name=name)
    head = ("编号", "姓名", "代表团")
    for name in ("第一代表团", "第二代表团"):
        carry_out(read(workbook(("R066", "孙代表", name), head=head)), zhang, NOW)
    posts = sun.memberships.filter(organisation__kind=kind)
    assert [str(post.organisation) for post in posts.filter(ends_on=None)] == ["第二代表团"]
    assert str(sun.memberships.get(organisation__kind="township").organisation) == "金塘镇"


def test_a_corrected_name_number_and_address(read: Any, zhang: User, sun: User) -> None:
    head = ("编号", "姓名", "手机", "邮箱", "选区", "任职日期")
    row = ("R166", "孙代表", "13800001234", "Sun@example.cn", "金塘一选区", "2022-03-01")
    job = read(workbook(row, head=head))
    asked = job.rows.get()
    services.decide(
        job=job,
        shown=[asked.pk],
        ticked=[asked.pk],
        answers={asked.pk: ("same_person", f"is:{sun.pk}")},
    )
    job = carry_out(services.go_on(job=job, now=NOW), zhang, NOW)
    sun.refresh_from_db()
    post = sun.memberships.get()
    assert (sun.username, sun.number, sun.email) == ("R166", "R166", "Sun@example.cn")
    assert (post.constituency, str(post.starts_on)) == ("金塘一选区", "2022-03-01")


def test_into_the_class_with_verdict_and_group(
    read: Any, zhang: User, sun: User, dinghai: World
) -> None:
    head = ("编号", "姓名", "镇街", "小组")
    rows = (("R066", "孙代表", "", "政法组"), ("R070", "李新", "金塘镇", ""))
    job = carry_out(read(workbook(*rows, head=head), cohort=dinghai.cohort), zhang, NOW)
    assert job.counts["enrolled"] == 2
    place = Enrolment.objects.get(learner=sun)
    assert (str(place.unit), str(place.group), place.first_term) == ("金塘镇", "政法组", True)
    verdicts = CourseProgress.objects.filter(whole=True, enrolment__cohort=dinghai.cohort)
    assert sorted(verdicts.values_list("required", flat=True)) == [3, 3]
    assert differences(sun.pk) == []


def test_who_has_learnt_already_joins_the_next_class(
    read: Any, zhang: User, wang: User, dinghai: World
) -> None:
    first = Enrolment.objects.get(learner=wang)
    scheduled = dinghai.cohort.timetable.get(session__code="D1-1")
    record_presence(enrolment=first, scheduled=scheduled, at=scheduled.starts_at, by=zhang)
    next_class = open_cohort(
        congress=dinghai.congress,
        programme=dinghai.programme,
        plan=CohortPlan("class-2", "第二期", "", MONDAY + timedelta(days=7)),
        now=NOW,
    )
    carry_out(read(workbook(("wang", "王代表", "", "", "", "")), cohort=next_class), zhang, NOW)
    assert Enrolment.objects.filter(learner=wang).count() == 2
    assert differences(wang.pk) == []


def test_many_people_take_few_queries(read: Any, zhang: User, dinghai: World) -> None:
    rows = [(f"N{n:03d}", f"新人{n}", "金塘镇", "", "", "") for n in range(60)]
    job = read(workbook(*rows), cohort=dinghai.cohort)
    services.choose(job=job, by=zhang, now=NOW)
    with at_most(45):
        services.go_on(job=job, now=NOW)
    assert Enrolment.objects.filter(cohort=dinghai.cohort).count() == 60


def test_another_group_of_the_class(read: Any, zhang: User, wang: User, dinghai: World) -> None:
    Organisation.objects.create(
        congress=dinghai.congress, kind=Organisation.Kind.GROUP, name="财经组"
    )
    row = workbook(("wang", "王代表", "财经"), head=("编号", "姓名", "小组"))
    carry_out(read(row, cohort=dinghai.cohort), zhang, NOW)
    assert str(Enrolment.objects.get(learner=wang).group) == "财经组"


def test_only_what_is_ticked(read: Any, zhang: User, sun: User) -> None:
    job = read(workbook(LI, SUN_MOVES))
    first, second = job.rows.all()
    services.decide(job=job, shown=[first.pk, second.pk], ticked=[first.pk], answers={})
    job = carry_out(job, zhang, NOW)
    assert User.objects.filter(number="R070").exists()
    assert str(sun.memberships.get().organisation) == "金塘镇"
    assert job.counts["left"] == 1


def test_nothing_ticked_is_refused(read: Any, zhang: User) -> None:
    job = read(workbook(LI))
    services.decide(job=job, shown=[job.rows.get().pk], ticked=[], answers={})
    with pytest.raises(RosterRefused, match="至少选一行"):
        services.choose(job=job, by=zhang, now=NOW)


def test_the_same_plan_twice_does_nothing(read: Any, zhang: User) -> None:
    job = carry_out(read(workbook(LI)), zhang, NOW)
    events = AuditEvent.objects.count()
    with pytest.raises(RosterRefused):
        services.choose(job=job, by=zhang, now=NOW)
    services.go_on(job=job, now=NOW)
    # A worker whose predecessor died just after it had committed.
    RosterImport.objects.filter(pk=job.pk).update(worked_at=None)
    services.go_on(job=RosterImport.objects.get(pk=job.pk), now=NOW)
    assert (User.objects.filter(number="R070").count(), AuditEvent.objects.count()) == (1, events)


def test_the_same_file_again_changes_nothing(read: Any, zhang: User, dinghai: World) -> None:
    for _time in (1, 2):
        job = read(workbook(LI), cohort=dinghai.cohort)
        if _time == 1:
            carry_out(job, zhang, NOW)
    row = job.rows.get()
    assert (row.outcome, row.changes) == (Outcome.UNCHANGED, [])


def test_a_roster_that_changed_meanwhile_is_planned_again(
    read: Any, zhang: User, sun: User, jintang: Organisation, clock: Clock
) -> None:
    job = read(workbook(LI, ("R066", "孙代表", "", "", "", "13900009999")))
    User.objects.filter(pk=sun.pk).update(phone="13711112222")
    job = carry_out(job, zhang, NOW)
    assert (job.state, User.objects.filter(number="R070").exists()) == (State.READY, False)
    assert "第 3 行" in job.failure
    assert job.rows.get(place=2).changes == [["phone", "13711112222", "13900009999"]]
    job = carry_out(job, zhang, NOW)
    sun.refresh_from_db()
    assert (job.state, sun.phone) == (State.APPLIED, "13900009999")


def test_a_number_taken_meanwhile_is_found(read: Any, zhang: User, jintang: Organisation) -> None:
    job = read(workbook(LI))
    details = people.PersonDetails(name="别人", number="R070", unit=jintang, role="deputy")
    people.add_person(details=details, by=zhang, now=NOW)
    job = carry_out(job, zhang, NOW)
    assert (job.state, job.rows.get().question["code"]) == (State.READY, "renamed")
    assert User.objects.get(number="R070").name == "别人"


def test_a_failure_in_the_middle_leaves_nothing(
    read: Any, zhang: User, dinghai: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_also: Any) -> None:
        raise RuntimeError("the power is off")

    job = read(workbook(LI), cohort=dinghai.cohort)
    monkeypatch.setattr(applying, "begin_many", broken)
    with pytest.raises(RuntimeError):
        carry_out(job, zhang, NOW)
    assert not User.objects.filter(number="R070").exists()
    assert not Membership.objects.filter(user__number="R070").exists()
    monkeypatch.undo()
    job.refresh_from_db()
    RosterImport.objects.filter(pk=job.pk).update(worked_at=None)
    assert services.go_on(job=job, now=NOW).state == State.APPLIED


# ---- answers


def test_a_skipped_row_is_left_out(read: Any, zhang: User, sun: User) -> None:
    job = read(workbook(LI, ("R066", "钱代表", "", "", "", "")))
    asked = job.rows.get(place=2)
    services.decide(job=job, shown=[], ticked=[], answers={asked.pk: ("renamed", "skip")})
    job.refresh_from_db()
    assert job.state == State.READY  # a row that was not on the page cannot be answered
    services.decide(job=job, shown=[asked.pk], ticked=[], answers={asked.pk: ("renamed", "skip")})
    job = services.go_on(job=job, now=NOW)
    assert job.rows.get(place=2).outcome == Outcome.SKIPPED
    carry_out(job, zhang, NOW)
    sun.refresh_from_db()
    assert sun.name == "孙代表"


def test_an_answer_can_be_taken_back(read: Any, sun: User) -> None:
    job = read(workbook(("R066", "钱代表", "", "", "", "")))
    row = job.rows.get()
    outcomes = []
    for answer in ("same", "", "no such answer"):
        services.decide(job=job, shown=[row.pk], ticked=[], answers={row.pk: ("renamed", answer)})
        job = services.go_on(job=job, now=NOW)
        outcomes.append(job.rows.get().outcome)
    assert outcomes == [Outcome.CHANGED, Outcome.QUESTION, Outcome.QUESTION]


def test_a_disabled_account_is_opened_again(read: Any, zhang: User, sun: User) -> None:
    User.objects.filter(pk=sun.pk).update(is_active=False)
    job = read(workbook(("R066", "孙代表", "", "", "", "")))
    row = job.rows.get()
    services.decide(job=job, shown=[row.pk], ticked=[], answers={row.pk: ("disabled", "revive")})
    carry_out(services.go_on(job=job, now=NOW), zhang, NOW)
    sun.refresh_from_db()
    assert sun.is_active


# ---- what is kept


def test_the_file_is_not_kept(read: Any) -> None:
    job = read(workbook(LI))
    assert not RosterFile.objects.filter(job=job).exists()


def test_numbers_of_identity_cards_are_not_kept(read: Any) -> None:
    row = ("R070", "李新", "金塘镇", "330902197001011234")
    job = read(workbook(row, head=("编号", "姓名", "镇街", "身份证号")))
    assert "330902197001011234" not in str(job.rows.values())
    assert any("身份证号" in told for told in job.said)


def test_plans_that_nobody_used_are_thrown_away(read: Any, zhang: User, clock: Clock) -> None:
    unused, done = read(workbook(LI)), carry_out(read(workbook(LI)), zhang, NOW)
    clock.now = NOW + timedelta(days=8)
    services.throw_away(congress=unused.congress, now=clock.now)
    assert list(RosterImport.objects.all()) == [done]
