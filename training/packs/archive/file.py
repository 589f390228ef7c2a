"""The archive file: a zip with a manifest that holds the digest of every member.

    manifest.json            format, product version, what it is, digests
    objects/<digest>.json    a piece of content each, named by the digest of its reference
    files/<sha256>           pictures, documents and recordings

Read only through `open_archive`: names we do not write are refused, nothing is unpacked to a path
taken from the archive, sizes are counted while reading, and every digest is compared.
"""

import hashlib
import json
import lzma
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Literal

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.packs.archive.errors import ArchiveRefused

MANIFEST = "manifest.json"
NAME = re.compile(r"manifest\.json|objects/[0-9a-f]{40}\.json|files/[0-9a-f]{64}")
# What the standard library makes of a spoiled file: ValueError for a name that is no UTF-8 and for
# a member said to lie before the beginning of the file, RuntimeError for one said to be locked.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)
MOST_MEMBERS = 50_000
LARGEST_OBJECT = 5 * 1024 * 1024
LARGEST_MANIFEST = 20 * 1024 * 1024
MOST_TEXT = 40 * 1024 * 1024
PIECE = 1024 * 1024


class Manifest(BaseModel):
    """What an archive says about itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    kind: Literal["lvzhi-content"] = "lvzhi-content"
    product: str = Field(max_length=40)
    made_at: datetime
    programme: str = Field(max_length=255)
    congress: str = Field(max_length=255)
    left_out: list[str] = []
    members: dict[str, str] = {}


class Archive:
    """A checked archive: its manifest, its objects in the order they were written, its files."""

    def __init__(self, manifest: Manifest, objects: list[dict[str, Any]], folder: Path) -> None:
        self.manifest = manifest
        self.objects = objects
        self.folder = folder

    def file(self, digest: str) -> Path | None:
        """Where a file of the archive lies while it is open; None for one it does not have."""
        path = self.folder / digest
        # A digest from the archive is compared with the names we gave, never used as a path.
        return path if path in set(self.folder.iterdir()) else None


def member_of(ref: str) -> str:
    """The name of the member that holds a piece of content."""
    return f"objects/{hashlib.sha256(ref.encode()).hexdigest()[:40]}.json"


def write_archive(
    target: Path, manifest: Manifest, objects: list[dict[str, Any]], files: dict[str, Any]
) -> Manifest:
    """Write an archive whole or not at all; returns the manifest with every digest."""
    members: dict[str, str] = {}
    unfinished = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as packed:
            for content in objects:
                text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()
                name = member_of(content["ref"])
                members[name] = hashlib.sha256(text).hexdigest()
                packed.writestr(name, text)
            for digest, file in files.items():
                members[f"files/{digest}"] = digest
                with file.open("rb") as source, packed.open(f"files/{digest}", "w") as member:
                    for piece in source.chunks():
                        member.write(piece)
            whole = manifest.model_copy(update={"members": members})
            packed.writestr(MANIFEST, whole.model_dump_json(indent=1))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return whole


def _damaged(why: str) -> ArchiveRefused:
    told = _("内容包不完整或者已经损坏：%s。没有改动任何内容，请重新导出一份。")
    return ArchiveRefused("damaged", [told % why])


@contextmanager
def open_archive(source: Path | IO[bytes]) -> Iterator[Archive]:
    """Check every byte of an archive and hold it open; raises ArchiveRefused for anything strange,
    damaged or too large. Its files lie in a folder of ours that goes when the block ends."""
    with tempfile.TemporaryDirectory(prefix="lvzhi-archive-") as folder:
        try:
            with zipfile.ZipFile(source) as packed:
                archive = _checked(packed, Path(folder))
        except DAMAGE as why:
            raise _damaged(type(why).__name__) from why
        yield archive


def _checked(packed: zipfile.ZipFile, folder: Path) -> Archive:
    entries = packed.infolist()
    if len(entries) > MOST_MEMBERS:
        raise ArchiveRefused("too_many", [_("内容包里的文件太多，这不是正常的内容包。")])
    names = [entry.filename for entry in entries]
    strange = [name for name in names if not NAME.fullmatch(name)]
    if strange or len(set(names)) != len(names) or MANIFEST not in names:
        raise ArchiveRefused("strange", [_("这不是从本系统导出的内容包。")])
    if any(entry.flag_bits & 1 for entry in entries):
        raise ArchiveRefused("locked", [_("内容包加了密码，打不开。请导入没有密码的一份。")])
    manifest = _manifest(_text(packed, MANIFEST, LARGEST_MANIFEST))
    if set(manifest.members) != set(names) - {MANIFEST}:
        raise _damaged(_("清单和内容对不上"))
    objects, total = [], 0
    for name, digest in manifest.members.items():
        if name.startswith("objects/"):
            text = _text(packed, name, LARGEST_OBJECT)
            total += len(text)
            if total > MOST_TEXT:
                raise _too_large()
            _same(hashlib.sha256(text).hexdigest(), digest, name)
            objects.append(_object(text, name))
    _unpack_files(packed, manifest, folder)
    return Archive(manifest, objects, folder)


def _manifest(text: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as why:
        told = _("这不是本系统的内容包，或者它来自更新的版本。请先升级本站再导入。")
        raise ArchiveRefused("format", [told]) from why


def _object(text: bytes, name: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as why:
        raise _damaged(name) from why
    if not isinstance(content, dict) or member_of(str(content.get("ref"))) != name:
        raise _damaged(name)
    return content


def _same(found: str, told: str, name: str) -> None:
    if found != told:
        raise _damaged(_("%s 与清单不符") % name)


def _too_large() -> ArchiveRefused:
    most = filesizeformat(settings.CONTENT_ARCHIVE_BYTES)
    return ArchiveRefused("too_large", [_("内容包太大，最多 %s。") % most])


def _text(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member in memory. What its header says about its size is not believed."""
    with packed.open(name) as member:
        text = member.read(most + 1)
    if len(text) > most:
        raise _too_large()
    return text


def _unpack_files(packed: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    total = 0
    for name in manifest.members:
        if not name.startswith("files/"):
            continue
        digest = hashlib.sha256()
        with packed.open(name) as member, (folder / name.removeprefix("files/")).open("wb") as out:
            while piece := member.read(PIECE):
                total += len(piece)
                if total > settings.CONTENT_ARCHIVE_BYTES:
                    raise _too_large()
                digest.update(piece)
                out.write(piece)
        _same(digest.hexdigest(), name.removeprefix("files/"), name)
