"""Item analysis of a quiz at the desk: the table, one question, working it out again, the file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.core.downloads import attached
from courses.quizzes.models import Quiz
from training.learning.attempts.access import quiz_at_desk
from training.learning.attempts.analysis import exports, selectors, services
from training.learning.attempts.analysis.drawing import bars, facets_drawn
from training.learning.attempts.analysis.flags import ENOUGH
from training.learning.attempts.analysis.forms import Wanted, wanted
from training.learning.attempts.analysis.words import (
    FIGURES,
    MEANINGS,
    PAPER_FIGURES,
    SELECTIONS,
    figure,
)
from training.people.requests import SignedInRequest


def _context(quiz: Quiz, asked: Wanted, told: selectors.Analysed) -> dict[str, Any]:
    """What both pages show of the analysis as a whole."""
    chosen = asked.selection.value
    return {
        "quiz": quiz,
        "tab": "analysis",
        "told": told,
        "wanted": asked,
        "selection_words": SELECTIONS[chosen],
        "selections": [(code, words, code == chosen) for code, words in SELECTIONS.items()],
        "kept_but_sort": urlencode({"attempts": chosen}) + "&",
        "enough": ENOUGH,
        "meanings": MEANINGS,
    }


@require_safe
def overview(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """The paper's figures and the table of its questions."""
    found, asked = quiz_at_desk(request.user, quiz), wanted(request.GET)
    told = selectors.analysed(quiz=found, selection=asked.selection)
    figures = told.figures
    context = {
        "lines": told.lines(asked.sort),
        "columns": FIGURES,
        "paper": [(c, name, figure(c, figures.get(c))) for c, name in PAPER_FIGURES.items()],
        "mean_share": figures["mean"] / figures["maximum"] if figures.get("maximum") else None,
        "bars": bars(told.figures.get("distribution", [])),
    }
    return render(request, "admin/sittings/analysis.html", _context(found, asked, told) | context)


@require_safe
def question(request: SignedInRequest, quiz: UUID, version: UUID) -> HttpResponse:
    """One question of the quiz: its figures and who chose what; Http404 if it was not asked."""
    found, asked = quiz_at_desk(request.user, quiz), wanted(request.GET)
    told = selectors.analysed(quiz=found, selection=asked.selection)
    lines = told.questions_of(version)
    if not lines or lines[0].version is None:
        raise Http404
    context = {
        "page_title": lines[0].version.name,
        "lines": [(line, facets_drawn(line.figures)) for line in lines],
        "columns": FIGURES,
        "pooled": selectors.pooled(
            version=lines[0].version.pk, quiz=found, selection=asked.selection
        ),
    }
    page = "admin/sittings/analysis_question.html"
    return render(request, page, _context(found, asked, told) | context)


@require_POST
def again(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """Work it out now, or by the worker when there are many sittings."""
    found = quiz_at_desk(request.user, quiz)
    done = services.analyse_now_or_later(quiz=found, now=timezone.now())
    if done is None:
        told = _("作答较多或者正在计算，已经排上队，几分钟后刷新这一页就能看到。")
    else:
        told = _("已重新计算，用到 %(n)d 份作答。") % {"n": done.n}
    messages.success(request, told)
    return _back(request, found)


def _back(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    asked = wanted(request.POST)
    query = urlencode({"attempts": asked.selection.value})
    return redirect(f"{reverse('sittings:analysis', kwargs={'quiz': quiz.uuid})}?{query}")


@require_POST
def export(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """The table as CSV. A POST, because it is written into the audit log."""
    found, asked = quiz_at_desk(request.user, quiz), wanted(request.POST)
    told = selectors.analysed(quiz=found, selection=asked.selection)
    file = exports.export(told=told, by=request.user, now=timezone.now())
    return attached(file.content, name=file.name, content_type="text/csv; charset=utf-8")
