"""/office/notices/: what was sent and what became of it, the words, the quiet hours."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.core.downloads import attached
from training.notices import access, composing, exports, forms, retrying, selectors, settling
from training.notices.access import Desk
from training.notices.errors import NoticeRefused
from training.notices.kinds import CHANNELS, KINDS
from training.notices.models import Batch
from training.notices.reaching import rules_of
from training.notices.services import words_of
from training.notices.wording import Words, default_words, filled, parts_of, sample_of
from training.people.requests import SignedInRequest

BATCHES, PEOPLE = 30, 100
NAV = {"nav": "notices"}
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What was sent, the newest first, and how the channels stand."""
    desk = access.desk_of(request)
    form = forms.BatchesForm(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    found = selectors.batches_of(desk.congress, kind=asked["kind"], trouble=asked["trouble"])
    page = Paginator(found, BATCHES).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": selectors.batch_rows(list(page)),
        "channels": selectors.channel_rows(),
        "failures": selectors.failures_of(desk.congress),
        "now": desk.now,
    }
    return render(request, "pages/notices/desk.html", NAV | context)


def _batch_page(request: SignedInRequest, desk: Desk, batch: Batch) -> HttpResponse:
    form = forms.PeopleForm(request.GET)
    if not form.is_valid():
        raise Http404
    found = selectors.told_in(batch, show=form.cleaned_data["show"])
    page = Paginator(found, PEOPLE).get_page(request.GET.get("page"))
    today = timezone.localdate(desk.now)
    row = selectors.batch_rows([batch])[0]
    context = {
        "batch": batch,
        "row": row,
        "form": form,
        "page": page,
        "people": selectors.people_told(list(page), desk.congress, today),
        "channel_names": list(CHANNELS.values()),
        "now": desk.now,
    }
    return render(request, "pages/notices/batch.html", NAV | context)


@require_safe
def batch(request: SignedInRequest, batch: UUID) -> HttpResponse:
    """One batch: its people, channels, states and failures."""
    desk = access.desk_of(request)
    return _batch_page(request, desk, access.batch(desk, batch))


@require_POST
def cancel(request: SignedInRequest, batch: UUID) -> HttpResponse:
    """Take a message back before anybody got it."""
    desk = access.desk_of(request)
    known = access.batch(desk, batch)
    try:
        composing.cancel(batch=known, by=desk.officer, now=desk.now)
    except NoticeRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("已撤回，没有人收到。"))
    return redirect("notices:batch", batch=known.pk)


@require_POST
def stop(request: SignedInRequest, batch: UUID) -> HttpResponse:
    """Stop what still waits to be sent."""
    desk = access.desk_of(request)
    known = access.batch(desk, batch)
    n = composing.stop(batch=known, by=desk.officer, now=desk.now)
    told = ngettext("已停下 %(n)d 条。", "已停下 %(n)d 条。", n) % {"n": n}
    messages.success(request, told + _("收件箱里的不受影响。"))
    return redirect("notices:batch", batch=known.pk)


def _ticked(request: SignedInRequest) -> list[UUID] | None:
    """The people ticked; None when everybody was asked for. Http404 for what is no id."""
    if "all" in request.POST:
        return None
    try:
        return [UUID(value) for value in request.POST.getlist("person")]
    except ValueError as wrong:
        raise Http404 from wrong


@require_POST
def again(request: SignedInRequest, batch: UUID) -> HttpResponse:
    """Send again what did not leave, to ticked people or to everybody."""
    desk = access.desk_of(request)
    known = access.batch(desk, batch)
    people = _ticked(request)
    waiting, not_reached = retrying.retry(batch=known, people=people, by=desk.officer, now=desk.now)
    if waiting:
        told = ngettext("%(n)d 条会再发一次。", "%(n)d 条会再发一次。", waiting)
        messages.success(request, told % {"n": waiting})
    else:
        messages.warning(request, _("没有可以再发的。请先补上手机号或邮箱，或者打电话。"))
    if waiting and not_reached:
        messages.info(request, _("另有 %d 条还是发不了，原因写在名字旁边。") % not_reached)
    return redirect("notices:batch", batch=known.pk)


@require_POST
def export(request: SignedInRequest, batch: UUID) -> HttpResponse:
    """The people of a batch as Excel. A POST, because it is written into the audit log."""
    desk = access.desk_of(request)
    known = access.batch(desk, batch)
    file = exports.export_batch(
        batch=known,
        congress=desk.congress,
        by=desk.officer,
        now=desk.now,
        today=timezone.localdate(desk.now),
    )
    return attached(file.content, name=file.name, content_type=file.content_type)


@require_safe
def calls(request: SignedInRequest, batch: UUID) -> HttpResponse:
    """The people of a batch to be called by telephone, to be printed."""
    desk = access.desk_of(request)
    known = access.batch(desk, batch)
    show = request.GET.get("show", "unreached")
    if show not in {"unreached", "unread", "failed"}:
        raise Http404
    found = list(selectors.told_in(known, show=show))
    people = selectors.people_told(found, desk.congress, timezone.localdate(desk.now))
    context = {"batch": known, "people": people, "show": show, "now": desk.now, "desk": desk}
    return render(request, "pages/notices/calls.html", NAV | context)


@require_safe
def templates(request: SignedInRequest) -> HttpResponse:
    """The words of every kind."""
    desk = access.desk_of(request)
    context = {"kinds": selectors.kinds_of(desk.congress)}
    return render(request, "pages/notices/templates.html", NAV | context)


def _words_page(
    request: SignedInRequest, desk: Desk, kind: str, form: forms.WordsForm, tried: Words | None
) -> HttpResponse:
    known = KINDS[kind]
    shown = tried or words_of(kind, desk.congress)
    sample = filled(shown, known, sample_of(known) | {"congress": desk.congress.name})
    context = {
        "key": kind,
        "kind": known,
        "form": form,
        "sample": sample,
        "tried": tried is not None,
        "parts": parts_of(sample.sms),
        "length": len(sample.sms),
        "own": words_of(kind, desk.congress) != default_words(known),
    }
    return render(request, "pages/notices/template.html", NAV | context)


def _kept(desk: Desk, kind: str, form: forms.WordsForm) -> bool:
    """Whether the words were kept; if not, the reason stands beside the text."""
    try:
        settling.set_template(
            congress=desk.congress, kind=kind, words=form.words(), by=desk.officer, now=desk.now
        )
    except NoticeRefused as refused:
        form.add_error(refused.code, refused.reason)
        return False
    return True


def _looks_right(form: forms.WordsForm, kind: str) -> bool:
    """Whether words that are only tried could be kept."""
    for name, text in vars(form.words()).items():
        if told := settling.problem_of(name, text, kind):
            form.add_error(name, told)
    return form.is_valid()


@require_form
def template(request: SignedInRequest, kind: str) -> HttpResponse:
    """The words of one kind: looked at with sample values first, then kept."""
    desk = access.desk_of(request)
    access.kind(kind)
    begin = vars(words_of(kind, desk.congress))
    form = forms.WordsForm(request.POST or None, kind=kind, initial=begin)
    if request.method != "POST" or not form.is_valid():
        return _words_page(request, desk, kind, form, None)
    if "preview" in request.POST:
        tried = form.words() if _looks_right(form, kind) else None
        return _words_page(request, desk, kind, form, tried)
    if not _kept(desk, kind, form):
        return _words_page(request, desk, kind, form, None)
    messages.success(request, _("已保存，以后的通知用新的文字；发出的不变。"))
    return redirect("notices:templates")


@require_POST
def template_reset(request: SignedInRequest, kind: str) -> HttpResponse:
    """Go back to the words that come with a kind."""
    desk = access.desk_of(request)
    access.kind(kind)
    settling.reset_template(congress=desk.congress, kind=kind, by=desk.officer, now=desk.now)
    messages.success(request, _("已恢复成原来的文字。"))
    return redirect("notices:template", kind=kind)


@require_form
def rules(request: SignedInRequest) -> HttpResponse:
    """Quiet hours, signature, and how the channels stand."""
    desk = access.desk_of(request)
    form = forms.RulesForm(request.POST or None, instance=rules_of(desk.congress))
    if request.method == "POST" and form.is_valid() and _set(desk, form):
        messages.success(request, _("已保存，从现在起按它发。"))
        return redirect("notices:rules")
    context = {"form": form, "channels": selectors.channel_rows(), "now": desk.now}
    return render(request, "pages/notices/rules.html", NAV | context)


def _set(desk: Desk, form: Any) -> bool:
    try:
        settling.set_rules(rules=form.instance, by=desk.officer, now=desk.now)
    except NoticeRefused as refused:
        field = {"quiet": "quiet_until"}.get(refused.code, refused.code)
        form.add_error(field, refused.reason)
        return False
    return True
