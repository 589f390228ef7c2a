"""Which forms call a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, UUIDField

from cms.core.prepared import prepared
from training.cohorts.models import Enrolment
from training.learning.feedback.models import FeedbackForm, FormGiven, SpentTicket
from training.learning.feedback.opening import title_of
from training.learning.feedback.tickets import mark_of


@dataclass(frozen=True)
class Mine:
    """A form of one's class: whether one has opened it, and whether one's ticket was used."""

    form: FeedbackForm
    opened: bool
    filled: bool

    @property
    def title(self) -> str:
        """After what it is filled in."""
        return title_of(self.form)


def forms_of(learner_id: Any) -> QuerySet[FeedbackForm]:
    """The forms of the classes in which she has a place, open ones and others; not evaluated."""
    classes = Enrolment.objects.filter(learner_id=learner_id, status=Enrolment.Status.ACTIVE)
    return FeedbackForm.objects.filter(
        cohort__in=classes.values("cohort"), cohort__cancelled_at=None
    ).select_related("cohort")


def is_open(form: FeedbackForm, now: datetime) -> bool:
    """Whether it may be filled in now, by the clock of its class."""
    return not form.closed and form.opens_at <= form.cohort.clock(now) <= form.closes_at


def open_to(learner_id: UUID, now: datetime) -> list[Mine]:
    """The forms she may fill in now, the oldest first. One query while none is open, two else."""
    found = [form for form in _unclosed.all(learner=learner_id) if is_open(form, now)]
    if not found:
        return []
    marks = {form.pk: mark_of(form.pk, learner_id) for form in found}
    spent = set(SpentTicket.objects.filter(pk__in=marks.values()).values_list("pk", flat=True))
    return [Mine(form, opened=bool(form.opened), filled=marks[form.pk] in spent) for form in found]


@prepared(learner=UUIDField())
def _unclosed(learner: Any) -> "QuerySet[Any]":
    given = FormGiven.objects.filter(learner_id=learner, form=OuterRef("pk"))
    forms = forms_of(learner).filter(closed=False).annotate(opened=Exists(given))
    return forms.order_by("opens_at", "day")


def waiting_for(learner_id: UUID, now: datetime) -> list[Mine]:
    """For the home page: the open forms she has not handed in. Queries as `open_to`."""
    return [mine for mine in open_to(learner_id, now) if not mine.filled]
