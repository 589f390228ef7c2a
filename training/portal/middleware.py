"""Headers that depend on where a page lives."""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

# Wagtail 8's date pickers, choosers and InlinePanel emit inline scripts without a nonce, and its
# page editor one inline style: the one measured exception to the strict policy.
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "img-src": [SELF, "data:", "blob:", *settings.FILE_ORIGINS],
}


# Wagtail renders a preview through a request of its own to the page's address; the editor then
# shows it in a frame. Nothing else about the page's policy changes.
PREVIEW_POLICY = {"frame-ancestors": [SELF]}


class AdminContentSecurityPolicy:
    """Loosens the policy under /admin/ and nowhere else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response["X-Frame-Options"] = "SAMEORIGIN"  # the editor shows previews in a frame
            response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]
        elif getattr(request, "is_dummy", False):
            response._csp_replace = PREVIEW_POLICY  # type: ignore[attr-defined]
        return response


class PrivatePages:
    """Pages of a signed-in person stay out of shared caches and out of the back button after
    sign-out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response
