"""/office/clients/: administrators let programs read the statistics, and shut them out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from training.insight.api import access, limits, services
from training.insight.api.errors import NameTaken
from training.insight.api.forms import ClientForm
from training.insight.api.models import Client
from training.insight.api.selectors import clients_of
from training.people.officers import Desk

NAV = {"nav": "clients"}


def _listed(request: HttpRequest, desk: Desk, form: ClientForm) -> HttpResponse:
    context = {"clients": clients_of(desk.congress), "form": form, "today": desk.today}
    context["address"] = request.build_absolute_uri(reverse("api:openapi-json"))
    context["rate"] = limits.RATE.times
    return render(request, "pages/clients/home.html", NAV | context)


def _told(request: HttpRequest, client: Client, token: str) -> HttpResponse:
    """The one page that ever shows a token; it is not kept anywhere on the way."""
    context = {"client": client, "token": token}
    context["address"] = request.build_absolute_uri(reverse("api:classes"))
    response = render(request, "pages/clients/token.html", NAV | context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The programs that may read, and a form for one more."""
    desk = access.administrator(request)
    return _listed(request, desk, ClientForm(desk=desk))


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Let a program in, and tell its token once."""
    desk = access.administrator(request)
    form = ClientForm(request.POST, desk=desk)
    if not form.is_valid():
        return _listed(request, desk, form)
    try:
        made, token = services.add_client(
            congress=desk.congress, wanted=form.wanted(), by=desk.officer, now=desk.now
        )
    except NameTaken as taken:
        form.add_error("name", str(taken))
        return _listed(request, desk, form)
    return _told(request, made, token)


@require_POST
def renew(request: HttpRequest, client: UUID) -> HttpResponse:
    """A new token for a program, told once; the old one is worthless."""
    desk = access.administrator(request)
    known = access.client(desk, client)
    token = services.renew_token(client=known, by=desk.officer, now=desk.now)
    if not token:
        messages.error(request, _("这个程序已经停用，不能换发。"))
        return redirect("clients:home")
    return _told(request, known, token)


@require_POST
def revoke(request: HttpRequest, client: UUID) -> HttpResponse:
    """Shut a program out."""
    desk = access.administrator(request)
    known = access.client(desk, client)
    if services.revoke(client=known, by=desk.officer, now=desk.now):
        messages.success(request, _("已停用，令牌马上失效。"))
    else:
        messages.info(request, _("这个程序早已停用。"))
    return redirect("clients:home")
