"""纸质卷录入: one sheet after the other, or a whole class from a table; correcting afterwards."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.quizzes.models import Quiz
from training.learning.attempts.access import own_cohorts, quiz_at_desk
from training.learning.attempts.invigilation import selectors
from training.learning.attempts.invigilation.access import enrolment_at_desk, sitting_at_desk
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.invigilation.forms import chosen_cohorts
from training.learning.attempts.invigilation.keying import papers, services
from training.learning.attempts.invigilation.keying.forms import CorrectForm, SatForm, SheetForm
from training.learning.attempts.invigilation.keying.papers import PaperForm
from training.learning.attempts.invigilation.keying.reading import answers
from training.learning.attempts.invigilation.keying.selectors import roster
from training.learning.attempts.models import Attempt
from training.people.requests import SignedInRequest

TAB = {"tab": "papers"}


@require_safe
def choose(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """Which paper, which class, and whose turn it is; a number typed in leads straight there."""
    found = quiz_at_desk(request.user, quiz)
    cohorts = selectors.classes(own_cohorts(request.user, found), timezone.localdate())
    chosen = chosen_cohorts(request.GET.get("cohort", ""), cohorts)[:1]
    offered = papers.papers(found)
    paper = _number(request, offered)
    who = request.GET.get("who", "")
    people = roster(found, chosen[0], who) if chosen and paper is not None else []
    if who and len(people) == 1:
        return redirect(_key_address(found, paper, people[0].enrolment.pk, request))
    context = {
        "quiz": found,
        "cohorts": cohorts,
        "cohort": chosen[0] if chosen else None,
        "papers": offered,
        "paper": paper,
        "who": who,
        "people": people,
        "sat": request.GET.get("sat", ""),
        "kept": urlencode({"sat": request.GET.get("sat", "")}),
    }
    return render(request, "admin/sittings/papers.html", context | TAB)


def _number(request: SignedInRequest, offered: list[papers.PaperName]) -> int | None:
    """The paper asked for, or else the first on offer."""
    asked = request.GET.get("paper", "")
    numbers = [one.number for one in offered]
    if asked.isdecimal() and int(asked) in numbers:
        return int(asked)
    return numbers[0] if numbers else None


def _key_address(quiz: Quiz, paper: int | None, enrolment: UUID, request: SignedInRequest) -> str:
    kwargs = {"quiz": quiz.uuid, "paper": paper, "enrolment": enrolment}
    query = {"sat": request.GET["sat"]} if request.GET.get("sat") else None
    return reverse("sittings:key", kwargs=kwargs, query=query)


def paper_or_404(quiz: Quiz, number: int) -> PaperForm:
    """The paper under a number; Http404 when there is none."""
    try:
        return papers.paper_form(quiz, number)
    except ActRefused as refusal:
        raise Http404(refusal.reason) from refusal


@require_http_methods(["GET", "HEAD", "POST"])
def key(request: SignedInRequest, quiz: UUID, paper: int, enrolment: UUID) -> HttpResponse:
    """Type one person's sheet, look at what was understood, keep it."""
    found = quiz_at_desk(request.user, quiz)
    place = enrolment_at_desk(request.user, found, enrolment)
    posted = request.POST if request.method == "POST" else None
    sheet = SheetForm(paper_or_404(found, paper), posted)
    sat = SatForm(posted, initial={"sat_at": request.GET.get("sat") or timezone.localtime()})
    if sat.is_valid() and sheet.confirmed:
        kept = services.Sheet(
            found, place, sheet.paper, answers(sheet.lines), sat.cleaned_data["sat_at"]
        )
        if keyed := _kept(request, kept, sat):
            return redirect(_next_address(found, paper, keyed))
    context = {
        "quiz": found,
        "page_title": str(place.learner),
        "place": place,
        "sheet": sheet,
        "form": sat,
        "back": choose_address(found, paper, place.cohort_id),
    }
    return render(request, "admin/sittings/key.html", context | TAB)


def _kept(request: SignedInRequest, sheet: services.Sheet, form: SatForm) -> Attempt | None:
    try:
        keyed = services.key_in(sheet=sheet, by=request.user, now=timezone.now())
    except ActRefused as refusal:
        form.add_error(None, refusal.reason)
        return None
    messages.success(request, _outcome(keyed))
    return keyed


def _outcome(keyed: Attempt) -> str:
    """What became of a keyed sheet, in a sentence."""
    told = {"name": keyed.enrolment.learner if keyed.enrolment else "", "n": keyed.percent}
    if keyed.percent is None:
        return _("%(name)s 的卷子已录入，等人评阅简答题。") % told
    if keyed.passed is None:
        return _("%(name)s 的卷子已录入，百分制 %(n)s。") % told
    if keyed.passed:
        return _("%(name)s 的卷子已录入，百分制 %(n)s，通过。") % told
    return _("%(name)s 的卷子已录入，百分制 %(n)s，未通过。") % told


def choose_address(quiz: Quiz, paper: int, cohort: int, sat: str = "") -> str:
    """Where the next sheet is chosen, with the same paper, class and time."""
    query = {"cohort": cohort, "paper": paper} | ({"sat": sat} if sat else {})
    return reverse("sittings:papers", kwargs={"quiz": quiz.uuid}, query=query)


def _next_address(quiz: Quiz, paper: int, keyed: Attempt) -> str:
    """Back to choosing whose sheet comes next, with the same time."""
    assert keyed.enrolment  # noqa: S101 - keyed through a place in a class
    sat = timezone.localtime(keyed.started_at).strftime("%Y-%m-%dT%H:%M")
    return choose_address(quiz, paper, keyed.enrolment.cohort_id, sat)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, quiz: UUID, attempt: UUID) -> HttpResponse:
    """Correct what was keyed, with a reason; a marked sitting is marked again."""
    found = quiz_at_desk(request.user, quiz)
    sitting = sitting_at_desk(request.user, found, attempt)
    if sitting.keyed_by_id is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    paper = papers.form_of(sitting)
    texts = papers.texts_of(sitting, paper) if posted is None else None
    sheet, form = SheetForm(paper, posted, texts), CorrectForm(posted)
    if form.is_valid() and sheet.confirmed and _corrected(request, sitting, sheet, form):
        return redirect("sittings:sitting", quiz=quiz, attempt=attempt)
    context: dict[str, Any] = {
        "quiz": found,
        "page_title": _("更正录入"),
        "place": sitting.enrolment,
        "sitting": sitting,
        "sheet": sheet,
        "form": form,
        "back": reverse("sittings:sitting", kwargs={"quiz": quiz, "attempt": attempt}),
    }
    return render(request, "admin/sittings/key.html", context | TAB)


def _corrected(
    request: SignedInRequest, sitting: Attempt, sheet: SheetForm, form: CorrectForm
) -> bool:
    """Whether it was done; a refusal is added to the form."""
    try:
        change = services.correct(
            attempt=sitting,
            answers=answers(sheet.lines),
            by=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except ActRefused as refusal:
        form.add_error(None, refusal.reason)
        return False
    told = _("已更正，成绩有变，会通知本人。") if change else _("已更正，成绩没有变。")
    messages.success(request, told)
    return True
