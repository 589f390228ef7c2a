"""The trainer's side: which questions are doubted, and answering those who doubt them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.questions.kinds.registry import KINDS
from courses.questions.screens import screen
from courses.questions.usage.figures import figures_of
from courses.questions.viewsets import editor_url
from courses.quizzes.models import Quiz
from training.learning.attempts.models import Objection
from training.learning.attempts.objections import access, questioned, services
from training.learning.attempts.objections.errors import ObjectionRefused
from training.learning.attempts.objections.forms import RulingForm
from training.learning.attempts.objections.questioned import Questioned
from training.learning.attempts.regrading.keys.registry import answers_counted, facets
from training.learning.attempts.regrading.selectors import payloads
from training.people.requests import SignedInRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    """The doubted questions, longest waiting first, and what was answered lately."""
    context = {
        "waiting": questioned.questioned(request.user),
        "answered": questioned.lately_answered(request.user),
        "crumbs": _crumbs(),
    }
    return render(request, "admin/objections/waiting.html", context)


@require_form
def question(request: SignedInRequest, version: UUID) -> HttpResponse:
    """One doubted question: answer several objections at once, or correct one answer."""
    known = access.version_at_desk(request.user, version)
    told = questioned.questioned_version(request.user, known)
    form = _form(request, told, request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        refused = _refusal(request, told, form)
        if not refused:
            return redirect("sittings:objection", version=version)
        # What others did meanwhile is shown beside what was typed.
        told = questioned.questioned_version(request.user, known)
        form = _form(request, told, None, form.cleaned_data)
    return render(request, "admin/objections/question.html", _context(told, form, refused))


def _corrected(request: SignedInRequest, told: Questioned) -> Objection | None:
    """The answered objection whose answer is to be corrected, if one is named."""
    named = request.GET.get("correct", "")
    return next((one for one in told.answered if str(one.pk) == named), None)


def _form(
    request: SignedInRequest, told: Questioned, posted: Any, typed: Mapping[str, Any] | None = None
) -> RulingForm:
    """About the objection to be corrected, or else about the open ones."""
    corrected = _corrected(request, told)
    if typed is None and corrected:
        typed = {"verdict": corrected.verdict, "answer": corrected.answer}
    initial = {name: typed[name] for name in ("verdict", "answer")} if typed else {}
    offered = [corrected] if corrected else told.open
    return RulingForm(posted, offered=offered, known=told.objections, initial=initial)


def _refusal(request: SignedInRequest, told: Questioned, form: RulingForm) -> str:
    """Why the ruling was not taken; empty when it was."""
    read = form.cleaned_data["chosen"]
    chosen = [one for one in told.objections if one.pk in read]
    now, by = timezone.now(), request.user
    try:
        services.answer(objections=chosen, read=read, ruling=form.ruling(), by=by, now=now)
    except ObjectionRefused as refusal:
        return refusal.reason
    word = ngettext(
        "已答复 %(n)d 条，代表会在首页看到。", "已答复 %(n)d 条，代表会在首页看到。", len(chosen)
    )
    messages.success(request, word % {"n": len(chosen)})
    return ""


def _crumbs(*more: str) -> list[dict[str, str]]:
    """The way back to the landing page."""
    here = reverse("sittings:objections") if more else ""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("内容工作台")},
        {"url": here, "label": _("题目疑问")},
        *({"url": "", "label": label} for label in more),
    ]


def _context(told: Questioned, form: RulingForm, refused: str) -> dict[str, Any]:
    """The question, and the ways from here."""
    version = told.version
    return {
        "told": told,
        "form": form,
        "refused": refused,
        "editor": editor_url(version.question),
        "figures": [
            (Quiz.Purpose(one.purpose).label, one)
            for one in figures_of([version.pk]).get(version.pk, [])
        ],
        "regrades": [(one, _regrade(one)) for one in told.to_regrade],
        "crumbs": _crumbs(_("题目 %(number)s") % {"number": version.question.number}),
        **_asked(told),
    }


def _asked(told: Questioned) -> dict[str, Any]:
    """The question with its key: what was answered how often, or where a person marks, as its kind
    shows it in review."""
    version = told.version
    said = [payload for quiz in told.quizzes for payload in payloads(version, quiz)]
    return {
        "facets": facets(version, [version.answer_key], answers_counted(version, said)),
        "sittings": len(said),
        "shown": KINDS[version.kind].paper.review(version.body, version.answer_key, {}),
        "template": screen(version.kind, "review"),
    }


def _regrade(objection: Objection) -> str:
    """Where the marks of a question in a quiz are changed because of an objection."""
    names = {"quiz": objection.item.attempt.quiz.uuid, "version": objection.item.version.uuid}
    return reverse("sittings:regrade", kwargs=names, query={"objection": objection.pk})
