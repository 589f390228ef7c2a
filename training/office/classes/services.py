"""What the desk does with the members of a class; the writing itself is done by cohorts and
progress."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from training.cohorts import members, telling
from training.cohorts.models import Cohort, Enrolment
from training.learning.progress.keeping import begin
from training.office.access import Desk
from training.office.services import Placement, place
from training.people.models import Membership, Organisation


@transaction.atomic
def take_in(
    *, desk: Desk, cohort: Cohort, people: Sequence[Membership], group: Organisation | None
) -> int:
    """Take people into a class with their present units and tell them so; who is in it already is
    left as she is, who left it is in it again. Returns how many are new in it."""
    learners = {one.user_id: one for one in people}
    known = Enrolment.objects.filter(cohort=cohort, learner__in=learners)
    former = {one.learner_id: one for one in known.select_related("cohort")}
    came: list[UUID] = []
    # Always in the same order: two that take in the same people wait for each other, not forever.
    for learner_id, membership in sorted(learners.items()):
        enrolment = former.get(learner_id)
        if enrolment is None:
            place(desk=desk, membership=membership, placement=Placement(cohort, group))
        elif enrolment.status == Enrolment.Status.WITHDRAWN:
            return_to_class(desk=desk, enrolment=enrolment)
        else:
            continue
        came.append(learner_id)
    telling.of_opening(cohort, people=came, now=desk.now, by=desk.officer)
    return len(came)


@transaction.atomic
def return_to_class(*, desk: Desk, enrolment: Enrolment) -> Enrolment:
    """Take a person in again who left the class: her verdict is that of everything she did. Raises
    ClassRefused for a class that no longer changes."""
    back = members.take_back_in(enrolment=enrolment, by=desk.officer, now=desk.now)
    begin(back, now=desk.now)
    return back
