"""The door of Wagtail's admin: who comes in, which of its rooms stay shut, and what is foreign
there.

Wagtail refuses a foreign page with a redirect from most of its views, and from some not at all;
here whatever belongs to another congress is not found, as everywhere else.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.desk import frame
from cms.desk.ownership import scoped

# A second form to sign in would have no limit on tries.
SIGN_IN = "wagtailadmin_login"
SHUT = frozenset(
    {
        "wagtailadmin_error_test",
        # Passwords are given out on slips, never by mail.
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
        # These list the uploads of every congress, whoever asks; nothing at the desk uses them.
        "wagtailadmin_api:documents:listing",
        "wagtailadmin_api:documents:detail",
        "wagtailadmin_api:documents:find",
        "wagtailadmin_api:images:listing",
        "wagtailadmin_api:images:detail",
        "wagtailadmin_api:images:find",
    }
)
SHUT_ROUTES = frozenset({"admin/test404/"})
PAGE_PARTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
PAGE_KEYS = ("wagtailadmin_pages", "wagtailadmin_api:pages")
UPLOAD_ACTIONS = ("add", "change", "delete", "choose")
Named = tuple[type[Model], Any]


def _is_shut(name: str, route: str) -> bool:
    # Wagtail offers every snippet chooser a page to make a snippet, and fails there without a form.
    chooser, _found, view = name.partition(":")
    makes = chooser.startswith("wagtailsnippetchoosers_") and view == "create"
    return makes or name in SHUT or route in SHUT_ROUTES


def _in_address(name: str, parts: dict[str, Any]) -> Iterator[Named]:
    """The pages and uploads that an address names."""
    picture, document = get_image_model(), get_document_model()
    models = {
        **dict.fromkeys(PAGE_PARTS, Page),
        "image_id": picture,
        "document_id": document,
        "doc_id": document,
    }
    keys = {
        **dict.fromkeys(PAGE_KEYS, Page),
        "wagtailimages_chooser": picture,
        "wagtaildocs_chooser": document,
    }
    by_key = keys.get(name.rpartition(":")[0])
    for part, value in parts.items():
        if model := by_key if part == "pk" else models.get(part):
            yield model, value


def _behind_question_mark(
    request: HttpRequest, name: str, parts: dict[str, Any]
) -> Iterator[Named]:
    """The rows that are chosen or acted upon together."""
    chosen = request.GET.getlist("id")
    if name == "wagtailadmin_choose_page_chosen_multiple":
        yield from ((Page, pk) for pk in chosen)
    elif name == "wagtail_bulk_action":
        try:
            model = apps.get_model(parts["app_label"], parts["model_name"])
        except LookupError:
            return
        # All of a list means all of its page's children, or all that the person may change.
        everything = (Page, request.GET.get("childOf")) if model is Page else (model, "all")
        yield from (everything if pk == "all" else (model, pk) for pk in chosen)


def _is_own(user: Any, model: type[Model], pk: Any) -> bool:
    """Whether a row is there, and not of a foreign congress."""
    uploads = {get_image_model(), get_document_model()}
    if not str(pk).isdecimal():
        return pk == "all" and model in uploads
    rows: Any = model._default_manager.all()
    if issubclass(model, Page):
        rows = frame.own_pages(user, rows)
    elif model in uploads:
        policy = policy_registry.get_by_type(model)
        rows = policy.instances_user_has_any_permission_for(user, UPLOAD_ACTIONS)
    elif hasattr(model, "owner_root"):
        rows = scoped(user, rows)
    return bool(rows.filter(pk=pk).exists())


def _sign_in(request: HttpRequest) -> HttpResponse:
    """The site's own form in place of Wagtail's, with the page asked for."""
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{request.GET.urlencode()}")


def _turned_away(request: HttpRequest) -> HttpResponse:
    """Back to her own door: the sign-in form would only send her here again."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        raise PermissionDenied
    messages.error(request, _("内容管理只对讲师、审稿人和管理员开放。"))
    return redirect(settings.LOGIN_REDIRECT_URL)


def _own_only(request: HttpRequest, name: str, parts: dict[str, Any]) -> None:
    named = [*_in_address(name, parts), *_behind_question_mark(request, name, parts)]
    if not all(_is_own(request.user, model, pk) for model, pk in named):
        raise Http404


class DeskDoor:
    """Stands before every view under /admin/; who is not signed in was asked to before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, parts: dict[str, Any]
    ) -> HttpResponse | None:
        """Lets desk people in; raises Http404 for what is shut, foreign or not there."""
        match, user = request.resolver_match, request.user
        if match is None or not match.route.startswith("admin/"):
            return None
        if not user.is_authenticated:
            return _sign_in(request) if match.view_name == SIGN_IN else None
        if not user.has_perm("wagtailadmin.access_admin"):
            return _turned_away(request)
        if match.view_name == SIGN_IN:
            return redirect("wagtailadmin_home")
        if _is_shut(match.view_name, match.route):
            raise Http404
        if not user.is_superuser:
            _own_only(request, match.view_name, parts)
        return None
