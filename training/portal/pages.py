"""Serving Wagtail's pages: who may see them, found in as few queries as possible."""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page, Site

from courses.catalogue.models import LessonPrerequisite
from training.learning import evidence
from training.people.page_access import FREQUENT, frequent_child, may_view


@cache
def _home_path() -> str:
    """The url_path of the site's root page; forgotten when a page is not found below it."""
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    return str(site.root_page.url_path) if site else "/"


def _find(path: str, learner: Any) -> Page | None:
    """The live page at a path in one query for frequent types, two for others."""
    tail = f"{path.strip('/')}/" if path.strip("/") else ""
    page = (
        Page.objects.live()
        .select_related(*FREQUENT)
        .annotate(has_firsts=Exists(LessonPrerequisite.objects.filter(lesson=OuterRef("pk"))))
        .annotate(done_at=evidence.completion_by(learner))
        .filter(url_path=f"{_home_path()}{tail}")
        .first()
    )
    if page is None:
        return None
    child = frequent_child(page)
    if child is not None:
        child.has_firsts, child.done_at = page.has_firsts, page.done_at
    return child or page.specific


def _live_page(path: str, learner: Any) -> Page | None:
    """As _find, looking again with a fresh root when nothing is there: the root may have moved."""
    if page := _find(path, learner):
        return page
    _home_path.cache_clear()
    return _find(path, learner)


@login_not_required
def serve(request: HttpRequest, path: str) -> HttpResponse:
    """A page she may see; the sign-in form for visitors; 404 for what is foreign or missing
    alike."""
    page = _live_page(path, request.user.pk)
    allowed = page is not None and may_view(request.user, page)
    if not allowed and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if page is None or not allowed:
        raise Http404
    for hook in hooks.get_hooks("before_serve_page"):
        response: Any = hook(page, request, [], {})
        if isinstance(response, HttpResponse):
            return response
    return page.serve(request)
