"""What two of the desk do in the same moment: merge one record twice, put each other out."""

import pytest

from tests.at_once import at_once, coded
from tests.factories import world as making
from tests.factories.people import appear
from tests.factories.world import moment, world
from training.cohorts.models import Enrolment
from training.office import merging
from training.office.access import Desk
from training.people import staff
from training.people.models import AuditEvent, Membership, Organisation, User

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = moment(2, 8)


def test_a_record_is_merged_once_whichever_way_round() -> None:
    there = world()
    zhang, wang = appear(there, "zhang"), appear(there, "wang")
    double = making.person("R090", "王代表", there.unit, Membership.Role.DEPUTY)
    there.enrol(double)
    desk = Desk(there.congress, zhang, NOW)
    told = at_once(
        lambda: merging.merge(desk, kept=wang, doubled=double),
        lambda: merging.merge(desk, kept=double, doubled=wang),
    )
    assert sorted(map(str, coded(told))) == ["0", "merged"]
    assert User.objects.filter(is_active=True, pk__in=[wang.pk, double.pk]).count() == 1
    assert Enrolment.objects.filter(status="active").count() == 1
    assert AuditEvent.objects.filter(action="person.merged").count() == 1


def test_two_administrators_do_not_put_each_other_out() -> None:
    there = world()
    one = appear(there, "admin")
    office = there.congress.organisations.get(kind=Organisation.Kind.OFFICE)
    other = making.person("admin2", "二管理员", office, Membership.Role.ADMINISTRATOR)

    def put_out(user: User, by: User) -> None:
        staff.disable_staff(user=user, congress=there.congress, by=by, now=NOW)

    told = at_once(lambda: put_out(one, other), lambda: put_out(other, one))
    assert coded(told).count("last_administrator") == 1
    assert User.objects.filter(is_active=True, pk__in=[one.pk, other.pk]).count() == 1
