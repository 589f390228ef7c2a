"""Sending a stored file: whole or in part, in pieces, as the type we say it is.

With files on this machine the bytes go through us. With object storage the reader is sent to an
address signed for five minutes; access was checked before either.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import http_date

from cms.assets.limits import CAPTIONS, DOCUMENTS, content_type, ending
from training.portal.ranges import Unsatisfiable, is_known, part_of, still_valid

PIECE = 64 * 1024
SECONDS_SIGNED = 300
# Whatever a file turns out to contain: opened by itself it may load nothing and run nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def _pieces(file: Any, first: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while length > 0 and (piece := file.read(min(PIECE, length))):
            length -= len(piece)
            yield piece


def _is_here(storage: Any, name: str) -> bool:
    """Whether the storage keeps its files on this machine."""
    try:
        storage.path(name)
    except NotImplementedError:
        return False
    return True


def disposition(name: str, filename: str) -> str:
    """Documents are saved, never shown in our pages' place; the rest is shown."""
    kind = "attachment" if ending(name) in DOCUMENTS else "inline"
    return f"{kind}; filename*=UTF-8''{quote(filename)}" if filename else kind


def _elsewhere(storage: Any, name: str, filename: str) -> HttpResponse:
    told = {
        "ResponseContentType": content_type(name),
        "ResponseContentDisposition": disposition(name, filename),
    }
    address = storage.url(name, parameters=told, expire=SECONDS_SIGNED)
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = "private, no-store"
    return response


def _bytes(request: HttpRequest, storage: Any, name: str) -> HttpResponse | StreamingHttpResponse:
    """The response with its status, length and body, by the request's conditions."""
    size, changed = storage.size(name), storage.get_modified_time(name)
    modified = http_date(changed.timestamp())
    etag = f'"{sha256(f"{name}:{size}:{changed.timestamp()}".encode()).hexdigest()[:32]}"'
    asked = request.headers
    versions = {"ETag": etag, "Last-Modified": modified, "Accept-Ranges": "bytes"}
    if is_known(asked.get("If-None-Match", ""), etag):
        return HttpResponse(status=304, headers=versions)
    try:
        part = part_of(asked.get("Range", ""), size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={**versions, "Content-Range": f"bytes */{size}"})
    if not still_valid(asked.get("If-Range", ""), etag, modified):
        part = None
    first, length = (part.first, part.length) if part else (0, size)
    body: Any = ()
    if request.method == "GET":
        body = _pieces(storage.open(name), first, length)
    response = StreamingHttpResponse(body, status=206 if part else 200, headers=versions)
    response["Content-Length"] = str(length)
    if part:
        response["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return response


def send(
    request: HttpRequest, storage: Any, name: str, filename: str = ""
) -> HttpResponse | StreamingHttpResponse:
    """A stored file to somebody who may have it; Http404 when it is not in the storage.

    `filename` is what the reader's copy is called.
    """
    # Browsers take captions from the page's own host only.
    if not _is_here(storage, name) and ending(name) not in CAPTIONS:
        return _elsewhere(storage, name, filename)
    if not storage.exists(name):
        raise Http404
    response = _bytes(request, storage, name)
    response["Content-Type"] = content_type(name)
    response["Content-Disposition"] = disposition(name, filename)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    return response
