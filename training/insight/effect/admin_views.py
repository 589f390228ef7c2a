"""What a class gained by knowledge point, for the trainers who taught it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from training.insight.effect import wording
from training.insight.effect.report import effect
from training.learning.plan.access import class_at_desk
from training.people.access import Scope
from training.people.requests import SignedInRequest


@require_safe
def of_class(request: SignedInRequest, cohort: int) -> HttpResponse:
    """Before and after of one of her classes: the figures that its office sees, by point."""
    found = class_at_desk(request.user, cohort)
    ways = [(reverse("wagtailadmin_home"), _("内容工作台")), ("", _("培训前后 · %s") % found)]
    context = {
        "effect": effect(scope=Scope(found.congress), cohort=found, now=timezone.now()),
        "cautions": wording.CAUTIONS,
        "definitions": wording.DEFINITIONS,
        "crumbs": [{"url": url, "label": label} for url, label in ways],
    }
    return render(request, "admin/effect/class.html", context)


urlpatterns = [path("class/<int:cohort>/", of_class, name="class")]
