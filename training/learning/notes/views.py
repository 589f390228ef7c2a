"""One's own notes: written beside a page, listed and taken along under /my/notes/."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from training.learning.notes import selectors, services
from training.learning.notes.services import NoteTooLong, Saved
from training.people.access import standing
from training.people.page_access import readable_page
from training.people.requests import SignedInRequest

LONGEST_WORDS = 60


def _learner_only(request: SignedInRequest) -> None:
    """Http404 for people who do not learn here."""
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404


@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """Her notes, the newest first; those with the words that are looked for."""
    _learner_only(request)
    typed = request.GET.get("q", "")[:LONGEST_WORDS]
    words = "".join(sign if sign.isprintable() else " " for sign in typed).strip()
    notes = selectors.notes_of(learner_id=request.user.pk, words=words)
    context = {"notes": notes, "words": words, "longest": LONGEST_WORDS, "nav": "mine"}
    return render(request, "pages/notes/mine.html", context)


@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """The same as a text file that every phone and computer opens."""
    _learner_only(request)
    text = selectors.as_text(learner_id=request.user.pk)
    # The mark in front tells Windows that this is not GB18030.
    reply = HttpResponse("\ufeff" + text, content_type="text/plain; charset=utf-8")
    reply["Content-Disposition"] = (
        "attachment; filename*=UTF-8''%E6%88%91%E7%9A%84%E7%AC%94%E8%AE%B0.txt"
    )
    return reply


@require_POST
def save(request: SignedInRequest, page: int) -> HttpResponse:
    """Store the note on a page; answers with what is stored now, or leads back to the page."""
    read = readable_page(request.user, page)
    base = request.POST.get("base", "")
    try:
        saved = services.save_note(
            learner_id=request.user.pk,
            activity=read.activity_uuid,
            page_title=read.title,
            text=request.POST.get("text", ""),
            base=int(base) if base.isascii() and base.isdecimal() and len(base) < 10 else 0,
            now=timezone.now(),
        )
    except NoteTooLong as refusal:
        return _refused(request, refusal, f"{read.url}#note")
    return _stored(request, saved, f"{read.url}#note")


def _by_script(request: SignedInRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _refused(request: SignedInRequest, refusal: NoteTooLong, back: str) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"reason": refusal.reason}, status=422)
    messages.error(request, refusal.reason)
    context = {"text": request.POST.get("text", ""), "back": back, "nav": "mine"}
    return render(request, "pages/notes/too_long.html", context, status=422)


def _stored(request: SignedInRequest, saved: Saved, back: str) -> HttpResponse:
    if _by_script(request):
        at = timezone.localtime(saved.updated_at).strftime("%H:%M")
        told = {"text": saved.text, "revision": saved.revision, "merged": saved.merged, "at": at}
        return JsonResponse(told)
    if saved.merged:
        messages.warning(request, _("另一台设备上也写过，两处的话都留着，请看一看。"))
    else:
        messages.success(request, _("笔记已保存，只有您自己看得到。"))
    return redirect(back)


@require_POST
def remove(request: SignedInRequest, note: UUID) -> HttpResponse:
    """Take one of her notes away for good, after she confirmed it on the page."""
    _learner_only(request)
    if not services.remove_note(learner_id=request.user.pk, note=note):
        raise Http404
    messages.success(request, _("笔记已删除。"))
    return redirect("notes:mine")
