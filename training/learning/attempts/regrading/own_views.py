"""The deputy's side: noting that she has read of changed marks."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from training.learning.attempts.regrading import services
from training.people.requests import SignedInRequest


def _ids(texts: list[str]) -> list[UUID]:
    """The ids among them; junk is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@require_POST
def changes_seen(request: SignedInRequest) -> HttpResponse:
    """知道了: these changes of her marks have been read; pressed twice, nothing changes."""
    changes = _ids(request.POST.getlist("change"))
    services.note_seen(learner_id=request.user.pk, changes=changes, now=timezone.now())
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return redirect(there if safe else reverse("portal:home"))
