"""The deputy's side: questioning a question of her own sitting, and noting the answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from training.learning.attempts.models import Attempt
from training.learning.attempts.objections import access, services
from training.learning.attempts.objections.errors import ObjectionRefused
from training.learning.attempts.objections.forms import ObjectionForm
from training.people.requests import SignedInRequest


def _result(attempt: UUID, position: int) -> str:
    return f"{reverse('attempts:result', args=[attempt])}#q{position}"


@require_POST
def raise_objection(request: SignedInRequest, attempt: UUID, position: int) -> HttpResponse:
    """Question a question; what could not be sent is shown again with the reason."""
    now = timezone.now()
    found = access.questionable(request.user, attempt, now)
    form = ObjectionForm(request.POST)
    if form.is_valid() and _raised(found, position, form, now):
        messages.success(
            request,
            _("您对第 %(n)d 题的疑问已经交给讲师，答复后会在首页告诉您。") % {"n": position},
        )
        return redirect(_result(attempt, position))
    context = {"form": form, "attempt": found, "position": position, "nav": "programme"}
    return render(request, "pages/attempts/objection.html", context)


def _raised(attempt: Attempt, position: int, form: ObjectionForm, now: Any) -> bool:
    """Whether it was taken; if not, the reason stands in the form."""
    try:
        services.raise_objection(
            attempt=attempt, position=position, text=form.cleaned_data["text"], now=now
        )
    except ObjectionRefused as refusal:
        form.add_error("text", refusal.reason)
        return False
    return True


def _back(request: HttpRequest) -> str:
    """Where the form says it stood, if that is here; else the home page."""
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return there if safe else reverse("portal:home")


@require_POST
def note_seen(request: SignedInRequest, objection: UUID) -> HttpResponse:
    """知道了: the answer has been read; pressed twice, nothing changes."""
    found = access.own_objection(request.user, objection)
    services.note_seen(objection=found, now=timezone.now())
    return redirect(_back(request))
