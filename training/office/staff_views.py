"""/office/staff/: administrators keep the accounts of staff; the office reads the list."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.office import access, services, staff_forms
from training.office.access import StaffDesk
from training.office.slips import printed
from training.people import services as people
from training.people import staff
from training.people.errors import PersonRefused
from training.people.models import Membership, User

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who works here, with which roles, from when to when."""
    desk = access.staff_desk_of(request)
    rows = staff.rows_of(desk.congress, desk.today)
    context = {"nav": desk.nav, "desk": desk, "rows": rows, "today": desk.today}
    return render(request, "pages/office/staff/list.html", context)


@require_form
def add(request: HttpRequest) -> HttpResponse:
    """A new colleague with her first role; then her slip."""
    desk = access.staff_changer(request)
    form = staff_forms.NewStaffForm(request.POST or None, initial={"starts_on": desk.today})
    if request.method == "POST" and form.is_valid():
        try:
            user = staff.add_staff(
                congress=desk.congress,
                details=form.details(),
                spell=form.spell(),
                by=desk.officer,
                now=desk.now,
            )
        except PersonRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("已添加。现在可以给本人打印登录条。"))
            return redirect("office:staff_person", person=user.pk)
    return render(request, "pages/office/staff/add.html", {"nav": desk.nav, "form": form})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Somebody who is there already, a deputy for instance, by her number, to give her a role."""
    desk = access.staff_changer(request)
    number = staff_forms.plain(request.GET.get("number", ""))[:40]
    named = Q(username__iexact=number) | Q(number__iexact=number)
    user = User.objects.filter(named).first() if number else None
    try:
        known = access.colleague(desk, user.pk) if user else None
    except Http404:
        known = None
    if known is None:
        messages.error(request, _("本单位没有编号是“%s”的人，请核对。") % number)
        return redirect("office:staff_add")
    return redirect("office:staff_person", person=known.pk)


@require_form
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """A colleague: her details, her roles, her account."""
    desk = access.staff_changer(request)
    known = access.colleague(desk, person)
    initial = {"name": known.name, "phone": known.phone, "email": known.email}
    initial["number"] = known.number or known.username
    form = staff_forms.StaffForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            staff.correct_staff(user=known, details=form.details(), by=desk.officer, now=desk.now)
        except PersonRefused as refused:
            form.add_error("number", refused.reason)
        else:
            messages.success(request, _("已更正，并记入审计记录。"))
            return redirect("office:staff_person", person=known.pk)
    return _shown(request, desk, known, form)


def _shown(
    request: HttpRequest, desk: StaffDesk, known: User, form: staff_forms.StaffForm
) -> HttpResponse:
    context = {
        "nav": desk.nav,
        "desk": desk,
        "person": known,
        "form": form,
        "giving": staff_forms.RoleForm(initial={"starts_on": desk.today}),
        "posts": staff.posts_of(known, desk.congress),
        "history": staff.history_of(known),
        "today": desk.today,
    }
    return render(request, "pages/office/staff/person.html", context)


@require_POST
def give(request: HttpRequest, person: UUID) -> HttpResponse:
    """One more role, from a day to a day."""
    desk = access.staff_changer(request)
    known = access.colleague(desk, person)
    form = staff_forms.RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选角色，并填从哪一天起。"))
    else:
        try:
            staff.give_role(
                user=known,
                congress=desk.congress,
                spell=form.spell(),
                by=desk.officer,
                now=desk.now,
            )
            messages.success(request, _("已给角色，并记入审计记录。"))
        except PersonRefused as refused:
            messages.error(request, refused.reason)
    return redirect("office:staff_person", person=known.pk)


@require_POST
def end(request: HttpRequest, person: UUID, post: int) -> HttpResponse:
    """A role ends, at once."""
    desk = access.staff_changer(request)
    known = access.colleague(desk, person)
    held = access.post(desk, known, post)
    if held.role in Membership.LEARNERS:
        raise Http404
    try:
        staff.end_role(post=held, last_day=staff.yesterday(desk.now), by=desk.officer, now=desk.now)
        messages.success(request, _("角色已结束，本人要重新登录。"))
    except PersonRefused as refused:
        messages.error(request, refused.reason)
    return redirect("office:staff_person", person=known.pk)


@require_POST
def account(request: HttpRequest, person: UUID) -> HttpResponse:
    """Close the account, open it again, or sign out everywhere."""
    desk = access.staff_changer(request)
    known = access.colleague(desk, person)
    try:
        if "disable" in request.POST:
            staff.disable_staff(user=known, congress=desk.congress, by=desk.officer, now=desk.now)
            messages.success(request, _("账号已停用，本人已退出。"))
        elif "enable" in request.POST:
            people.enable_person(user=known, by=desk.officer, now=desk.now)
            messages.success(request, _("账号已恢复。忘了密码的，请打印新的登录条。"))
        else:
            people.sign_out_everywhere(user=known, by=desk.officer, now=desk.now)
            messages.success(request, _("已从所有设备上退出。"))
    except PersonRefused as refused:
        messages.error(request, refused.reason)
    return redirect("office:staff_person", person=known.pk)


@require_POST
def slip(request: HttpRequest, person: UUID) -> HttpResponse:
    """A slip for a colleague, printed for handing over."""
    desk = access.staff_changer(request)
    known = access.colleague(desk, person)
    if not known.is_active or known.pk == desk.officer.pk:
        raise Http404
    slips = services.issue_slips(persons=[known], by=desk.officer, now=desk.now)
    return printed(request, desk, slips, back="office:staff")
