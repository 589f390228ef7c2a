"""start_real: the sample people are gone with all they left, the content stays, one administrator is in."""

import pytest
from django.contrib.auth.models import Group

from courses.models import ItemStatistics, Question, QuizStatistics
from tests.factories.certified import certified
from tests.factories.feedback import filled, form_of_day_one
from tests.factories.live import opened, say
from tests.factories.world import World, moment
from training.cohorts import changes, timetabling
from training.cohorts.models import Cohort, Enrolment, TimetableChange
from training.learning.attempts import services
from training.learning.attempts.analysis.services import analyse
from training.learning.attempts.models import Attempt
from training.learning.certificates import services as certificates
from training.learning.models import (
    Certificate,
    CertificateCode,
    FeedbackForm,
    LiveRound,
    Statement,
)
from training.packs.departure import DepartureRefused, start_real
from training.people.models import AuditEvent, Membership, Organisation, User
from training.people.services import use_slip

NOW = moment(3, 12)


def samples(*people: User) -> None:
    User.objects.filter(pk__in=[person.pk for person in people]).update(is_sample=True)


def office(world: World) -> Organisation:
    return world.congress.organisations.get(kind=Organisation.Kind.OFFICE)


def test_sample_people_go_and_everything_of_theirs(
    dinghai: World, wang: User, li: User, admin: User
) -> None:
    attempt = services.start(quiz=dinghai.quiz, learner_id=wang.pk, enrolment=None, now=NOW)
    services.mark_now_or_later(attempt=services.hand_in(attempt=attempt, now=NOW), now=NOW)
    dinghai.lesson.save_revision(user=li)
    samples(wang, li, admin)
    heir, code = start_real(name="周管理", number="admin01", unit=office(dinghai), now=NOW)
    assert list(User.objects.values_list("name", flat=True)) == ["周管理"]
    assert not Statement.objects.exists()
    assert not Attempt.objects.exists()
    assert Question.objects.count() == len(dinghai.questions)
    assert use_slip(number="admin01", code=code, password="Heren-2026-ok", now=NOW) == heir
    assert heir.is_superuser


def test_real_people_and_the_audit_stay(
    dinghai: World, wang: User, zhang: User, admin: User
) -> None:
    samples(admin)
    before = AuditEvent.objects.count()
    start_real(name="周管理", number="admin01", unit=office(dinghai), now=NOW)
    assert set(User.objects.values_list("username", flat=True)) == {"wang", "zhang", "admin01"}
    assert Membership.objects.filter(user=wang).exists()
    assert AuditEvent.objects.count() >= before
    assert Group.objects.filter(user__username="admin01").exists()


def test_figures_in_which_sample_people_count_go_too(
    dinghai: World, wang: User, admin: User
) -> None:
    enrolment = Enrolment.objects.get(learner=wang)
    attempt = services.start(quiz=dinghai.quiz, learner_id=wang.pk, enrolment=enrolment, now=NOW)
    services.mark_now_or_later(attempt=services.hand_in(attempt=attempt, now=NOW), now=NOW)
    analyse(quiz=dinghai.quiz, now=NOW)
    assert ItemStatistics.objects.exists()
    samples(wang, admin)
    start_real(name="周管理", number="admin01", unit=office(dinghai), now=NOW)
    assert not ItemStatistics.objects.exists()
    assert not QuizStatistics.objects.exists()


def test_without_sample_people_nothing_happens(dinghai: World, wang: User) -> None:
    with pytest.raises(DepartureRefused):
        start_real(name="周管理", number="admin01", unit=office(dinghai), now=NOW)
    assert User.objects.count() == 1


def test_the_sample_class_goes_with_its_timetable_and_all_that_happened_in_its_room(
    dinghai: World, wang: User, wangs_enrolment: Enrolment, zhang: User, admin: User
) -> None:
    entry = timetabling.table_of(dinghai.cohort)[-1]
    steps = changes.moved(entry, starts_at=moment(2, 15))
    proposal = timetabling.Proposal(timetabling.Kind.MOVED, steps, dinghai.cohort.timetable_version)
    timetabling.change(cohort=dinghai.cohort, proposal=proposal, by=zhang, now=moment(1, 7))
    say(opened(dinghai), wang, "1")
    filled(form_of_day_one(dinghai))
    Cohort.objects.filter(pk=dinghai.cohort.pk).update(clock_held_at=moment(3, 12))
    samples(wang, zhang, admin)
    start_real(name="周管理", number="admin01", unit=office(dinghai), now=NOW)
    assert not Cohort.objects.exists()
    assert not TimetableChange.objects.exists()
    assert not LiveRound.objects.exists()
    assert not FeedbackForm.objects.exists()


def test_certificates_of_sample_people_go_with_them(
    dinghai: World, wangs_enrolment: Enrolment, zhang: User, admin: User
) -> None:
    made = certified(dinghai, wangs_enrolment, zhang)
    certificates.reissue(certificate=made, reason="改名", by=zhang, now=NOW)
    samples(zhang, admin, made.learner)
    start_real(name="周管理", number="admin01", unit=office(dinghai), now=NOW)
    assert not Certificate.objects.exists()
    assert not CertificateCode.objects.exists()
