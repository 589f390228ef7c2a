"""例外安排: who has other times or tries in a quiz, setting them and taking them back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort
from training.learning.attempts.access import own_cohorts, quiz_at_desk
from training.learning.attempts.invigilation import allowances, allowing, selectors
from training.learning.attempts.invigilation.allowances import Concerned
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.invigilation.forms import LimitsForm, ReasonForm, chosen_cohorts
from training.learning.attempts.opening import Limits
from training.people.requests import SignedInRequest

TAB = {"tab": "allowances"}


def _classes(request: SignedInRequest, quiz: Quiz) -> list[Cohort]:
    return selectors.classes(own_cohorts(request.user, quiz), timezone.localdate())


@require_safe
def allowances_of(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """The exceptions in force, everything said before, and for whom to set one."""
    found = quiz_at_desk(request.user, quiz)
    cohorts = _classes(request, found)
    chosen = chosen_cohorts(request.GET.get("cohort", ""), cohorts)
    context = {
        "quiz": found,
        "cohorts": cohorts,
        "cohort": chosen[0] if chosen else None,
        "choices": allowances.choices(chosen[0]) if chosen else [],
        "own": allowances.in_words(allowances.limits_in(found)),
        "told": allowances.exceptions(found, cohorts),
    }
    return render(request, "admin/sittings/allowances.html", context | TAB)


@require_http_methods(["GET", "HEAD", "POST"])
def allow(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """Set the exception of one person or part of a class, in place of an earlier one."""
    found = quiz_at_desk(request.user, quiz)
    concerned = _concerned(request, found)
    limits = allowances.in_force_for(concerned, found)
    form = LimitsForm(request.POST or None, initial=vars(limits))
    if form.is_valid() and _set(request, concerned, found, form, form.limits()):
        return redirect("sittings:allowances", quiz=quiz)
    return render(request, "admin/sittings/allow.html", _context(found, concerned, limits, form))


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """Take an exception back; what it said stays in the history."""
    found = quiz_at_desk(request.user, quiz)
    concerned = _concerned(request, found)
    limits = allowances.in_force_for(concerned, found)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and _set(request, concerned, found, form, Limits()):
        return redirect("sittings:allowances", quiz=quiz)
    context = _context(found, concerned, limits, form)
    return render(request, "admin/sittings/take_back.html", context)


def _concerned(request: SignedInRequest, quiz: Quiz) -> Concerned:
    given = request.POST if request.method == "POST" else request.GET
    return allowances.concerned_by(given.get("to", ""), _classes(request, quiz))


def _set(
    request: SignedInRequest, concerned: Concerned, quiz: Quiz, form: ReasonForm, limits: Limits
) -> bool:
    """Whether it was done; a refusal is added to the form."""
    said: dict[str, Any] = {
        "quiz": quiz,
        "limits": limits,
        "reason": form.cleaned_data["reason"],
        "by": request.user,
        "now": timezone.now(),
    }
    try:
        if concerned.enrolment:
            moved = allowing.allow(learner_id=concerned.enrolment.learner_id, **said)
        else:
            moved = allowing.allow_group(part=concerned.part, **said)
    except ActRefused as refusal:
        form.add_error(None, refusal.reason)
        return False
    messages.success(request, _told(limits, len(moved)))
    return True


def _told(limits: Limits, moved: int) -> str:
    done = _("例外已取消。") if limits == Limits() else _("例外已定好。")
    if not moved:
        return done
    changed = ngettext(
        "%d 份正在作答的试卷改了截止时间。", "%d 份正在作答的试卷改了截止时间。", moved
    )
    return done + changed % moved


def _context(quiz: Quiz, concerned: Concerned, limits: Limits, form: ReasonForm) -> dict[str, Any]:
    return {
        "quiz": quiz,
        "page_title": concerned.words,
        "concerned": concerned,
        "form": form,
        "own": allowances.in_words(allowances.limits_in(quiz)),
        "in_force": allowances.in_words(limits),
        "sitting_now": allowances.sitting_now(concerned, quiz),
        **TAB,
    }
