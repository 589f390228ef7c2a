"""The archive: one tar.gz whose last member, the manifest, holds the hash of every other one.

Read only through `unpack`, which writes nothing but plain files with the few names it knows.
"""

import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from training.portal.backups.errors import BackupError

MANIFEST = "manifest.json"
FOLDERS = {"database", "keys", "media"}
CHUNK = 1024 * 1024
DAMAGED = "备份文件不完整或已损坏：{why}。没有改动任何内容。"


class Manifest(BaseModel):
    """What an archive says about itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    version: str
    made_at: datetime
    database: Literal["sqlite", "postgresql"]
    migrations: list[str]
    members: dict[str, str] = {}


def write(target: Path, files: Iterable[tuple[str, Path]], about: Manifest) -> Manifest:
    """Pack the files under the given names; returns the manifest with their hashes.

    A file that vanished since it was listed is left out: it was deleted while we were packing.
    """
    members: dict[str, str] = {}
    with _private(target) as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
        for name, path in files:
            with suppress(FileNotFoundError), path.open("rb") as source:
                members[name] = _add(tar, name, source)
        manifest = about.model_copy(update={"members": members})
        _add(tar, MANIFEST, io.BytesIO(manifest.model_dump_json(indent=1).encode()))
    return manifest


def unpack(archive: Path, into: Path, *, wanted: Callable[[str], bool]) -> Manifest:
    """Check every byte of an archive and write the wanted members below a folder.

    Raises BackupError for anything damaged, missing, doubled, or not named as we name things.
    """
    found: dict[str, str] = {}
    try:
        with tarfile.open(archive, mode="r:gz") as tar:
            for member in tar:
                _refuse_a_strange_member(member, found)
                source = tar.extractfile(member)
                assert source is not None  # noqa: S101 - a regular file always has contents
                keep = member.name == MANIFEST or wanted(member.name)
                found[member.name] = _take(source, into / member.name if keep else None)
        manifest = Manifest.model_validate_json((into / MANIFEST).read_bytes())
    except (tarfile.TarError, EOFError, zlib.error, FileNotFoundError, ValidationError) as why:
        raise _damaged(type(why).__name__) from why
    found.pop(MANIFEST)
    if found != manifest.members:
        differing = sorted(set(found.items()) ^ set(manifest.members.items()))
        raise _damaged(f"“{differing[0][0]}”与清单不符")
    return manifest


def _add(tar: tarfile.TarFile, name: str, source: IO[bytes]) -> str:
    entry = tarfile.TarInfo(name)
    entry.size = source.seek(0, os.SEEK_END)
    entry.mode = 0o600
    source.seek(0)
    reader = _Hashing(source)
    tar.addfile(entry, reader)
    return reader.hash.hexdigest()


def _take(source: IO[bytes], target: Path | None) -> str:
    reader = _Hashing(source)
    if target is None:
        while reader.read(CHUNK):
            pass
        return reader.hash.hexdigest()
    target.parent.mkdir(parents=True, exist_ok=True)
    with _private(target) as file:
        while chunk := reader.read(CHUNK):
            file.write(chunk)
    return reader.hash.hexdigest()


def _refuse_a_strange_member(member: tarfile.TarInfo, found: dict[str, str]) -> None:
    path = PurePosixPath(member.name)
    clean = str(path) == member.name and ".." not in path.parts and "\\" not in member.name
    known = member.name == MANIFEST or (len(path.parts) > 1 and path.parts[0] in FOLDERS)
    if not (member.isreg() and clean and known) or member.name in found:
        raise BackupError(
            "strange", f"备份文件里有不该有的内容“{member.name}”，已拒绝。没有改动任何内容。"
        )


def _damaged(why: str) -> BackupError:
    return BackupError("damaged", DAMAGED.format(why=why))


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner may read, on the disk before we go on."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


class _Hashing(io.RawIOBase):
    """Reads on and hashes what passes."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.source.read(size)
        self.hash.update(chunk)
        return chunk
