"""Opening the forms of a class: one after each day's last session, one after the very last."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import DateTimeField, Exists, Max, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.learning.feedback.asking import questions_of, rules_of
from training.learning.feedback.models import AnswerBox, FeedbackForm, FeedbackRules, Occasion
from training.learning.feedback.questions import packed
from training.notices.services import tell

LOOKS_BACK = timedelta(days=60)
"""A class that was over longer ago opens no form any more, whatever the office's rules."""

SECONDS_PER_RUN = 20
CLASSES_AT_ONCE = 500


@dataclass(frozen=True)
class Due:
    """A form that the timetable asks for."""

    occasion: str
    day: int
    opens_at: datetime
    closes_at: datetime


def _due(cohort: Cohort, rules: FeedbackRules) -> Iterator[Due]:
    """By the timetable as it is now, cancelled sessions left out. One query."""
    held = cohort.timetable.filter(cancelled_at=None).values("session__day")
    ends = list(held.annotate(at=Max("ends_at")).order_by("session__day"))
    for row in ends:
        closes = row["at"] + timedelta(days=rules.day_stays_open)
        yield Due(Occasion.DAY, row["session__day"], row["at"], closes)
    if ends:
        last = max(row["at"] for row in ends)
        yield Due(Occasion.END, 0, last, last + timedelta(days=rules.end_stays_open))


def open_forms(*, cohort: Cohort, now: datetime, sample: bool = False) -> list[FeedbackForm]:
    """Open what is due in a class and was not opened yet. A form whose time has passed meanwhile
    (the worker was away) is not opened late. Four queries while nothing is to be opened."""
    rules = rules_of(cohort.congress_id)
    if not rules.asks:
        return []
    clock, opened = cohort.clock(now), []
    known = set(FeedbackForm.objects.filter(cohort=cohort).values_list("occasion", "day"))
    for due in _due(cohort, rules):
        if (due.occasion, due.day) in known or not due.opens_at <= clock < due.closes_at:
            continue
        opened.append(_open(cohort, due, sample))
    return opened


def _open(cohort: Cohort, due: Due, sample: bool) -> FeedbackForm:
    with transaction.atomic():
        form, made = FeedbackForm.objects.get_or_create(
            cohort=cohort,
            occasion=due.occasion,
            day=due.day,
            defaults={
                "date": timezone.localdate(due.opens_at),
                "opens_at": due.opens_at,
                "closes_at": due.closes_at,
                "questions": packed(questions_of(cohort.congress_id, due.occasion)),
                "sample": sample,
            },
        )
        if made:
            AnswerBox.objects.create(form=form)
    return form


def open_due(*, now: datetime) -> int:
    """Open the forms of every class whose hour has come, and tell the class, once; what is not done
    within some seconds waits for the next round. Returns how many were opened. One query, and some
    for each class that waits."""
    count, until = 0, monotonic() + SECONDS_PER_RUN
    for cohort in list(_waiting(now)[:CLASSES_AT_ONCE]):
        if monotonic() > until:
            break
        with transaction.atomic():
            opened = open_forms(cohort=cohort, now=now)
            for form in opened:
                tell_of(form, now=now)
        count += len(opened)
    return count


def _waiting(now: datetime) -> "QuerySet[Cohort]":
    """Running classes of a congress that asks, of which a day is over that has no form, or all of
    it; the newest first."""
    today, at = timezone.localdate(now), Value(now, DateTimeField())
    form, held = FeedbackForm.objects, ScheduledSession.objects.filter(cancelled_at=None)
    silent = FeedbackRules.objects.filter(congress=OuterRef("congress"), asks=False)
    running = Cohort.objects.filter(cancelled_at=None, closed_at=None, starts_on__lte=today)
    running = running.filter(~Exists(silent), ends_on__gte=today - LOOKS_BACK)

    clock = Coalesce(OuterRef("clock_held_at"), at)
    over = held.filter(cohort=OuterRef("pk"), ends_at__lte=clock)
    ahead = held.filter(cohort=OuterRef("pk"), ends_at__gt=clock)
    ended = Exists(over) & ~Exists(ahead)
    no_form = ~Exists(form.filter(cohort=OuterRef("pk"), occasion=Occasion.END))

    that_day = {"cohort": OuterRef("cohort"), "session__day": OuterRef("session__day")}
    later = held.filter(**that_day, ends_at__gt=Coalesce(OuterRef(OuterRef("clock_held_at")), at))
    day_form = form.filter(
        cohort=OuterRef("cohort"), occasion=Occasion.DAY, day=OuterRef("session__day")
    )
    day = Exists(over.filter(~Exists(later), ~Exists(day_form)))
    return running.filter(day | (ended & no_form)).order_by("-starts_on", "pk")


def tell_of(form: FeedbackForm, *, now: datetime) -> int:
    """One notice a person: who has a place in the class. Returns how many were told."""
    members = Enrolment.objects.filter(cohort=form.cohort, status=Enrolment.Status.ACTIVE)
    return tell(
        people=list(members.values_list("learner_id", flat=True)),
        kind="feedback_open",
        key=f"form:{form.uuid}",
        about={
            "cohort": form.cohort.name,
            "cohort_en": form.cohort.name_en or form.cohort.name,
            **_in_both("what", lambda: title_of(form)),
            **_in_both("until", lambda: _until(form)),
        },
        link=reverse("feedback:form", args=[form.uuid]),
        now=now,
    )


def title_of(form: FeedbackForm) -> str:
    """After what it is filled in, in words."""
    if form.occasion == Occasion.END:
        return _("结业")
    return _("第 %(day)d 天") % {"day": form.day}


def _until(form: FeedbackForm) -> str:
    closes = timezone.localtime(form.closes_at)
    return f"{date_format(closes, _('n月j日'))} {closes:%H:%M}"


def _in_both(key: str, words: Callable[[], str]) -> dict[str, str]:
    with override("zh-hans"):
        told = {key: words()}
    with override("en"):
        return told | {f"{key}_en": words()}
