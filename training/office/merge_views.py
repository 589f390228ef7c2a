"""Merging a person who is on the roster twice: find the other record, compare, decide."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.office import access, merging, post_forms, selectors
from training.office.access import Desk
from training.people.errors import PersonRefused
from training.people.models import User

require_form = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 30


@require_safe
def choose(request: HttpRequest, person: UUID) -> HttpResponse:
    """Find the other record of the same person: those of the same name or telephone first."""
    desk = access.desk_of(request)
    known = access.manageable(desk, person)
    text = request.GET.get("q", "")[:60]
    found = selectors.alike(known, desk.congress, text, today=desk.today)[:SHOWN]
    rows = selectors.rows(list(found), desk.congress, now=desk.now, today=desk.today)
    context = {"nav": "people", "person": known, "rows": rows, "text": text}
    return render(request, "pages/office/merge_choose.html", context)


@require_form
def merge(request: HttpRequest, person: UUID, other: UUID) -> HttpResponse:
    """Two records side by side, what would move and what stays; then merge the other into this."""
    desk = access.desk_of(request)
    kept, doubled = access.manageable(desk, person), access.manageable(desk, other)
    form = post_forms.MergeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _merged(request, desk, kept, doubled):
        return redirect("office:person", person=kept.pk)
    context: dict[str, Any] = {"nav": "people", "kept": kept, "doubled": doubled, "form": form}
    try:
        context["preview"] = merging.preview(desk, kept=kept, doubled=doubled)
    except PersonRefused as refused:
        context["refusal"] = refused.reason
    context["both"] = [
        selectors.dossier(one, desk.congress, now=desk.now) for one in (kept, doubled)
    ]
    return render(request, "pages/office/merge.html", context)


def _merged(request: HttpRequest, desk: Desk, kept: User, doubled: User) -> bool:
    """Whether they were merged; if not, the page says why."""
    try:
        moved = merging.merge(desk, kept=kept, doubled=doubled)
    except PersonRefused as refused:
        messages.error(request, refused.reason)
        return False
    told = _("已合并，移过来 %(n)d 条学习记录。“%(number)s”已停用。")
    messages.success(request, told % {"n": moved, "number": doubled.number or doubled.username})
    return True


@require_POST
def move_rest(request: HttpRequest, person: UUID) -> HttpResponse:
    """What reached a merged record afterwards goes over to the kept one."""
    desk = access.desk_of(request)
    known = access.learner(desk, person)
    try:
        moved = merging.move_the_rest(desk, doubled=known)
    except PersonRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("又移过去 %d 条学习记录。") % moved)
    return redirect("office:person", person=known.pk)
