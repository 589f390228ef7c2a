"""A whole class keyed from one table: the file to fill in, the plan, and keeping it."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cms.core.downloads import attached
from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort
from training.learning.attempts.access import own_cohorts, quiz_at_desk
from training.learning.attempts.invigilation import selectors
from training.learning.attempts.invigilation.access import class_at_desk
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.invigilation.keying import services
from training.learning.attempts.invigilation.keying.admin_views import (
    TAB,
    choose_address,
    paper_or_404,
)
from training.learning.attempts.invigilation.keying.batch import Hall, Plan, plan
from training.learning.attempts.invigilation.keying.blank import blank_table
from training.learning.attempts.invigilation.keying.forms import BatchForm
from training.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: SignedInRequest, quiz: UUID, paper: int) -> HttpResponse:
    """Take a table, show what it would do, and do it once that was looked at."""
    found = quiz_at_desk(request.user, quiz)
    form_of_paper = paper_or_404(found, paper)
    form = _form(request, found)
    context: dict[str, Any] = {"quiz": found, "paper": form_of_paper, "form": form, **TAB}
    if not form.is_valid():
        return render(request, "admin/sittings/batch.html", context)
    given = form.cleaned_data
    hall = Hall(found, given["cohort"], form_of_paper, given["sat_at"])
    planned, digest = plan(form.table(), hall, timezone.now()), _digest(form, paper)
    looked_at = request.POST.get("seen") == digest and not planned.faults
    if looked_at and _kept(request, planned, form):
        return redirect(choose_address(found, paper, given["cohort"].pk))
    context |= {"plan": planned, "seen": digest, "source": form.source}
    return render(request, "admin/sittings/plan.html", context)


def _form(request: SignedInRequest, quiz: Quiz) -> BatchForm:
    cohorts = selectors.classes(own_cohorts(request.user, quiz), timezone.localdate())
    if request.method == "POST":
        return BatchForm(request.POST, request.FILES, cohorts=cohorts)
    first = {"cohort": request.GET.get("cohort") or next(iter(cohorts), None)}
    return BatchForm(initial=first | {"sat_at": timezone.localtime()}, cohorts=cohorts)


def _digest(form: BatchForm, paper: int) -> str:
    """What was looked at: this table, this class, this paper, this time."""
    given = form.cleaned_data
    told = f"{paper} {given['cohort'].pk} {given['sat_at'].isoformat()} {given['text'].strip()}"
    return sha256("\n".join(told.splitlines()).encode()).hexdigest()[:32]


def _kept(request: SignedInRequest, planned: Plan, form: BatchForm) -> bool:
    """Whether it was done; a refusal is added to the form, and nothing is kept."""
    try:
        keyed = services.key_in_all(sheets=planned.sheets, by=request.user, now=timezone.now())
    except ActRefused as refusal:
        form.add_error(None, refusal.reason)
        return False
    told = ngettext("已录入 %d 份纸质卷。", "已录入 %d 份纸质卷。", len(keyed))
    messages.success(request, told % len(keyed))
    return True


@require_POST
def blank(request: SignedInRequest, quiz: UUID, paper: int) -> HttpResponse:
    """The table to fill in. A POST, because a roster is written into the audit log."""
    found = quiz_at_desk(request.user, quiz)
    name, content = blank_table(
        quiz=found,
        cohort=_cohort(request, found),
        form=paper_or_404(found, paper),
        by=request.user,
        now=timezone.now(),
    )
    return attached(content, name=name, content_type="text/csv; charset=utf-8")


def _cohort(request: SignedInRequest, quiz: Quiz) -> Cohort:
    chosen = request.POST.get("cohort", "")
    return class_at_desk(request.user, quiz, int(chosen) if chosen.isdecimal() else 0)
