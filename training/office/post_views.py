"""The desk about one person: a lost phone, her devices, her memberships, leaving."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from training.office import access, post_forms, services
from training.office.access import Desk
from training.office.slips import printed
from training.people import posts
from training.people import services as people
from training.people.errors import PersonRefused
from training.people.models import User

require_form = require_http_methods(["GET", "HEAD", "POST"])


def _back(known: User) -> HttpResponse:
    return redirect("office:person", person=known.pk)


@require_form
def lost(request: HttpRequest, person: UUID) -> HttpResponse:
    """Say what follows on a lost phone; then sign her out everywhere and print a new slip."""
    desk = access.desk_of(request)
    known = access.manageable(desk, person)
    if request.method == "POST" and known.is_active:
        return printed(request, desk, [services.lost_phone(desk=desk, person=known)])
    context = {"nav": "people", "person": known, "devices": known.sessions.count()}
    return render(request, "pages/office/lost.html", context)


@require_POST
def sign_out(request: HttpRequest, person: UUID) -> HttpResponse:
    """Sign her out on one device, or on all of them."""
    desk = access.desk_of(request)
    known = access.manageable(desk, person)
    if token := request.POST.get("device", ""):
        people.sign_out_device(user=known, token=token, by=desk.officer, now=desk.now)
    else:
        people.sign_out_everywhere(user=known, by=desk.officer, now=desk.now)
    messages.success(request, _("已退出。密码没有变，本人可以用原来的密码再登录。"))
    return _back(known)


@require_form
def add_post(request: HttpRequest, person: UUID) -> HttpResponse:
    """One more membership: a delegation, a group, another unit."""
    desk = access.desk_of(request)
    known = access.manageable(desk, person)
    form = post_forms.PostForm(
        request.POST or None, congress=desk.congress, initial={"starts_on": desk.today}
    )
    if request.method == "POST" and form.is_valid() and _begun(desk, known, form):
        messages.success(request, _("已加上任职，并记入审计记录。"))
        return _back(known)
    context = {"nav": "people", "person": known, "form": form}
    return render(request, "pages/office/post.html", context)


def _begun(desk: Desk, known: User, form: post_forms.PostForm) -> bool:
    """Whether the membership was begun; if not, the reason stands on the form."""
    typed = form.cleaned_data
    try:
        posts.begin_post(
            person=known,
            organisation=typed["organisation"],
            details=form.details(),
            starts_on=typed["starts_on"],
            by=desk.officer,
            now=desk.now,
        )
    except PersonRefused as refused:
        form.add_error(None, refused.reason)
        return False
    return True


@require_form
def end_post(request: HttpRequest, person: UUID, post: int) -> HttpResponse:
    """End one membership on a day, with the reason."""
    desk = access.desk_of(request)
    known = access.manageable(desk, person)
    held = access.post(desk, known, post)
    form = post_forms.EndPostForm(request.POST or None, initial={"last_day": desk.today})
    if request.method == "POST" and form.is_valid():
        try:
            posts.end_post(membership=held, by=desk.officer, now=desk.now, **form.cleaned_data)
        except PersonRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("任职已结束，并记入审计记录。"))
            return _back(known)
    context = {"nav": "people", "person": known, "held": held, "form": form}
    return render(request, "pages/office/end_post.html", context)


@require_form
def leave(request: HttpRequest, person: UUID) -> HttpResponse:
    """She is no longer a deputy here: resigned, moved, recalled, died."""
    desk = access.desk_of(request)
    known = access.manageable(desk, person)
    form = post_forms.LeaveForm(request.POST or None, initial={"last_day": desk.today})
    if request.method == "POST" and form.is_valid() and _left(desk, known, form):
        messages.success(request, _("已记下离任，并记入审计记录。学习记录都保留。"))
        return _back(known)
    context = {"nav": "people", "person": known, "form": form}
    return render(request, "pages/office/leave.html", context)


def _left(desk: Desk, known: User, form: post_forms.LeaveForm) -> bool:
    """Whether leaving was written down; if not, the reason stands on the form."""
    try:
        services.leave(desk=desk, person=known, leaving=services.Leaving(**form.cleaned_data))
    except PersonRefused as refused:
        form.add_error(None, refused.reason)
        return False
    return True
