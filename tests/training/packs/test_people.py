"""The sample people, their passwords, their class and what they have done in it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cms.models import CaseStudyPage
from courses.models import LessonPage
from tests.training.packs.conftest import REAL, Folder
from training.cohorts.models import Cohort, Enrolment
from training.learning import evidence
from training.learning.attempts.models import Attempt
from training.learning.progress import keeping
from training.learning.progress.models import CourseProgress
from training.learning.submissions.models import Assessment, Draft
from training.packs.departure import start_real
from training.packs.loading.people import demo_password_file
from training.people.models import Membership, User

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Shanghai")


def test_people_come_from_the_roster(peopled: Folder):
    daibiao = User.objects.get(username="daibiao")
    assert (daibiao.number, daibiao.name, daibiao.is_sample) == ("R001", "学员01", True)
    held = daibiao.memberships.get()
    assert (held.organisation.name, held.role) == ("昌国街道", Membership.Role.DEPUTY)
    assert (held.starts_on, held.first_term, held.term.number) == (date(2022, 2, 14), True, 18)
    director = User.objects.get(username="zhuren").memberships.get()
    assert director.role == Membership.Role.DIRECTOR
    assert User.objects.get(username="guanli").is_superuser
    assert User.objects.get(username="jiangshi").groups.filter(name="讲师").exists()


def test_the_class_keeps_the_week_of_the_first_load(peopled: Folder):
    cohort = Cohort.objects.get()
    assert cohort.starts_on == date(2026, 11, 16)
    assert cohort.clock_held_at == datetime(2026, 11, 18, 12, 0, tzinfo=HERE)
    assert Enrolment.objects.filter(cohort=cohort).count() == 7
    enrolled = Enrolment.objects.first()
    assert enrolled is not None
    assert enrolled.enrolled_at == datetime(2026, 11, 15, 12, 0, tzinfo=HERE)


def test_passwords_come_from_the_environment(db: None, folder: Folder, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "first-password")
    folder.load()
    assert User.objects.get(username="daibiao").check_password("first-password")
    assert not User.objects.get(username="R002").has_usable_password()
    assert demo_password_file().stat().st_mode & 0o777 == 0o600


def test_a_new_password_reaches_only_accounts_that_still_have_the_old_one(
    peopled: Folder, monkeypatch
):
    hers = User.objects.get(username="daibiao")
    hers.set_password("her-own-choice")
    hers.save()
    monkeypatch.setenv("DEMO_PASSWORD", "second-password")
    peopled.load()
    assert User.objects.get(username="daibiao").check_password("her-own-choice")
    assert User.objects.get(username="zhuren").check_password("second-password")


def test_without_sample_accounts_there_are_no_people(db: None, folder: Folder, settings):
    settings.SAMPLE_ACCOUNTS = False
    folder.load()
    assert not User.objects.exists()
    assert not Cohort.objects.exists()


def test_a_removed_person_does_not_come_back(peopled: Folder):
    gone = User.objects.get(username="guanli")
    gone.memberships.all().delete()
    gone.delete()
    peopled.load()
    assert not User.objects.filter(username="guanli").exists()


def test_seeding_goes_on_where_it_stopped(peopled: Folder):
    from cms.core.models import LoadedItem

    statements = len(list(evidence.learners_with_evidence()))
    LoadedItem.objects.filter(key="seed:sample").delete()
    peopled.load()
    assert len(list(evidence.learners_with_evidence())) == statements


def test_the_real_pack_and_its_class(db: None):
    """Everything there is to know about the real pack in one load, since it takes a while."""
    folder = Folder(REAL)
    report = folder.load()
    assert not report.left
    cohort = Cohort.objects.get()
    assert cohort.enrolments.count() == 65
    assert cohort.timetable.count() == 26
    programme = cohort.programme.requirements.get()
    assert len(programme.items) == 26

    fresh = User.objects.get(username="daibiao")
    active = set(evidence.learners_with_evidence())
    assert fresh.pk not in active
    assert len(active) == 60
    held = cohort.clock_held_at
    assert held is not None
    assert not Attempt.objects.exclude(finished_at__lt=held).exists()
    done = CourseProgress.objects.filter(whole=True).values_list("done", flat=True)
    assert max(done) == 14  # nine are here for the afternoon already
    assert min(done) < 8
    assert not [line for learner in active for line in keeping.differences(learner)]

    # Of the six drafts three are marked, as the rubric's samples are.
    drafts = Draft.objects.order_by("handed_in_at")
    assert [draft.state for draft in drafts].count(Draft.State.HANDED_IN) == 2
    totals = Assessment.objects.order_by("total").values_list("total", flat=True)
    assert [float(total) for total in totals] == [21.25, 61.25, 97.5]
    assert not drafts.filter(learner=fresh).exists()

    # What the loader wrote is what an author could have typed: no form refuses it.
    for page in [*LessonPage.objects.all(), *CaseStudyPage.objects.all()]:
        page.body.stream_block.clean(page.body)

    again = folder.load()
    assert not again.created
    assert not again.updated

    # From trial to real use: people and class go, what they learned with stays.
    unit = cohort.congress.organisations.get(kind="office")
    heir, _code = start_real(name="周管理", number="admin01", unit=unit, now=timezone.now())
    assert list(User.objects.all()) == [heir]
    assert not Cohort.objects.exists()
    assert LessonPage.objects.exists()
