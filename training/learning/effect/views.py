"""One's own before and after; nobody else's."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from training.learning.effect.own import own_effect
from training.people.access import standing
from training.people.requests import SignedInRequest


@require_GET
def own(request: SignedInRequest) -> HttpResponse:
    """Before and after by knowledge point, in words."""
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404
    effect = own_effect(request.user.pk, timezone.now())
    return render(request, "pages/effect/own.html", {"effect": effect, "nav": "record"})
