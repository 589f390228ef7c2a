"""Asked for twice in the same moment, and by two officers for two people."""

import pytest

from tests.at_once import at_once
from tests.factories.certified import certified, finish
from tests.factories.people import appear
from tests.factories.world import moment, world
from training.learning.certificates import services
from training.learning.certificates.errors import CertificateRefused
from training.learning.models import Certificate, CertificateCode

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = moment(3, 9)


def test_a_certificate_asked_for_twice_is_one() -> None:
    here = world()
    wang, zhang = appear(here, "wang"), appear(here, "zhang")
    place = finish(here, here.enrol(wang))
    made = at_once(*[lambda: services.issue(enrolment=place, by=zhang, now=NOW)] * 4)
    assert len({one.pk for one in made}) == 1
    assert Certificate.objects.count() == 1


def test_numbers_given_out_at_once_differ_and_leave_no_gap() -> None:
    here = world()
    zhang = appear(here, "zhang")
    places = [finish(here, here.enrol(appear(here, who))) for who in ("wang", "chen")]
    at_once(
        *(
            lambda place=place: services.issue(enrolment=place, by=zhang, now=NOW)
            for place in places
        )
    )
    numbers = sorted(CertificateCode.objects.values_list("number", flat=True))
    assert numbers == ["2026第一期第001号", "2026第一期第002号"]


def test_revoked_and_replaced_at_once_is_one_of_both() -> None:
    here = world()
    wang, zhang = appear(here, "wang"), appear(here, "zhang")
    made = certified(here, here.enrol(wang), zhang)
    told = at_once(
        lambda: services.revoke(certificate=made, reason="代考", by=zhang, now=NOW),
        lambda: services.reissue(certificate=made, reason="改名", by=zhang, now=NOW),
    )
    assert sum(isinstance(one, CertificateRefused) for one in told) == 1
    made.refresh_from_db()
    valid = Certificate.objects.filter(status="valid").count()
    assert (made.status, valid) in {("revoked", 0), ("replaced", 1)}
