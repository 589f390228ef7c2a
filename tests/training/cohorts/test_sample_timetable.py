"""What the sample class is given of rooms, trainers and seats."""

from tests.factories.world import World, moment
from training.cohorts.models import Enrolment, TimetableChange
from training.notices.models import Notice
from training.packs.seeding_timetable import seed_timetable
from training.people.models import User


def test_rooms_trainers_and_seats_are_given_once(
    dinghai: World, wang: User, chen: User, zhang: User, li: User
) -> None:
    cohort = dinghai.cohort
    assert seed_timetable(cohort=cohort, by=zhang, trainer=li) == 0  # a real class is left alone
    cohort.clock_held_at = moment(2, 12)
    cohort.save()
    assert seed_timetable(cohort=cohort, by=zhang, trainer=li) == 4
    cohort.refresh_from_db()
    assert not cohort.timetable.filter(place="").exists()
    taught = cohort.timetable.filter(trainers=li).values_list("session__code", flat=True)
    assert list(taught) == ["D1-1"]  # tests and ceremonies have nobody who teaches
    assert set(Enrolment.objects.values_list("seat", flat=True)) == {"1-1", "1-2"}
    assert not Notice.objects.filter(learner=wang).exists()
    assert seed_timetable(cohort=cohort, by=zhang, trainer=li) == 0
    assert TimetableChange.objects.count() == 1
