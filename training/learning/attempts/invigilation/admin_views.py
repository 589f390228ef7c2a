"""Looking after the sittings of a quiz: the list, one sitting's whole history, and acts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.core.downloads import attached
from courses.quizzes.models import Quiz
from training.learning.attempts.access import own_cohorts, quiz_at_desk, sittings_at_desk
from training.learning.attempts.invigilation import exports, history, selectors
from training.learning.attempts.invigilation.access import sitting_at_desk
from training.learning.attempts.invigilation.acts import BY_NAME, DEEDS
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.invigilation.forms import AskForm
from training.people.requests import SignedInRequest


def _asked(request: SignedInRequest, quiz: Quiz, given: Any) -> AskForm:
    """The question in an address or an export form. Two queries."""
    cohorts = selectors.classes(own_cohorts(request.user, quiz), timezone.localdate())
    return AskForm(given, cohorts=cohorts, units=selectors.units_of(cohorts))


@require_safe
def sittings(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """The sittings of own classes: filtered, sorted, paged; and who has not begun."""
    found = quiz_at_desk(request.user, quiz)
    form = _asked(request, found, request.GET)
    overview = selectors.overview(
        sittings=sittings_at_desk(request.user, found),
        quiz=found,
        wanted=form.wanted(),
        now=timezone.now(),
    )
    context = {
        "quiz": found,
        "tab": "sittings",
        "cohort_name": "、".join(str(cohort) for cohort in form.wanted().cohorts),
        "form": form,
        "overview": overview,
    }
    return render(request, "admin/sittings/list.html", context | _addresses(form))


def _addresses(form: AskForm) -> dict[str, Any]:
    """What links to other pages, orders and standings of the same list carry on."""
    wanted = form.wanted()
    asked = {name: form.data.get(name, "") for name in ("cohort", "unit", "standing", "name")}
    kept = {name: value for name, value in asked.items() if value}
    return {
        "wanted": wanted,
        "fields": kept | {"sort": wanted.sort},
        "kept": urlencode(kept | {"sort": wanted.sort}) + "&",
        "kept_but_sort": urlencode(kept) + "&",
        "kept_but_standing": urlencode({k: v for k, v in kept.items() if k != "standing"}) + "&",
    }


@require_POST
def export(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """The whole list as CSV. A POST, because it is written into the audit log."""
    found = quiz_at_desk(request.user, quiz)
    file = exports.export(
        sittings=sittings_at_desk(request.user, found),
        quiz=found,
        wanted=_asked(request, found, request.POST).wanted(),
        by=request.user,
        now=timezone.now(),
    )
    return attached(file.content, name=file.name, content_type="text/csv; charset=utf-8")


@require_safe
def sitting(request: SignedInRequest, quiz: UUID, attempt: UUID) -> HttpResponse:
    """One sitting: every answer, mark, change and act. Nothing here can be edited."""
    found = quiz_at_desk(request.user, quiz)
    told = history.history(sitting_at_desk(request.user, found, attempt), timezone.now())
    context = {
        "quiz": found,
        "tab": "sittings",
        "page_title": str(told.attempt.learner),
        "told": told,
        "deeds": [deed for deed in DEEDS if deed.fits(told)],
    }
    return render(request, "admin/sittings/sitting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, quiz: UUID, attempt: UUID, deed: str) -> HttpResponse:
    """Ask for the reason, then do it; a refusal says what to do instead."""
    found = quiz_at_desk(request.user, quiz)
    sitting, doing, now = (
        sitting_at_desk(request.user, found, attempt),
        BY_NAME[deed],
        timezone.now(),
    )
    form = doing.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            doing.service(attempt=sitting, by=request.user, now=now, **form.chosen())
        except ActRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, str(doing.done))
            return redirect("sittings:sitting", quiz=quiz, attempt=attempt)
    context = {
        "quiz": found,
        "tab": "sittings",
        "page_title": doing.heading,
        "deed": doing,
        "form": form,
        "sitting": sitting,
        "standing": selectors.standing_of(sitting, now),
    }
    return render(request, "admin/sittings/act.html", context)
