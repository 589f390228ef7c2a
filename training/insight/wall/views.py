"""/insight/wall/: the screen of the meeting room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from training.insight import forms
from training.insight.access import viewing
from training.insight.wall.showing import wall_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The whole screen, or with `part` what changes on it."""
    look = viewing(request)
    asked = forms.asked(request.GET, scope=look.scope, now=look.now)
    if asked.cohort is None:
        return render(request, "pages/insight/empty.html", {"nav": "overview", "scope": look.scope})
    wall = wall_of(scope=look.scope, cohort=asked.cohort, now=look.now)
    page = "_wall" if request.GET.get("part") else "wall"
    context = {"wall": wall, "cohort": asked.cohort, "scope": look.scope, "query": asked.query}
    return render(request, f"pages/insight/{page}.html", context)
