"""Django's SQLite, but that those who wait to write ask often, and all alike (see ADR 5).

SQLite has no queue: who finds the file taken sleeps and asks again, a longer time after each try,
up to a tenth of a second. Under load whoever came last asks most often and gets in, and who has
waited longest hardly ever asks. Here everybody asks every millisecond until the same deadline;
nothing else about a transaction is different.
"""

import sqlite3
from time import monotonic
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.utils import debug_transaction

PAUSE_MS = 2
"""SQLite asks twice within so many, a millisecond apart; then we ask again from the beginning."""


class DatabaseWrapper(base.DatabaseWrapper):
    """What settings name as ENGINE: the package around this module."""

    def _start_transaction_under_autocommit(self) -> None:
        mode: str | None = self.transaction_mode  # type: ignore[attr-defined]
        if mode is None:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        begin = f"BEGIN {mode}"
        with self.wrap_database_errors, debug_transaction(self, begin):
            wait_for_turn(self.connection, begin, self.get_connection_params()["timeout"])


def wait_for_turn(connection: sqlite3.Connection, begin: str, seconds: float) -> None:
    """Begin a transaction as soon as the file is free; sqlite3.OperationalError, as ever, when it
    is not within so many seconds. The connection's own patience is what it was."""
    until = monotonic() + seconds
    connection.execute(f"PRAGMA busy_timeout={PAUSE_MS}")
    try:
        while not _begun(connection, begin, last=monotonic() >= until):
            pass
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")


def _begun(connection: Any, begin: str, *, last: bool) -> bool:
    try:
        connection.execute(begin)
    except sqlite3.OperationalError as why:
        # The low byte is the error, those above say which kind of it.
        if last or why.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
