"""/my/inbox/: what one was told. Opening a notice is a POST, because it marks it as read; whoever
comes by a link from a mail marks it with a button, or with the page's script."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.notices import access, inbox
from training.people.access import standing
from training.people.requests import SignedInRequest

PER_PAGE = 20


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """Everything one was told, or what is unread."""
    only_unread = request.GET.get("show") == "unread"
    found = inbox.notices_of(request.user.pk, unread=only_unread)
    context = {
        "nav": "inbox",
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "only_unread": only_unread,
        "unread": inbox.unread_count(request.user.pk),
    }
    return render(request, "pages/notices/inbox.html", context)


@require_safe
def notice(request: SignedInRequest, notice: UUID) -> HttpResponse:
    """One notice, in the words of the moment when it was told."""
    known = access.own_notice(request.user, notice)
    local = url_has_allowed_host_and_scheme(known.link, {request.get_host()})
    context = {"nav": "inbox", "notice": known, "link": known.link if local else ""}
    return render(request, "pages/notices/notice.html", context)


@require_POST
def opened(request: SignedInRequest, notice: UUID) -> HttpResponse:
    """Mark one as read and show it; with `back` show the list again, with `go` what it is about."""
    known = access.own_notice(request.user, notice)
    inbox.mark_read(person=request.user, notices=[known.pk], now=timezone.now())
    if request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(status=204)
    local = url_has_allowed_host_and_scheme(known.link, {request.get_host()})
    if "go" in request.POST and local:
        return redirect(known.link)
    if "back" in request.POST:
        return redirect("notices:inbox")
    return redirect("notices:notice", notice=known.pk)


@require_POST
def kept_unread(request: SignedInRequest, notice: UUID) -> HttpResponse:
    """Put one back among the unread ones."""
    known = access.own_notice(request.user, notice)
    inbox.mark_unread(person=request.user, notice=known.pk)
    messages.success(request, _("已放回未读。"))
    return redirect("notices:inbox")


@require_POST
def all_read(request: SignedInRequest) -> HttpResponse:
    """Mark everything as read."""
    n = inbox.mark_read(person=request.user, notices=None, now=timezone.now())
    told = ngettext("已把 %(n)d 条标为已读。", "已把 %(n)d 条标为已读。", n) % {"n": n}
    messages.success(request, told)
    return redirect("notices:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: SignedInRequest) -> HttpResponse:
    """Which groups of notices also come by e-mail and text message."""
    if request.method == "POST":
        inbox.set_wishes(person=request.user, wanted=request.POST.getlist("wanted"))
        messages.success(request, _("已保存。收件箱里照常都有。"))
        return redirect("notices:wishes")
    held = standing(request.user, timezone.localdate())
    context = {
        "nav": "inbox",
        "choices": inbox.wishes_of(request.user),
        "places": inbox.reached_at(request.user),
        "rules": inbox.rules_for(held),
    }
    return render(request, "pages/notices/wishes.html", context)
