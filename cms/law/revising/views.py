"""The desk's pages about a new text: entering its table, settling what cites the old one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.law.errors import LawRefused
from cms.law.models import Provision, StatuteVersion
from cms.law.revising import selectors, services
from cms.law.revising.forms import TableForm
from cms.law.revising.models import LawReview
from cms.law.revising.selectors import Waiting

PER_PAGE = 50
State = LawReview.State
READS = permission_required("cms.change_provision", raise_exception=True)
ENTERS = permission_required("cms.replace_statuteversion", raise_exception=True)
SETTLED = {
    "move": State.MOVED.label,
    "keep": State.KEPT.label,
    "withdraw": State.WITHDRAWN.label,
    "reopen": State.OPEN.label,
}


@require_safe
@READS
def reviews(request: HttpRequest) -> HttpResponse:
    """Everything that cites what a new text replaced, within the person's reach."""
    state = request.GET.get("state", State.OPEN.value)
    state = state if state in State.values else ""
    version = request.GET.get("version", "")
    found = selectors.reviews_for(request.user, state=state, version=version)
    kind = request.GET.get("kind", "")
    kinds = sorted({waiting.shown.kind for waiting in found})
    rows = [waiting for waiting in found if kind in ("", waiting.shown.kind)]
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("p")),
        "found": len(rows),
        "states": State.choices,
        "versions": selectors.replaced_versions(),
        "kinds": kinds,
        "state": state,
        "version": version,
        "kind": kind,
        "now": timezone.now(),
        "crumbs": _crumbs(),
    }
    return render(request, "admin/law/reviews.html", context)


@require_safe
@READS
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of content and one article: both texts side by side, and what can be done."""
    waiting = _waiting(request, pk)
    url = reverse("law_desk:review", args=[pk])
    context = {"waiting": waiting, "crumbs": _crumbs((url, waiting.shown.title))}
    return render(request, "admin/law/review.html", context)


@require_POST
@READS
def settle(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Move, keep, withdraw or reopen; a refusal says why and changes nothing."""
    waiting = _waiting(request, pk)
    if not waiting.shown.may_settle:
        raise PermissionDenied
    try:
        _settled(request, waiting, verb)
        told = _("“%(title)s”：%(state)s。")
        said = {"title": waiting.shown.title, "state": SETTLED[verb]}
        messages.success(request, told % said)
    except LawRefused as refused:
        messages.error(request, refused.reason)
        return redirect("law_desk:review", pk)
    return redirect(_back(request))


@require_POST
@READS
def move_several(request: HttpRequest) -> HttpResponse:
    """The ticked rows cite the new article; only where nothing but the number changed."""
    ticked = {int(pk) for pk in request.POST.getlist("review") if pk.isdecimal()}
    rows = selectors.reviews_for(request.user, state=State.OPEN)
    moved, refused = 0, []
    for waiting in rows:
        line = waiting.at_once
        if waiting.review.pk not in ticked or line is None or line.new is None:
            continue
        if not waiting.shown.may_settle:
            raise PermissionDenied
        try:
            services.move(
                review=waiting.review,
                to=line.new,
                by=request.user,
                now=timezone.now(),
            )
            moved += 1
        except LawRefused as mistake:
            refused.append(mistake.reason)
    told = ngettext("%(count)d 处改引了新条。", "%(count)d 处改引了新条。", moved)
    messages.success(request, told % {"count": moved})
    for reason in dict.fromkeys(refused):
        messages.error(request, reason)
    return redirect(_back(request))


@require_POST
@ENTERS
def look_again(request: HttpRequest, key: str) -> HttpResponse:
    """List what came to cite the old text after its table was entered."""
    version = get_object_or_404(StatuteVersion, key=key)
    count = sum(
        services.open_reviews(old=old, new=version, by=request.user, now=timezone.now())
        for old in version.replaces.all()
    )
    told = _("又列入 %(count)d 处。") if count else _("没有新的，都已经列入了。")
    messages.success(request, told % {"count": count} if count else told)
    return redirect(f"{reverse('law_desk:reviews')}?version={key}")


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
def enter(request: HttpRequest) -> HttpResponse:
    """Which text replaces which; a posted table is shown as understood, nothing is written."""
    form = TableForm(request.POST or None, request.FILES or None, initial=_entered(request))
    crumbs = _crumbs((reverse("law_desk:enter"), _("录入新旧条号对照")))
    context: dict[str, Any] = {"form": form, "crumbs": crumbs}
    if request.method == "POST" and form.is_valid():
        context |= {"table": form.understood(), "text": form.table_text()}
        context |= {"old": form.cleaned_data["old"], "new": form.new_version()}
        if "again" not in request.POST:
            return render(request, "admin/law/plan.html", context)
    return render(request, "admin/law/enter.html", context)


@require_POST
@ENTERS
def apply_table(request: HttpRequest) -> HttpResponse:
    """Write the table that was looked at, in one transaction, and show what waits because of it."""
    form = TableForm(request.POST)
    if not form.is_valid() or "confirmed" not in request.POST:
        messages.error(request, _("还没有录入：请看过各行，勾上确认，再按“录入”。"))
        return render(request, "admin/law/enter.html", {"form": form, "crumbs": _crumbs()})
    try:
        done = services.enter_table(
            old=form.cleaned_data["old"],
            new=form.new_version(),
            table=form.understood(),
            by=request.user,
            now=timezone.now(),
            ends=form.cleaned_data["ends"],
        )
    except LawRefused as refused:
        messages.error(request, refused.reason)
        return render(request, "admin/law/enter.html", {"form": form, "crumbs": _crumbs()})
    told = _("对照表录入了 %(lines)d 行，有 %(reviews)d 处内容要复核。")
    messages.success(request, told % {"lines": done.lines, "reviews": done.reviews})
    return redirect("law_desk:reviews")


def _entered(request: HttpRequest) -> dict[str, Any]:
    """The table of the text named in `of`, to be corrected; nothing otherwise."""
    new = StatuteVersion.objects.filter(key=request.GET.get("of", "")).first()
    old = new.replaces.first() if new else None
    if new is None or old is None:
        return {}
    return {"old": old, "new": new, "ends": old.in_force_to, "table": selectors.table_text(new)}


def _settled(request: HttpRequest, waiting: Waiting, verb: str) -> None:
    said: dict[str, Any] = {
        "review": waiting.review,
        "by": request.user,
        "now": timezone.now(),
        "note": request.POST.get("note", ""),
    }
    if verb == "move":
        services.move(to=_target(request, waiting), **said)
    elif verb in {"keep", "withdraw", "reopen"}:
        getattr(services, verb)(**said)
    else:
        raise Http404


def _target(request: HttpRequest, waiting: Waiting) -> Provision:
    targets = {str(line.new_id): line.new for line in waiting.targets if line.new}
    chosen = targets.get(request.POST.get("to", "")) or next(iter(targets.values()), None)
    if chosen is None:
        raise LawRefused(_("这一条删去了，没有可以改引的新条。请编辑，或者撤下。"))
    return chosen


def _waiting(request: HttpRequest, pk: int) -> Waiting:
    waiting = selectors.review_for(request.user, pk)
    if waiting is None:
        raise Http404
    return waiting


def _back(request: HttpRequest) -> str:
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if safe else reverse("law_desk:reviews")


def _crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    steps = [
        (reverse("wagtailadmin_home"), _("内容工作台")),
        (reverse("law_desk:reviews"), _("法条变动")),
        *more,
    ]
    last = len(steps) - 1
    return [
        {"url": "" if n == last else url, "label": label} for n, (url, label) in enumerate(steps)
    ]
