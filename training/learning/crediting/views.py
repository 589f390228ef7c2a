"""/my/hours/: one's own account, every line explained, and what to do when one is wrong."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from training.learning.crediting import access, appeals, selectors
from training.learning.crediting.errors import CreditingRefused
from training.learning.crediting.forms import AppealForm
from training.learning.hours.models import HourEntry
from training.learning.hours.selectors import account, default_rules, rules_of, sentence, versions
from training.people.models import Congress, User
from training.people.requests import SignedInRequest

YEAR, TERM, ALL = "year", "term", "all"


def _since(period: str, congress: Congress, today: date) -> date | None:
    """The first day of a period; None for everything there is."""
    if period == YEAR:
        return date(today.year, 1, 1)
    term = selectors.present_term(congress, today) if period == TERM else None
    return term.starts_on if term else None


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """One's own account: this year's, this term's, or all of it."""
    learner, today = access.learner_of(request), timezone.localdate()
    congress = access.own_congress(learner)
    period = request.GET.get("period", YEAR)
    since = _since(period, congress, today)
    context = {
        "nav": "record",
        "account": account(learner.pk, since=since),
        "period": period if period in {YEAR, TERM, ALL} else ALL,
        "rules": rules_of(versions(congress.pk), today=today),
        "default_rules": default_rules(),
        "appeals": selectors.appeals_of(learner),
        "now": timezone.now(),
    }
    return render(request, "pages/hours/mine.html", context | {"learner": learner})


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_line(request: SignedInRequest, entry: UUID) -> HttpResponse:
    """这一行不对: what is wrong with a line of one's own account."""
    learner = access.learner_of(request)
    line = access.own_entry(learner, entry)
    return _appeal(request, learner, line.congress, line)


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_missing(request: SignedInRequest) -> HttpResponse:
    """What is missing in one's own account."""
    learner = access.learner_of(request)
    return _appeal(request, learner, access.own_congress(learner), None)


def _appeal(
    request: SignedInRequest, learner: User, congress: Congress, line: HourEntry | None
) -> HttpResponse:
    given: Any = request.POST or None
    if given and line:
        given = given.copy()
        given["day"] = line.day.isoformat()  # a line's day is not typed
    form = AppealForm(given, initial={"day": line.day} if line else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        complaint = appeals.Complaint(congress, typed["day"], typed["text"], line)
        try:
            appeals.raise_appeal(learner=learner, complaint=complaint, now=timezone.now())
        except CreditingRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("已经交给工作机构，答复会写在这一页上。"))
            return redirect("crediting:mine")
    told = sentence(line) if line else ""
    context = {"nav": "record", "form": form, "line": line, "told": told}
    return render(request, "pages/hours/appeal.html", context)
