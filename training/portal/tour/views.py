"""/my/tour/: the first minute."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from training.people.access import standing
from training.people.requests import SignedInRequest
from training.people.tour import seen
from training.portal.tour.screens import LAST_STEP, SCREENS, SIZE_STEP


def _learner_only(request: SignedInRequest) -> None:
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """One screen: text size first, then what is where, then the offer of a diagnosis."""
    _learner_only(request)
    asked = request.GET.get("step", "")
    step = min(max(int(asked) if asked.isdecimal() else SIZE_STEP, SIZE_STEP), LAST_STEP)
    context = {"step": step, "last": LAST_STEP, "nav": "mine", "before": step - 1}
    if SIZE_STEP < step < LAST_STEP:
        context["screen"] = SCREENS[step - 2]
    return render(request, "pages/tour/page.html", context | {"following": step + 1})


@require_POST
def done(request: SignedInRequest) -> HttpResponse:
    """Seen, or skipped: on to the diagnosis or to the home page."""
    _learner_only(request)
    seen(person=request.user, now=timezone.now())
    return redirect("diagnosis:home" if "diagnosis" in request.POST else "portal:home")
