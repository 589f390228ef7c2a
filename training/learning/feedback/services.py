"""Giving a form, taking what was filled in, and adding it to the results in batches.

What must never be possible is to put a person and an answer together: ADR 0033 says how each of
these steps keeps to that, tests/training/learning/feedback/test_anonymous.py holds them to it.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from training.learning.feedback import tickets
from training.learning.feedback.errors import FeedbackRefused
from training.learning.feedback.models import (
    AnswerBox,
    FeedbackAnswer,
    FeedbackForm,
    FormGiven,
    SpentTicket,
)
from training.learning.feedback.questions import answers_from, unpacked

BATCH = 5
"""Answers are added to the results so many at a time at least, and as many stay behind until the
form closes: so the last batch is no smaller either."""
MORNING = time(5)
GRACE = timedelta(hours=1)
"""A form that was on the phone when it closed is still taken."""


def give(*, form: FeedbackForm, learner_id: UUID) -> None:
    """Note that this person opened this form; twice changes nothing. No time is kept."""
    FormGiven.objects.get_or_create(learner_id=learner_id, form=form)


def hand_in(*, ticket: str, posted: Mapping[str, Any], now: datetime) -> FeedbackForm:
    """Put a filled form into the box, once for each ticket: sent again, it changes nothing. Knows
    nobody. Raises FeedbackRefused for no ticket, a closed form, or one that is empty."""
    form_id, mark = tickets.read(ticket)
    with transaction.atomic():
        # The box first: whoever sends twice at once waits here, and finds the ticket used.
        box = AnswerBox.objects.select_for_update().filter(form=form_id).first()
        form = FeedbackForm.objects.select_related("cohort").filter(pk=form_id).first()
        if form is None:
            raise FeedbackRefused("gone", _("这张表已经没有了。"))
        if SpentTicket.objects.filter(pk=mark).exists():
            return form
        if box is None or form.closed or form.cohort.clock(now) > form.closes_at + GRACE:
            raise FeedbackRefused("closed", _("这张表已经截止，谢谢您。"))
        answers = answers_from(unpacked(form.questions), posted)
        if not answers:
            raise FeedbackRefused("empty", _("还什么都没有填。请至少选一项或者写一句，再交。"))
        SpentTicket.objects.create(pk=mark, form=form)
        box.answers.append(answers)
        _shuffle(box.answers)
        box.save(update_fields=["answers"])
    return form


def _shuffle(answers: list[Any]) -> None:
    secrets.SystemRandom().shuffle(answers)


def release(*, form: FeedbackForm, now: datetime, final: bool = False) -> int:
    """Add what waits in the box to the results: all of it when the form closes, else all but five,
    and only where that makes five at least. Returns how many."""
    with transaction.atomic():
        box = AnswerBox.objects.select_for_update().filter(form=form).first()
        if box is None:
            return 0
        _shuffle(box.answers)
        keep = 0 if final else BATCH
        out = box.answers[keep:]
        if not final and len(out) < BATCH:
            out = []
        FeedbackAnswer.objects.bulk_create(
            [FeedbackAnswer(form=form, answers=answers) for answers in out]
        )
        form.released_on = timezone.localdate(form.cohort.clock(now))
        if final:
            form.closed = True
            SpentTicket.objects.filter(form=form).delete()
            box.delete()
        else:
            box.answers = box.answers[:keep] if out else box.answers
            box.save(update_fields=["answers"])
        form.save(update_fields=["released_on", "closed"])
    return len(out)


def _to_look_at(now: datetime) -> "QuerySet[FeedbackForm]":
    """Open forms that may have something to add or may be over; where a class's clock stands still,
    all of them."""
    local = timezone.localtime(now)
    today = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
    due = Q(closes_at__lt=now - GRACE) | Q(seen_on__lt=today)
    odd = Q(cohort__clock_held_at__isnull=False) | Q(cohort__cancelled_at__isnull=False)
    found = FeedbackForm.objects.filter(closed=False)
    return found.annotate(seen_on=Coalesce("released_on", "date")).filter(due | odd)


def release_due(*, now: datetime) -> int:
    """Close what is over, and once each morning add what came in the day before. One query as
    long as no form is open. Returns how many answers were added."""
    count = 0
    for form in _to_look_at(now).select_related("cohort"):
        clock = timezone.localtime(form.cohort.clock(now))
        if clock > form.closes_at + GRACE or form.cohort.cancelled_at:
            count += release(form=form, now=now, final=True)
        elif clock.time() >= MORNING and clock.date() > (form.released_on or form.date):
            count += release(form=form, now=now)
    return count
