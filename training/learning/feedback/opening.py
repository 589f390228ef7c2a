"""Opening the forms of a class: one after each day's last session, one after the very last."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, Max, OuterRef, Q, Subquery, Value
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
    for cohort in _waiting(now):
        if monotonic() > until:
            break
        with transaction.atomic():
            opened = open_forms(cohort=cohort, now=now)
            for form in opened:
                tell_of(form, now=now)
        count += len(opened)
    return count


def _waiting(now: datetime) -> list[Cohort]:
    """Running classes of a congress that asks, of which a day is over that has no form, or all of
    it, and not for so long that the form would be closed again; the newest first. One query."""
    today, at = timezone.localdate(now), Value(now, DateTimeField())
    running = Cohort.objects.filter(cancelled_at=None, closed_at=None, starts_on__lte=today)
    running = running.filter(ends_on__gte=today - LOOKS_BACK)
    rules = FeedbackRules.objects.filter(congress=OuterRef("congress"))

    held = ScheduledSession.objects.filter(cancelled_at=None)
    over = held.filter(
        cohort=OuterRef("pk"), ends_at__lte=Coalesce(OuterRef("clock_held_at"), at)
    ).order_by("-ends_at")
    clock = Coalesce(OuterRef(OuterRef("clock_held_at")), at)
    ahead = held.filter(cohort=OuterRef("cohort"), ends_at__gt=clock)
    forms = FeedbackForm.objects.filter(cohort=OuterRef("cohort"))
    day = {"session__day": OuterRef("session__day")}
    of_day = forms.filter(occasion=Occasion.DAY, day=OuterRef("session__day"))
    days = over.filter(~Exists(ahead.filter(**day)), ~Exists(of_day))
    ends = over.filter(~Exists(ahead), ~Exists(forms.filter(occasion=Occasion.END)))

    found = running.filter(~Exists(rules.filter(asks=False))).annotate(
        day_over=Subquery(days.values("ends_at")[:1]),
        all_over=Subquery(ends.values("ends_at")[:1]),
        day_open=Coalesce(Subquery(rules.values("day_stays_open")), _default("day_stays_open")),
        end_open=Coalesce(Subquery(rules.values("end_stays_open")), _default("end_stays_open")),
    )
    some = Q(day_over__isnull=False) | Q(all_over__isnull=False)
    return [one for one in found.filter(some).order_by("-starts_on", "pk") if _in_time(one, now)]


def _default(name: str) -> Value:
    return Value(getattr(FeedbackRules(), name))


def _in_time(cohort: Any, now: datetime) -> bool:
    """Whether a form that was not opened could still be filled in."""
    clock = cohort.clock(now)
    told = ((cohort.day_over, cohort.day_open), (cohort.all_over, cohort.end_open))
    return any(over and clock < over + timedelta(days=days) for over, days in told)


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
