"""How much anybody may send at once, decided before the first byte is stored."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

# The fields of the form beside the file.
SLACK = 2 * 1024 * 1024


def largest_body(request: HttpRequest | None) -> int:
    """Bytes: the largest recording for people of the desk, the largest document for others."""
    user = getattr(request, "user", None)
    at_desk = user is not None and user.has_perm("wagtailadmin.access_admin")
    return int(settings.MEDIA_LIMITS["video" if at_desk else "document"]) + SLACK


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
        if content_length > largest_body(self.request):
            raise RequestDataTooBig(f"{content_length} bytes are more than may be sent here.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Passes everything on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leaves the file to the handlers after it."""
