"""Migrating an empty SQLite database takes most of a minute of work; it is done once and copied.

The copy lies under var/tests and is named after everything that decides what migrations make.
Django still runs `migrate` on it, which then finds nothing to do.
"""

import fcntl
import hashlib
import sqlite3
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

from django.db import connections

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "tests"
held = ExitStack()  # what must stay open while the database is being made


def begin() -> None:
    """Let the test database start from the copy, or, without one, be alone while making it."""
    connection: Any = connections["default"]
    if connection.vendor != "sqlite":
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    lock = held.enter_context((FOLDER / "lock").open("w"))
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not copy().exists():
        return
    create = connection.creation._create_test_db

    def create_filled(*args: Any, **kwargs: Any) -> str:
        name: str = create(*args, **kwargs)
        target = sqlite3.connect(name, uri=name.startswith("file:"))
        # A database in memory lives as long as somebody is connected to it.
        held.enter_context(closing(target))
        with closing(sqlite3.connect(copy())) as source:
            source.backup(target)
        return name

    connection.creation._create_test_db = create_filled


def end() -> None:
    """Keep what was made, in place of any older copy, and let the next process begin."""
    connection: Any = connections["default"]
    if connection.vendor != "sqlite":
        return
    if not copy().exists():
        for older in FOLDER.glob("*.sqlite3"):
            older.unlink()
        partial = copy().with_suffix(".partial")
        with suppress(FileNotFoundError):
            partial.unlink()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(partial)])
        partial.rename(copy())
    held.close()


def copy() -> Path:
    """The migrated SQLite database; it exists once `django_db_setup` is through."""
    decisive = [ROOT / "requirements.txt", ROOT / "training" / "settings" / "base.py"]
    decisive += sorted(ROOT.glob("*/migrations/*.py"))
    decisive += sorted(ROOT.glob("training/*/migrations/*.py"))
    total = hashlib.sha256()
    for path in decisive:
        total.update(path.read_bytes())
    return FOLDER / f"{total.hexdigest()[:16]}.sqlite3"
