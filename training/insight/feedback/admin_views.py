"""Results for the trainers of a class, at their desk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from training.insight.feedback.report import class_report
from training.learning.feedback.models import FeedbackForm
from training.learning.plan.access import class_at_desk, classes_at_desk
from training.people.requests import SignedInRequest


@require_safe
def classes(request: SignedInRequest) -> HttpResponse:
    """Those of her classes that were asked."""
    asked = FeedbackForm.objects.order_by().values("cohort")
    found = classes_at_desk(request.user).filter(pk__in=asked)
    context = {"cohorts": list(found), "crumbs": _crumbs()}
    return render(request, "admin/feedback/classes.html", context)


@require_safe
def of_class(request: SignedInRequest, cohort: int) -> HttpResponse:
    """What one of her classes thought."""
    found = class_at_desk(request.user, cohort)
    report = class_report(cohort=found, now=timezone.now())
    context = {"report": report, "crumbs": _crumbs(str(found))}
    return render(request, "admin/feedback/of_class.html", context)


def _crumbs(here: str = "") -> list[dict[str, str]]:
    ways = [(reverse("wagtailadmin_home"), _("内容工作台"))]
    ways.append((reverse("feedback_desk:classes") if here else "", _("满意度")))
    if here:
        ways.append(("", here))
    return [{"url": url, "label": label} for url, label in ways]


urlpatterns = [
    path("", classes, name="classes"),
    path("class/<int:cohort>/", of_class, name="class"),
]
