"""Opening the forms of a class: one after each day's last session, one after the very last."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Max, QuerySet
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


Ends = Sequence[tuple[int, datetime]]
"""By day of a class when the last session of the day is over."""


Known = Collection[tuple[str, int]]
"""The forms a class has, by occasion and day."""


def _missing(ends: Ends, rules: FeedbackRules, clock: datetime, known: Known) -> list[Due]:
    """What should be open by now, and was not opened."""
    return [
        due
        for due in (_dues(ends, rules) if rules.asks else ())
        if due.opens_at <= clock < due.closes_at and (due.occasion, due.day) not in known
    ]


def _dues(ends: Ends, rules: FeedbackRules) -> Iterator[Due]:
    """What a timetable asks for."""
    for day, at in ends:
        yield Due(Occasion.DAY, day, at, at + timedelta(days=rules.day_stays_open))
    if ends:
        last = max(at for _day, at in ends)
        yield Due(Occasion.END, 0, last, last + timedelta(days=rules.end_stays_open))


def _ends(sessions: "QuerySet[ScheduledSession]") -> dict[int, list[tuple[int, datetime]]]:
    """By class the ends of its days, as the timetable is now, cancelled sessions left out. One
    query."""
    found: dict[int, list[tuple[int, datetime]]] = {}
    days = sessions.filter(cancelled_at=None).order_by("cohort", "session__day")
    for cohort, day, at in days.values_list("cohort", "session__day").annotate(Max("ends_at")):
        found.setdefault(cohort, []).append((day, at))
    return found


def open_forms(*, cohort: Cohort, now: datetime, sample: bool = False) -> list[FeedbackForm]:
    """Open what is due in a class and was not opened yet. A form whose time has passed meanwhile
    (the worker was away) is not opened late. Four queries while nothing is to be opened."""
    rules = rules_of(cohort.congress_id)
    if not rules.asks:
        return []
    known = set(FeedbackForm.objects.filter(cohort=cohort).values_list("occasion", "day"))
    ends = _ends(ScheduledSession.objects.filter(cohort=cohort)).get(cohort.pk, ())
    return [_open(cohort, due, sample) for due in _missing(ends, rules, cohort.clock(now), known)]


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
    within some seconds waits for the next round. Returns how many were opened. Four queries, and
    some for each class that waits."""
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
    """Running classes of which a form is due that was not opened yet. Four queries, however many
    classes run: nobody asks them one by one."""
    today = timezone.localdate(now)
    running = Cohort.objects.filter(cancelled_at=None, closed_at=None, starts_on__lte=today)
    running = running.filter(ends_on__gte=today - LOOKS_BACK)
    known: dict[int, set[tuple[str, int]]] = defaultdict(set)
    forms = FeedbackForm.objects.filter(cohort__in=running)
    for cohort, occasion, day in forms.values_list("cohort", "occasion", "day"):
        known[cohort].add((occasion, day))
    rules = {one.congress_id: one for one in FeedbackRules.objects.all()}
    ends, standard = _ends(ScheduledSession.objects.filter(cohort__in=running)), FeedbackRules()

    def waits(one: Cohort) -> bool:
        asked = rules.get(one.congress_id, standard)
        return bool(_missing(ends.get(one.pk, ()), asked, one.clock(now), known[one.pk]))

    return [one for one in running.order_by("-starts_on", "pk") if waits(one)]


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
