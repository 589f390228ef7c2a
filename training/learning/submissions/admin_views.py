"""Marking drafts: what waits, one draft beside its rubric, and the results of a task."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.core.downloads import attached
from courses.workshops import wording
from courses.workshops.parts import PARTS, body_length
from training.learning.submissions import access, assessing, exports, queue, services
from training.learning.submissions.errors import AssessmentRefused, WritingRefused
from training.learning.submissions.forms import MarkForm, ReturnForm, held
from training.learning.submissions.models import Draft, Submission
from training.people.requests import SignedInRequest

State = Draft.State
require_form = require_http_methods(["GET", "HEAD", "POST"])


def _wanted(request: SignedInRequest) -> queue.Wanted:
    """What the address asks for; nonsense counts as not asked."""
    cohort = request.GET.get("cohort", "")
    try:
        task: UUID | None = UUID(request.GET.get("task", ""))
    except ValueError:
        task = None
    return queue.Wanted(task, int(cohort) if cohort.isdecimal() and len(cohort) < 10 else None)


def _query(wanted: queue.Wanted) -> str:
    told = {"task": wanted.task or "", "cohort": "" if wanted.cohort is None else wanted.cohort}
    asked = urlencode({name: value for name, value in told.items() if value != ""})
    return f"?{asked}" if asked else ""


def _crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    ways = [(reverse("wagtailadmin_home"), _("内容工作台")), *more]
    return [{"url": url, "label": label} for url, label in ways]


@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """What waits in all tasks, oldest first; narrowed to a task or a class."""
    wanted = _wanted(request)
    everything = queue.waiting(request.user, queue.Wanted(), timezone.now())
    rows = (
        everything
        if wanted == queue.Wanted()
        else queue.waiting(request.user, wanted, timezone.now())
    )
    context = {
        "rows": rows,
        "tasks": list(dict.fromkeys(row.draft.task for row in everything)),
        "cohorts": list(
            dict.fromkeys(row.draft.enrolment.cohort for row in everything if row.draft.enrolment)
        ),
        "own_tasks": access.tasks_at_desk(request.user),
        "wanted": wanted,
        "query": _query(wanted),
        "crumbs": _crumbs(("", _("批改稿件"))),
    }
    return render(request, "admin/writing/queue.html", context)


@require_safe
def of_task(request: SignedInRequest, task: UUID) -> HttpResponse:
    """All drafts of one task with what they were given."""
    found = access.task_at_desk(request.user, task)
    rows = queue.results(request.user, found)
    context = {
        "task": found,
        "rows": rows,
        "waiting": sum(row.draft.state == State.HANDED_IN for row in rows),
        "crumbs": _crumbs((reverse("drafts:queue"), _("批改稿件")), ("", str(found))),
    }
    return render(request, "admin/writing/task.html", context)


@require_POST
def export(request: SignedInRequest, task: UUID) -> HttpResponse:
    """The same as an Excel file."""
    found = access.task_at_desk(request.user, task)
    file = exports.export(task=found, by=request.user, now=timezone.now())
    return attached(file.content, name=file.name, content_type=exports.CONTENT_TYPE)


@require_form
def mark(request: SignedInRequest, draft: UUID) -> HttpResponse:
    """One draft beside its rubric; by POST it is assessed, or corrected, and the next one shown."""
    found = access.draft_at_desk(request.user, draft)
    submission = services.newest_submission(found)
    told = queue.history(submission)
    form = _form(request, found, submission, told)
    if request.method == "POST" and form.is_valid() and _assessed(request, found, form):
        return redirect(_onward(request, found))
    if form.is_bound:  # what others did meanwhile is shown beside what was chosen
        told = queue.history(submission)
    return render(
        request, "admin/writing/mark.html", _context(request, found, submission, told, form)
    )


def _lines(submission: Submission, told: list[queue.Told]) -> list[wording.Line]:
    """The rubric to mark by: for a correction that of the assessment corrected."""
    return wording.lines(told[0].assessment.rubric if told else submission.rubric.body)


def _form(
    request: SignedInRequest, found: Draft, submission: Submission, told: list[queue.Told]
) -> MarkForm:
    initial: dict[str, Any] = {"seen": told[0].assessment.number if told else 0}
    if told:
        initial["comment"] = told[0].assessment.comment
        for line in told[0].lines:
            initial[f"level-{line.code}"] = line.level
            initial[f"remark-{line.code}"] = told[0].remarks.get(line.code, "")
    elif mine := queue.own_marking(found, request.user):
        initial |= mine.given
    newest = told[0].assessment if told else None
    return MarkForm(
        request.POST or None,
        initial=initial,
        lines=_lines(submission, told),
        correcting=bool(told),
        passed=bool(newest and (newest.passed or newest.pass_kept)),
    )


def _assessed(request: SignedInRequest, found: Draft, form: MarkForm) -> bool:
    """Whether the assessment was taken; if not, the reason stands above the form."""
    try:
        given = assessing.assess(
            draft=found, judgement=form.judgement(), by=request.user, now=timezone.now()
        )
    except AssessmentRefused as refusal:
        form.add_error("reason" if refusal.code == "no_reason" else None, refusal.reason)
        return False
    except Submission.DoesNotExist:
        form.add_error(None, _("这份稿子还没有交。"))
        return False
    told = _("已评：%(total)s 分。") % {"total": f"{given.total.normalize():f}"}
    messages.success(request, told)
    return True


def _onward(request: SignedInRequest, found: Draft) -> str:
    """The next draft that waits, in the same order as now, or the list with a word that all is
    done."""
    wanted = _wanted(request)
    rows = queue.waiting(request.user, wanted, timezone.now())
    following = queue.following(rows, found.pk)
    if following is None:
        messages.success(request, _("等评的稿子都评完了。"))
        return f"{reverse('drafts:queue')}{_query(wanted)}"
    return f"{reverse('drafts:mark', args=[following.pk])}{_query(wanted)}"


def _context(
    request: SignedInRequest,
    found: Draft,
    submission: Submission,
    told: list[queue.Told],
    form: MarkForm,
) -> dict[str, Any]:
    wanted, now = _wanted(request), timezone.now()
    rows = queue.waiting(request.user, wanted, now)
    following = queue.following(rows, found.pk)
    ways = (reverse("drafts:queue"), _("批改稿件"))
    return {
        "draft": found,
        "task": found.task,
        "submission": submission,
        "written": [(part, submission.parts.get(part.name, "")) for part in PARTS],
        "characters": body_length(submission.parts),
        "length": wording.length_wanted(found.task),
        "note": submission.rubric.body.get("note", ""),
        "told": told,
        "form": form,
        "return_form": ReturnForm(),
        "others": queue.others_at_it(found, request.user, now),
        "left": len(rows),
        "query": _query(wanted),
        "next": following,
        "known": bool(told),
        "crumbs": _crumbs(
            ways,
            (reverse("drafts:task", args=[found.task.uuid]), str(found.task)),
            ("", _("评一份")),
        ),
    }


@require_POST
def hold(request: SignedInRequest, draft: UUID) -> HttpResponse:
    """Keep what is chosen so far: 204 for scripts, back to the page for forms."""
    found = access.draft_at_desk(request.user, draft)
    quiet = "application/json" in request.headers.get("Accept", "")
    if found.state == State.HANDED_IN:
        lines = wording.lines(services.newest_submission(found).rubric.body)
        given = held(request.POST, lines)
        assessing.hold(draft=found, given=given, by=request.user, now=timezone.now())
        if not quiet:
            messages.success(request, _("先存下了，没有给代表看。接着评完再按“评完”。"))
    if quiet:
        return HttpResponse(status=204)
    return redirect(f"{reverse('drafts:mark', args=[draft])}{_query(_wanted(request))}")


@require_POST
def give_back(request: SignedInRequest, draft: UUID) -> HttpResponse:
    """Return a draft to be written on, with a word why."""
    found = access.draft_at_desk(request.user, draft)
    form = ReturnForm(request.POST)
    here = redirect(f"{reverse('drafts:mark', args=[draft])}{_query(_wanted(request))}")
    if not form.is_valid():
        messages.error(request, _("请写明为什么退回，至少四个字。"))
        return here
    try:
        services.reopen(
            draft=found, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
        )
    except WritingRefused as refusal:
        messages.error(request, refusal.reason)
        return here
    messages.success(request, _("已退回，代表在首页会看到您写的话。"))
    return redirect(_onward(request, found))
