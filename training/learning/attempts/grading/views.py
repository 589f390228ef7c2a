"""Marking by persons: what waits, all answers to a question, and one answer."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from training.learning.attempts.access import quiz_at_desk
from training.learning.attempts.grading import access, listing, queue, selectors, services
from training.learning.attempts.grading.errors import MarkRefused
from training.learning.attempts.grading.forms import MarkForm, initial
from training.learning.attempts.grading.queue import Key
from training.learning.attempts.grading.rubric import asked
from training.learning.attempts.models import AttemptItem
from training.people.requests import SignedInRequest

PER_PAGE = 50
PERSON = "person"
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """What waits in every quiz."""
    desks = queue.desks(request.user, timezone.localdate())
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("内容工作台")},
        {"url": "", "label": _("评阅")},
    ]
    context = {"desks": desks, "by_person": _by_person(request), "crumbs": crumbs}
    return render(request, "admin/grading/overview.html", context)


@require_safe
def of_quiz(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """What waits in one quiz, and what is marked already."""
    found = quiz_at_desk(request.user, quiz)
    desks = queue.desks(request.user, timezone.localdate(), found)
    context = {
        "quiz": found,
        "tab": "marking",
        "desk": next(iter(desks), None),
        "by_person": _by_person(request),
    }
    return render(request, "admin/grading/quiz.html", context)


@require_safe
def question(request: SignedInRequest, quiz: UUID, version: UUID) -> HttpResponse:
    """All answers to one question of a quiz, oldest first."""
    found = quiz_at_desk(request.user, quiz)
    part = request.GET.get("part", "")
    known = access.version_at_desk(request.user, found, version, part)
    items = listing.items_of(request.user, found, known)
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "quiz": found,
        "tab": "marking",
        "part": part,
        "asked": asked(known, part),
        "page": page,
        "entries": listing.entries(request.user, page, part),
    }
    return render(request, "admin/grading/question.html", context)


@require_form
def answer(request: SignedInRequest, quiz: UUID, item: UUID) -> HttpResponse:
    """Mark one answer and go on to the next; a refusal keeps what was typed."""
    found, part = quiz_at_desk(request.user, quiz), request.GET.get("part", "")
    known = access.answer_at_desk(request.user, found, item, part)
    page = selectors.answer_page(request.user, known, part, timezone.localdate())
    form = MarkForm(request.POST or None, page=page, initial=initial(page, request.user))
    if request.method == "POST" and form.is_valid() and _given(request, known, part, form):
        return redirect(_onward(request, known, part))
    if form.is_bound:  # what others did meanwhile is shown beside what was typed
        page = selectors.answer_page(request.user, known, part, timezone.localdate())
    return render(request, "admin/grading/answer.html", _context(request, page, form))


def _given(request: SignedInRequest, item: AttemptItem, part: str, form: MarkForm) -> bool:
    """Whether the mark was taken; if not, the reason stands above the form."""
    try:
        mark = services.give_mark(
            item=item, part=part, judgement=form.judgement(), by=request.user, now=timezone.now()
        )
    except MarkRefused as refusal:
        field = "reason" if refusal.code == "no_reason" and "reason" in form.fields else None
        form.add_error(field, refusal.reason)
        item.attempt.refresh_from_db(fields=["state"])
        return False
    percent = round(mark.fraction * 100)
    messages.success(request, _("已保存：得这一题的 %(percent)d%%。") % {"percent": percent})
    return True


def _by_person(request: SignedInRequest) -> bool:
    return request.GET.get("by") == PERSON


def _address(request: SignedInRequest, quiz: UUID, key: Key | None) -> str:
    """Where an answer is marked, in the same order as now; where none is left, the quiz's list."""
    by = {"by": PERSON} if _by_person(request) else {}
    if key is None:
        return f"{reverse('sittings:marking_quiz', args=[quiz])}?{urlencode(by)}".rstrip("?")
    item, part = key
    query = urlencode({**({"part": part} if part else {}), **by})
    return f"{reverse('sittings:marking_answer', args=[quiz, item])}?{query}".rstrip("?")


def _way(request: SignedInRequest, item: AttemptItem, part: str, today: date) -> selectors.Way:
    return selectors.way(request.user, item, part, by_person=_by_person(request), today=today)


def _onward(request: SignedInRequest, item: AttemptItem, part: str) -> str:
    """The next answer that waits for this person, or the list with a word that all is done."""
    following = _way(request, item, part, timezone.localdate()).next
    if following is None:
        messages.success(request, _("等您评的都评完了。"))
    return _address(request, item.attempt.quiz.uuid, following)


def _context(request: SignedInRequest, page: selectors.AnswerPage, form: MarkForm) -> Any:
    quiz, way = page.item.attempt.quiz, _way(request, page.item, page.part, timezone.localdate())
    return {
        "quiz": quiz,
        "tab": "marking",
        "page_title": _("评一份答案"),
        "answer": page,
        "form": form,
        "way": way,
        "shown_marks": page.shown_to(request.user),
        "next_url": _address(request, quiz.uuid, way.next) if way.next else "",
        "previous_url": _address(request, quiz.uuid, way.previous) if way.previous else "",
        "by_person": _by_person(request),
    }
