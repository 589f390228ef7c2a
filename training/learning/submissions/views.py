"""A deputy's writing: the tasks, one task, the draft, handing in, and what came of it."""

from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cms.core.downloads import attached
from courses.workshops import wording
from courses.workshops.parts import NAMES, PARTS, body_length, missing, plain_text, whole
from courses.workshops.services import body_of
from training.cohorts.selectors import current_enrolment
from training.learning.saves import Save, told_with
from training.learning.submissions import access, saving, selectors, services
from training.learning.submissions.errors import SaveRefused, WritingRefused
from training.learning.submissions.models import Draft
from training.people.carrying import Carrier
from training.people.requests import SignedInRequest

State = Draft.State
TO_HAND_IN = "hand_in"
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def tasks(request: SignedInRequest) -> HttpResponse:
    """Every task that concerns her, and where each stands."""
    access.learner_only(request.user)
    planned = selectors.planned_for(current_enrolment(request.user))
    rows = selectors.tasks_of(request.user.pk, planned)
    return render(request, "pages/writing/list.html", {"rows": rows, "nav": "programme"})


@require_GET
def task(request: SignedInRequest, task: UUID) -> HttpResponse:
    """What is to be written and how it is judged, her drafts, and the button to begin."""
    found = access.task_for(request.user, task)
    page = selectors.task_page(request.user.pk, found, timezone.now())
    context = {"page": page, "task": found, "nav": "programme"}
    return render(request, "pages/writing/task.html", context)


@require_POST
def start(request: SignedInRequest, task: UUID) -> HttpResponse:
    """Begin a draft, go on with one, or begin a revision."""
    found = access.task_for(request.user, task)
    try:
        draft = services.start(
            task=found,
            learner_id=request.user.pk,
            enrolment=current_enrolment(request.user),
            now=timezone.now(),
        )
    except WritingRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect("writing:task", task=task)
    return redirect("writing:draft", draft=draft.pk)


@require_GET
def draft(request: SignedInRequest, draft: UUID) -> HttpResponse:
    """The page to write on; once handed in, the text and what came of it."""
    found = access.own_draft(request.user, draft)
    if found.state == State.WRITING:
        return _write(request, found, saving.standing(found))
    context = {
        "result": selectors.result_of(found),
        "draft": found,
        "parts": PARTS,
        "why_not": services.why_not_start(
            found.task, services.drafts_of(request.user.pk, found.task), timezone.now()
        ),
        "nav": "programme",
    }
    return render(request, "pages/writing/draft.html", context)


def _write(
    request: HttpRequest,
    found: Draft,
    standing: saving.Standing,
    other: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "draft": found,
        "task": found.task,
        "standing": standing,
        "fields": [(part, standing.parts[part.name]) for part in PARTS],
        "other": [(part, other[part.name]) for part in PARTS] if other else None,
        "lines": wording.lines(body_of(found.task.rubric)),
        "length": wording.length_wanted(found.task),
        "page_id": uuid4().hex,
        "nav": "programme",
    }
    return render(request, "pages/writing/write.html", context, status=status)


def _save_of(posted: Any) -> Save:
    """A form without JavaScript counts as a device of its own each time it is served."""
    return told_with(posted, form_device=f"form-{posted.get('page_id', '')[:30]}")


@login_not_required
@require_POST
def save(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Keep the text; 200 only after the commit. JSON for scripts, back to the page for forms."""
    if not request.user.is_authenticated:
        return _signed_out(request, draft)
    try:
        return _keep(cast(SignedInRequest, request), draft)
    except Draft.DoesNotExist as missing_draft:
        raise Http404 from missing_draft
    except SaveRefused as refusal:
        return _too_long(cast(SignedInRequest, request), draft, refusal)
    except (ValueError, KeyError):
        return HttpResponseBadRequest(_("这次保存的格式不对，请刷新页面再试。"))


def _keep(request: SignedInRequest, draft: UUID) -> HttpResponse:
    now = timezone.now()
    saved = saving.save(
        learner_id=request.user.pk,
        draft_id=draft,
        written=request.POST,
        save=_save_of(request.POST),
        now=now,
    )
    if request.POST.get("client_id"):
        at = timezone.localtime(now).strftime("%H:%M")
        return JsonResponse({**vars(saved), "saved_at": at})
    if saved.other:
        found = access.own_draft(request.user, draft)
        return _write(request, found, saving.standing(found), saved.other)
    if saved.late:
        messages.warning(request, _("这份稿子已经交了，刚才的改动另外存着，没有算进去。"))
    elif request.POST.get("then") == TO_HAND_IN:
        return redirect("writing:hand_in", draft=draft)
    else:
        messages.success(request, _("已保存。"))
    return redirect("writing:draft", draft=draft)


def _too_long(request: SignedInRequest, draft: UUID, refusal: SaveRefused) -> HttpResponse:
    """What was typed stays on the page: 400 for scripts, the same page again for forms."""
    if request.POST.get("client_id"):
        return HttpResponseBadRequest(refusal.reason)
    messages.error(request, refusal.reason)
    found = access.own_draft(request.user, draft)
    typed = saving.Standing(whole(request.POST), int(request.POST.get("base_step") or 0))
    return _write(request, found, typed, status=400)


@require_form
def hand_in(request: SignedInRequest, draft: UUID) -> HttpResponse:
    """What is handed in and what is still empty; by POST it is handed in, twice as once."""
    found = access.own_draft(request.user, draft)
    if found.state != State.WRITING:
        return redirect("writing:draft", draft=draft)
    if request.method == "POST":
        return _handed_in(request, draft)
    parts = saving.standing(found).parts
    context = {
        "draft": found,
        "task": found.task,
        "written": [(part, parts[part.name]) for part in PARTS],
        "missing": missing(parts),
        "nothing": len(missing(parts)) == len(PARTS),
        "characters": body_length(parts),
        "length": wording.length_wanted(found.task),
        "late": found.task.is_over(timezone.now()),
        "nav": "programme",
    }
    return render(request, "pages/writing/hand_in.html", context)


def _handed_in(request: SignedInRequest, draft: UUID) -> HttpResponse:
    try:
        services.hand_in(learner_id=request.user.pk, draft_id=draft, now=timezone.now())
    except WritingRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect("writing:draft", draft=draft)
    messages.success(request, _("交稿了。讲师评完，首页会告诉您。"))
    return redirect("writing:draft", draft=draft)


@require_POST
def take_back(request: SignedInRequest, draft: UUID) -> HttpResponse:
    """Go on writing at what was handed in, unless marking has begun."""
    found = access.own_draft(request.user, draft)
    try:
        services.take_back(learner_id=request.user.pk, draft_id=found.pk, now=timezone.now())
    except WritingRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, _("已取回，接着写吧。写好了记得再交。"))
    return redirect("writing:draft", draft=draft)


@require_POST
def seen(request: SignedInRequest, draft: UUID) -> HttpResponse:
    """She has read the marks; the home page need not say so any more."""
    services.see(draft=access.own_draft(request.user, draft), now=timezone.now())
    return redirect("portal:home")


@require_GET
def text(request: SignedInRequest, draft: UUID) -> HttpResponse:
    """The text to take along: as handed in, or as saved last."""
    found = access.own_draft(request.user, draft)
    if found.state == State.WRITING:
        parts = saving.standing(found).parts
    else:
        parts = services.newest_submission(found).parts
    name = _("%(task)s-第%(n)d稿.txt") % {"task": found.task, "n": found.number}
    return attached(plain_text(parts), name=name, content_type="text/plain; charset=utf-8")


CARRIER = Carrier(
    salt="a draft carried over a sign-in",
    onward="writing:resume",
    back="writing:draft",
    title=gettext_lazy("登录已过期，文字还在"),
    promise=gettext_lazy("请用同一个账号重新登录，刚才写的会接着保存。"),
    button=gettext_lazy("登录并保存"),
    spoiled=gettext_lazy("这份稿子已无法确认来源，请重新打开。"),
)


def _signed_out(request: HttpRequest, draft: UUID) -> HttpResponse:
    names = (*NAMES, "base_step", "page_id")
    posted = {name: request.POST.get(name, "") for name in names}
    return CARRIER.signed_out(request, draft, {"posted": posted})


@login_not_required
@require_POST
def resume(request: SignedInRequest, draft: UUID) -> HttpResponse:
    """Sign in again and keep the carried text; only the draft's own person can (404 for others)."""
    entered = CARRIER.taken_up(request, draft)
    if entered.kept is None:
        return entered.response
    found = access.own_draft(request.user, draft)
    posted = entered.kept["posted"]
    saving.save(
        learner_id=request.user.pk,
        draft_id=found.pk,
        written=posted,
        save=_save_of(posted),
        now=timezone.now(),
    )
    messages.success(request, _("已重新登录，刚才写的都在。"))
    return entered.response
