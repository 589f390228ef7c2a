"""Access to documents: only for people who may see content of a congress."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail import hooks

from training.people.access import standing

PUBLIC = "公开"


@hooks.register("before_serve_document")
def members_only(document: Any, request: HttpRequest) -> HttpResponse | None:
    """A document is for the members of the congress whose name its collection bears, or public."""
    if document.collection.name == PUBLIC:
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    held = standing(request.user, timezone.localdate())
    if not request.user.is_superuser and document.collection.name not in {
        congress.name for congress in held.congresses
    }:
        raise Http404
    return None
