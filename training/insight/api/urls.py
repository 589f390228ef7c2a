"""Addresses for programs: no session and no sign-in form, a token instead."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from training.insight.api.endpoints import api


def _for_programs(pattern: Any) -> URLPattern:
    """The same address without the sign-in form. Forms are checked as everywhere; nothing here
    takes one."""

    @login_not_required
    @require_safe
    def answered(request: HttpRequest, **parts: Any) -> HttpResponse:
        response: HttpResponse = pattern.callback(request, **parts)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return path(str(pattern.pattern), answered, name=pattern.name)


app_name = "api"
urlpatterns = [_for_programs(pattern) for pattern in api.urls[0]]
