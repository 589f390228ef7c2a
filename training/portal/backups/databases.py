"""The two kinds of database: how each is copied, checked and replaced."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, Protocol

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from training.portal.backups.errors import BackupError

STOP_FIRST = (
    "数据库正在被使用。请先停止服务（make run 的窗口按 Ctrl+C），再恢复。没有改动任何内容。"
)


class Database(Protocol):
    """What backing up and restoring ask of a database."""

    @property
    def kind(self) -> Literal["sqlite", "postgresql"]: ...
    @property
    def file_name(self) -> str: ...
    def copy(self, target: Path) -> None: ...
    def migrations(self) -> list[str]: ...
    def check(self, copy: Path) -> None: ...
    def refuse_if_in_use(self) -> None: ...
    def set_aside(self, folder: Path) -> list[tuple[Path, Path]]: ...
    def put_in(self, copy: Path) -> None: ...


def current() -> Database:
    """The database this installation is configured for."""
    chosen = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        return SqliteFile(Path(str(chosen["NAME"])))
    return Postgres(chosen)


class SqliteFile:
    """A database in one file; `VACUUM INTO` copies it whole and consistent while people work."""

    kind: Literal["sqlite"] = "sqlite"
    file_name = "database/site.sqlite3"

    def __init__(self, path: Path) -> None:
        self.path = path

    def copy(self, target: Path) -> None:
        """Copy the state of this moment."""
        if not self.path.exists():
            raise BackupError("no_database", "还没有数据库。请先运行 make setup 或 make run。")
        with closing(sqlite3.connect(self.path, timeout=20)) as source:
            source.execute("VACUUM INTO ?", [str(target)])

    def migrations(self) -> list[str]:
        """The migrations applied, as app.name."""
        with closing(sqlite3.connect(self.path, timeout=20)) as source:
            rows = source.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2")
            return [f"{app}.{name}" for app, name in rows]

    def check(self, copy: Path) -> None:
        """Raise BackupError unless SQLite finds the copy whole, foreign keys included."""
        try:
            with closing(sqlite3.connect(copy)) as database:
                verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
                stray = database.execute("PRAGMA foreign_key_check").fetchone()
        except sqlite3.DatabaseError as why:
            raise BackupError("damaged", f"数据库副本打不开：{why}。") from why
        if verdict != "ok" or stray:
            raise BackupError("damaged", f"数据库副本没有通过完整性检查：{stray or verdict}。")

    def refuse_if_in_use(self) -> None:
        """Raise BackupError when another process has the file open; also empties its journal."""
        if not self.path.exists():
            return
        with closing(sqlite3.connect(self.path, timeout=1)) as database:
            try:
                # Leaving WAL mode needs the file for oneself: every open connection prevents it.
                database.execute("PRAGMA journal_mode=DELETE").fetchone()
            except sqlite3.OperationalError as why:
                raise BackupError("in_use", STOP_FIRST) from why
            except sqlite3.DatabaseError:
                return  # a damaged file is a reason to restore, not to refuse

    def set_aside(self, folder: Path) -> list[tuple[Path, Path]]:
        """The moves that take the present files away."""
        names = [self.path.name + suffix for suffix in ("", "-wal", "-shm")]
        present = [self.path.with_name(name) for name in names]
        return [(path, folder / path.name) for path in present if path.exists()]

    def put_in(self, copy: Path) -> None:
        """Make a checked copy the database, and check it where it now lies."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(copy, self.path)
        self.check(self.path)


class Postgres:
    """A database on a server, through PostgreSQL's own programs."""

    kind: Literal["postgresql"] = "postgresql"
    file_name = "database/site.dump"

    def __init__(self, chosen: Mapping[str, Any]) -> None:
        names = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
        names |= {"HOST": "PGHOST", "PORT": "PGPORT"}
        given = {
            variable: str(chosen[name]) for name, variable in names.items() if chosen.get(name)
        }
        self.environment = {**os.environ, **given}

    def copy(self, target: Path) -> None:
        """Dump the state of this moment."""
        self._run("pg_dump", "-Fc", "--no-owner", "--no-privileges", "-f", str(target))

    def migrations(self) -> list[str]:
        """The migrations applied, as app.name."""
        applied = MigrationRecorder(connection).applied_migrations()
        connection.close()  # our own connection must not count as somebody using the database
        return sorted(f"{app}.{name}" for app, name in applied)

    def check(self, copy: Path) -> None:
        """Raise BackupError unless pg_restore can read the dump to its end."""
        self._run("pg_restore", "-f", os.devnull, str(copy))

    def refuse_if_in_use(self) -> None:
        """Raise BackupError when anybody else is connected."""
        others = self._run(
            "psql",
            "-XAtc",
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        if others.strip() != "0":
            raise BackupError("in_use", STOP_FIRST)

    def set_aside(self, folder: Path) -> list[tuple[Path, Path]]:
        """Keep a dump of the present state; nothing has to be moved."""
        self.copy(folder / "site.dump")
        return []

    def put_in(self, copy: Path) -> None:
        """Replace the whole schema in one transaction: all of it or nothing."""
        contents = self._run("pg_restore", "--list", str(copy)).splitlines()
        listing = copy.with_suffix(".list")
        # The schema itself is made below, so that tables newer than the dump go with the old one.
        listing.write_text("\n".join(line for line in contents if " SCHEMA - " not in line))
        script = copy.with_suffix(".sql")
        self._run("pg_restore", "--no-owner", "-L", str(listing), "-f", str(script), str(copy))
        self._run(
            "psql", "-Xq1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull,
            "-c", "DROP SCHEMA public CASCADE; CREATE SCHEMA public", "-f", str(script),
        )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> str:
        found = shutil.which(program) or next(
            map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)),
            None,
        )
        if found is None:
            need = "请运行：sudo apt-get install postgresql-client"
            raise BackupError("no_program", f"缺少程序 {program}。{need}")
        done = subprocess.run(  # noqa: S603 - fixed programs, no shell
            [found, *arguments], env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise BackupError("damaged", f"{program} 没有成功：{done.stderr.strip()}")
        return done.stdout
