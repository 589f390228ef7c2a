"""Serving Wagtail's pages: who may see them, found in as few queries as possible."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page, Site

from training.people.page_access import may_view


def _live_page(request: HttpRequest, path: str) -> Page | None:
    """The live page at a path: two queries, where walking down the tree takes two for each level."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    tail = f"{path.strip('/')}/" if path.strip("/") else ""
    page = Page.objects.live().filter(url_path=f"{site.root_page.url_path}{tail}").first()
    return page.specific if page else None


@login_not_required
def serve(request: HttpRequest, path: str) -> HttpResponse:
    """A page she may see; the sign-in form for visitors; 404 for what is foreign or missing alike."""
    page = _live_page(request, path)
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
