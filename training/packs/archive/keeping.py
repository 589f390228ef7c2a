"""Uploaded archives between looking at them and importing them: private files that go after a
day."""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from training.packs.archive.errors import ArchiveRefused

KEPT_FOR = timedelta(days=1)


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "archives"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(upload: Any, now: datetime) -> UUID:
    """Store an upload under a name of ours; older ones go. Raises ArchiveRefused when too large."""
    if upload.size > settings.CONTENT_ARCHIVE_BYTES:
        most = filesizeformat(settings.CONTENT_ARCHIVE_BYTES)
        raise ArchiveRefused("too_large", [_("内容包太大，最多 %s。") % most])
    folder = _folder()
    for old in folder.glob("*.zip"):
        with suppress(FileNotFoundError):
            if old.stat().st_mtime < (now - KEPT_FOR).timestamp():
                old.unlink()
    token = uuid4()
    path = folder / f"{token}.zip"
    with path.open("xb") as out:
        path.chmod(0o600)
        for piece in upload.chunks():
            out.write(piece)
    return token


def kept(token: UUID) -> Path | None:
    """Where an upload lies; None when it is gone."""
    path = _folder() / f"{token}.zip"
    return path if path.exists() else None


def drop(token: UUID) -> None:
    """Forget an upload that is imported."""
    (_folder() / f"{token}.zip").unlink(missing_ok=True)
