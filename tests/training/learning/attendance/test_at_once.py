"""Two staff write down the same person in the same moment, and her phone does, too."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.at_once import at_once
from tests.factories.people import appear
from tests.factories.presence import AFTER, ON_TIME, scans, taught
from tests.factories.world import world
from training.cohorts.models import Enrolment
from training.learning.attendance import claims, services
from training.learning.attendance.claims import Wish
from training.learning.attendance.models import Attendance, AttendanceVoided, PresenceClaim
from training.learning.attendance.services import Marking
from training.learning.hours import keeping
from training.learning.hours.selectors import total_of
from training.learning.models import Statement
from training.notices.models import Notice

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_one_record_and_everybody_is_told_of_it() -> None:
    there = world()
    wang, zhang, li = (appear(there, who) for who in ("wang", "zhang", "li"))
    enrolment = Enrolment.objects.get(learner=wang)

    def marks(by: Any) -> Callable[[], bool]:
        def act() -> bool:
            done = services.mark(
                scheduled=taught(there),
                enrolments=[enrolment],
                marking=Marking(),
                by=by,
                now=ON_TIME,
            )
            return bool(done.entered)

        return act

    told = at_once(
        marks(zhang), marks(li), lambda: scans(wang, taught(there), ON_TIME).is_new, marks(zhang)
    )
    assert sorted(told) == [False, False, False, True]
    assert Attendance.objects.count() == Statement.objects.count() == 1
    assert total_of(wang.pk) == 1
    assert keeping.differences(wang.pk) == []


def test_taken_back_twice_at_once_it_is_taken_back_once() -> None:
    there = world()
    wang, zhang = appear(there, "wang"), appear(there, "zhang")
    made = scans(wang, taught(there), ON_TIME).attendance

    def back() -> bool:
        return services.take_back(attendance=made, reason="签错了人", by=zhang, now=AFTER)

    assert sorted(at_once(back, back, back)) == [False, False, True]
    assert AttendanceVoided.objects.count() == 1
    assert total_of(wang.pk) == 0


def test_a_claim_confirmed_by_two_is_confirmed_once() -> None:
    there = world()
    wang, zhang = appear(there, "wang"), appear(there, "zhang")
    lecture = taught(there)
    wish = Wish(lecture.session.uuid, scheduled_id=lecture.pk)
    sent = at_once(*[lambda: claims.claim(learner=wang, wish=wish, now=AFTER)] * 3)
    assert len({one.claim.pk for one in sent}) == 1
    waiting = PresenceClaim.objects.get()

    def confirm() -> int:
        return claims.answer(
            claims=[waiting.pk],
            scheduled=lecture,
            answer=claims.Answer(True),
            by=zhang,
            now=AFTER,
        )

    assert sum(at_once(confirm, confirm, confirm)) == 1
    assert Attendance.objects.count() == Notice.objects.count() == 1
