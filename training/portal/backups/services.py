"""Making a backup, and putting one back."""

import fcntl
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from training.portal.backups import archive
from training.portal.backups.archive import Manifest
from training.portal.backups.databases import STOP_FIRST, Database, current
from training.portal.backups.errors import BackupError

# Small files that belong to the database: the signing key, the sample password, and the mark that
# the sample people are gone (without it they would be loaded again beside the real ones).
KEYS = ("secret_key", "demo_password", "real_use", "signing_key")


@dataclass(frozen=True)
class Installation:
    """Where one copy of the site keeps what is worth keeping."""

    database: Database
    media: Path
    var: Path
    version: str

    @classmethod
    def here(cls) -> "Installation":
        """The copy that the settings describe."""
        return cls(current(), Path(settings.MEDIA_ROOT), settings.VAR_DIR, settings.VERSION)


def make_backup(*, site: Installation, into: Path, now: datetime) -> Path:
    """Write one archive of database, uploads and keys; it appears only once it has been checked."""
    into.mkdir(parents=True, exist_ok=True)
    finished = into / f"lvzhi-{now:%Y%m%d-%H%M%S}.tar.gz"
    partial = finished.with_name(finished.name + ".partial")
    with _workplace(site) as folder:
        copy = folder / "copy"
        site.database.copy(copy)
        about = Manifest(
            version=site.version,
            made_at=now,
            database=site.database.kind,
            migrations=site.database.migrations(),
        )
        try:
            archive.write(partial, _worth_keeping(site, copy), about)
            _verify(partial, site, folder / "verified")
            partial.rename(finished)
        finally:
            partial.unlink(missing_ok=True)
    return finished


def restore(*, site: Installation, file: Path, now: datetime) -> Path:
    """Put an archive in place of what is here; returns the folder to which that was moved.

    Everything is unpacked and checked beside the live files first; should the exchange itself fail,
    what was there is put back.
    """
    if not file.is_file():
        raise BackupError("no_file", f"找不到备份文件“{file}”。")
    with _workplace(site) as folder, _nobody_else(site):
        unpacked = folder / "unpacked"
        unpacked.mkdir()
        manifest = archive.unpack(file, unpacked, wanted=lambda name: True)
        _refuse_what_does_not_fit(manifest, site)
        site.database.check(unpacked / site.database.file_name)
        site.database.refuse_if_in_use()
        aside = site.var / "backups" / f"before-restore-{now:%Y%m%d-%H%M%S}"
        aside.mkdir(parents=True, mode=0o700)
        _exchange(site, unpacked, aside)
    for stamp in ("database", "pack"):  # what `make run` believed about the old database
        (site.var / "stamps" / stamp).unlink(missing_ok=True)
    return aside


def _worth_keeping(site: Installation, copy: Path) -> Iterator[tuple[str, Path]]:
    yield site.database.file_name, copy
    for key in KEYS:
        if (site.var / key).exists():
            yield f"keys/{key}", site.var / key
    for path in sorted(site.media.rglob("*")):
        # The README belongs to the program; links could lead anywhere.
        if path.is_file() and not path.is_symlink() and path != site.media / "README.md":
            yield f"media/{path.relative_to(site.media).as_posix()}", path


def _verify(file: Path, site: Installation, folder: Path) -> None:
    folder.mkdir()
    name = site.database.file_name
    archive.unpack(file, folder, wanted=lambda member: member == name)
    site.database.check(folder / name)


def _refuse_what_does_not_fit(manifest: Manifest, site: Installation) -> None:
    if manifest.database != site.database.kind or site.database.file_name not in manifest.members:
        raise BackupError(
            "other_database",
            f"备份来自 {manifest.database}，本机使用 {site.database.kind}，不能恢复。没有改动任何内容。",
        )
    if _number(manifest.version) > _number(site.version):
        raise BackupError(
            "newer",
            f"备份由较新的版本 {manifest.version} 制作，本机是 {site.version}。"
            "请先升级程序，再恢复。没有改动任何内容。",
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    if unknown := sorted(set(manifest.migrations) - known):
        raise BackupError(
            "unknown_migrations",
            f"备份里的数据结构（{unknown[0]}）本机的程序还不认识。请先升级程序，再恢复。没有改动任何内容。",
        )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _exchange(site: Installation, unpacked: Path, aside: Path) -> None:
    moves = site.database.set_aside(aside)
    moves += [(path, aside / "media" / path.name) for path in _uploads(site.media)]
    moves += [(site.var / key, aside / key) for key in KEYS if (site.var / key).exists()]
    incoming = [(path, site.media / path.name) for path in _uploads(unpacked / "media")]
    keys = unpacked / "keys"
    incoming += [(keys / key, site.var / key) for key in KEYS if (keys / key).exists()]
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in [*moves, *incoming]:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, target)
            done.append((source, target))
        site.database.put_in(unpacked / site.database.file_name)
    except BaseException:
        for source, target in reversed(done):
            source.unlink(missing_ok=True)
            shutil.move(target, source)
        raise


def _uploads(media: Path) -> list[Path]:
    if not media.is_dir():
        return []
    return [path for path in sorted(media.iterdir()) if path.name != "README.md"]


@contextmanager
def _workplace(site: Installation) -> Iterator[Path]:
    """A folder beside the database, so that what was checked there moves into place whole."""
    site.var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=site.var) as folder:
        yield Path(folder)


@contextmanager
def _nobody_else(site: Installation) -> Iterator[None]:
    """Refuse while `make run` serves this folder, and keep it from starting meanwhile."""
    with (site.var / "server.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError("running", STOP_FIRST) from None
        yield
