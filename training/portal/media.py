"""Uploaded files, with byte ranges. Pictures in the public collection for all, others for
signed-in people."""

import mimetypes
import re
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from cms.assets.models import Picture, PictureRendition

PUBLIC = "公开"
RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
PIECE = 64 * 1024


def _is_public(name: str) -> bool:
    pictures = Picture.objects.filter(collection__name=PUBLIC)
    return (
        pictures.filter(file=name).exists()
        or PictureRendition.objects.filter(file=name, image__collection__name=PUBLIC).exists()
    )


def _is_picture(name: str) -> bool:
    return name.startswith(("images/", "original_images/"))


def _bounds(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a Range header; None when it cannot be met (RFC 9110, 14.1.2)."""
    match = RANGE.match(header)
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first == "":
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end < size else None


def _piece(file: Any, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left > 0 and (chunk := file.read(min(PIECE, left))):
            left -= len(chunk)
            yield chunk


@login_not_required
@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponse | StreamingHttpResponse:
    """A picture she may see, whole or in part; documents go through Wagtail's own view and its
    hook."""
    allowed = _is_picture(name) and (request.user.is_authenticated or _is_public(name))
    if not allowed or ".." in name or not default_storage.exists(name):
        raise Http404
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    size = default_storage.size(name)
    file = default_storage.open(name)
    header = request.headers.get("Range")
    if not header:
        response: FileResponse | StreamingHttpResponse = FileResponse(file, content_type=kind)
    else:
        bounds = _bounds(header, size)
        if bounds is None:
            file.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        start, end = bounds
        response = StreamingHttpResponse(_piece(file, start, end), status=206, content_type=kind)
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
        response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=86400"
    return response
