"""Handing out a file to be kept."""

from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header


def attached(content: bytes | str, *, name: str, content_type: str) -> HttpResponse:
    """A response that browsers save under this name, in whatever script it is written."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def attached_stream(
    lines: Iterator[bytes], *, name: str, content_type: str
) -> StreamingHttpResponse:
    """The same of a file that is written while it is sent."""
    response = StreamingHttpResponse(lines, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def attached_file(file: IO[bytes], *, name: str, content_type: str) -> FileResponse:
    """The same of an open file, which is closed when it was sent."""
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
