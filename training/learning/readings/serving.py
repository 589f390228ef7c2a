"""What stands in place of a lesson that is not open yet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from courses.catalogue.models import LessonPage
from training.learning.readings import opening


def not_open_yet(page: Any, request: HttpRequest, *args: Any) -> HttpResponse | None:
    """For Wagtail's hook before_serve_page: the page that says when or after which lesson."""
    user: Any = request.user
    if not isinstance(page, LessonPage) or not user.is_authenticated:
        return None
    if opening.sees_everything(user):
        return None
    hold = opening.hold_on(learner_id=user.pk, lesson=page, now=timezone.now())
    if hold is None:
        return None
    return render(request, "pages/catalogue/not_open.html", {"page": page, "hold": hold})
