"""Handing out a file to be kept."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attached(content: bytes | str, *, name: str, content_type: str) -> HttpResponse:
    """A response that browsers save under this name, in whatever script it is written."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
