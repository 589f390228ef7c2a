"""How much anybody may send at once, decided before the first byte is stored."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

# The fields of the form beside the file.
SLACK = 2 * 1024 * 1024


def is_too_large(request: HttpRequest | None, size: int) -> bool:
    """Whether a form of so many bytes is more than this person may send: for people of the desk the
    largest recording, for others the largest document. Asks who it is only where it matters, so
    that ordinary forms cost nothing."""
    if size <= int(settings.MEDIA_LIMITS["document"]) + SLACK:
        return False
    user = getattr(request, "user", None)
    at_desk = user is not None and user.has_perm("wagtailadmin.access_admin")
    return not at_desk or size > int(settings.MEDIA_LIMITS["video"]) + SLACK


class BodyCap(FileUploadHandler):
    """Refuses a form that is too large by its stated length; stores nothing itself."""

    def handle_raw_input(
        self,
        input_data: Any,
        meta: dict[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Raises RequestDataTooBig before anything is read."""
        if is_too_large(self.request, content_length):
            raise RequestDataTooBig(f"{content_length} bytes are more than may be sent here.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Passes everything on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leaves the file to the handlers after it."""
