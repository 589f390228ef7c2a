"""What a browser needs to keep the site on a phone; nothing of it depends on who asks."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from training.portal.app import wording
from training.portal.app import worker as service_worker

COLOUR = "#a61b1b"
PAPER = "#ffffff"


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, asked for anew each time: how a browser learns of another release."""
    response = HttpResponse(service_worker.script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Name, colours and icons for the phone's home screen."""
    sizes = (("192x192", "app-192.png", "any"), ("512x512", "app-512.png", "any"))
    icons = [*sizes, ("512x512", "app-maskable-512.png", "maskable")]
    told = {
        "id": "/my/",
        "name": str(settings.SITE_NAME),
        "short_name": str(settings.SITE_NAME)[:12],
        "description": _("人大代表的履职学习：课程、案例、练习，没有网络也能学。"),
        "lang": translation.get_language(),
        "dir": "ltr",
        "start_url": reverse("portal:home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": COLOUR,
        "background_color": PAPER,
        "icons": [
            {"src": static(f"img/{name}"), "sizes": size, "type": "image/png", "purpose": purpose}
            for size, name, purpose in icons
        ],
    }
    response = JsonResponse(told, content_type="application/manifest+json")
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def fallback(request: HttpRequest, language: str) -> HttpResponse:
    """The page that stands in for one that cannot be had; says what is on this phone."""
    context = {"language": language, "site_name": settings.SITE_NAME}
    with translation.override(language):
        response = render(request, "pages/app/fallback.html", context)
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def words(request: HttpRequest, language: str) -> HttpResponse:
    """The sentences of the scripts by key."""
    with translation.override(language):
        told = {key: str(text) for key, text in wording.WORDS.items()}
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=3600"
    return response
