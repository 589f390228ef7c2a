"""Pages on a narrow line: a third of the bytes."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED = frozenset(
    {
        "application/json",
        "application/manifest+json",
        "text/html",
        "text/javascript",
        "text/plain",
    }
)


class CompressedPages(GZipMiddleware):
    """Compresses what we write as text, never a stored file: those are sent in parts and are
    compressed already. Django adds up to a hundred random bytes and masks the token of a form
    anew in each page, so that the length tells nothing of a secret (BREACH)."""

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        """The response, compressed where that is allowed and shorter."""
        kind = response.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in COMPRESSED:
            return response
        return super().process_response(request, response)
