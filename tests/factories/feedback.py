"""A class that is asked what it thinks."""

import itertools
from datetime import datetime
from typing import Any
from uuid import uuid4

from tests.factories.world import World, moment
from training.learning.feedback import services, tickets
from training.learning.feedback.models import FeedbackForm
from training.learning.feedback.opening import open_forms

EVENING = moment(1, 21)
_numbers = itertools.count(1)


def form_of_day_one(world: World, now: datetime = EVENING) -> FeedbackForm:
    """The form of the first day, opened in its evening."""
    found = FeedbackForm.objects.filter(cohort=world.cohort, occasion="day", day=1).first()
    if found is None:
        open_forms(cohort=world.cohort, now=now)
        found = FeedbackForm.objects.get(cohort=world.cohort, occasion="day", day=1)
    found.cohort = world.cohort
    return found


def filled(form: FeedbackForm, now: datetime = EVENING, **answers: Any) -> None:
    """One more filled form, by somebody."""
    answers = answers or {"content": 5, "better": f"第 {next(_numbers)} 条"}
    services.hand_in(ticket=tickets.ticket(form, uuid4()), posted=answers, now=now)


def counted(form: FeedbackForm, n: int, **answers: Any) -> None:
    """So many filled forms, in the results: the form closes with it."""
    for _ in range(n):
        filled(form, **answers)
    services.release(form=form, now=EVENING, final=True)
