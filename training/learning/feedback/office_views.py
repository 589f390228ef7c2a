"""The office decides what is asked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from training.learning.feedback import asking
from training.learning.feedback.errors import FeedbackRefused
from training.learning.feedback.forms import QuestionLines, RulesForm, wanted
from training.learning.feedback.models import Occasion
from training.learning.feedback.questions import DEFAULTS, MOST, Question
from training.people.access import office_congress
from training.people.models import Congress
from training.people.requests import SignedInRequest


def _desk(request: SignedInRequest) -> Congress:
    return office_congress(request.user, timezone.localdate())


def _occasion(occasion: str) -> str:
    if occasion not in Occasion.values:
        raise Http404
    return occasion


def _as_lines(questions: list[Question]) -> Any:
    rows = [{"kind": q.kind, "text": q.text, "text_en": q.text_en} for q in questions]
    rows += [{"kind": "agree"}] * (MOST - len(rows))
    return QuestionLines(initial=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: SignedInRequest, occasion: str) -> HttpResponse:
    """What the next form of this kind asks."""
    congress = _desk(request)
    lines = _as_lines(asking.questions_of(congress.pk, _occasion(occasion)))
    refused = None
    if request.method == "POST":
        lines = QuestionLines(request.POST)
        if lines.is_valid():
            try:
                _keep(congress, occasion, wanted(lines), request)
            except FeedbackRefused as why:
                refused = why
            else:
                return redirect("feedback:questions", occasion)
    context = {"lines": lines, "refused": refused, "occasion": Occasion(occasion), "most": MOST}
    return render(request, "pages/feedback/questions.html", context | {"nav": "feedback"})


def _keep(
    congress: Congress, occasion: str, rows: list[tuple[str, str, str]], request: SignedInRequest
) -> None:
    asking.ask(
        congress=congress, occasion=occasion, wanted=rows, by=request.user, now=timezone.now()
    )
    messages.success(request, _("已保存。以后开放的表用这些题；已经开放的表不变。"))


@require_POST
def defaults(request: SignedInRequest, occasion: str) -> HttpResponse:
    """Back to the questions that come with the site."""
    congress = _desk(request)
    rows = [(q.kind, q.text, q.text_en) for q in DEFAULTS[_occasion(occasion)]]
    _keep(congress, occasion, rows, request)
    return redirect("feedback:questions", occasion)


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: SignedInRequest) -> HttpResponse:
    """Whether it is asked, and for how many days."""
    congress = _desk(request)
    form = RulesForm(request.POST or None, instance=asking.rules_of(congress.pk))
    if request.method == "POST" and form.is_valid():
        asking.set_rules(
            congress=congress, rules=form.cleaned_data, by=request.user, now=timezone.now()
        )
        messages.success(request, _("已保存，对以后开放的表有效。"))
        return redirect("feedback:desk")
    return render(request, "pages/feedback/rules.html", {"form": form, "nav": "feedback"})
