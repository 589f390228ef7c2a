"""Who waits to write on SQLite asks often, however long it takes, and gives up when ever she did."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.db.utils import ConnectionHandler

from training.portal.fair_sqlite3.base import PAUSE_MS, wait_for_turn
from training.settings.base import SQLITE_OPTIONS

SHORT = 0.2


@pytest.fixture
def site(tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    """A database in a file, with the options that ship but less patience."""
    chosen = {
        "ENGINE": "training.portal.fair_sqlite3",
        "NAME": tmp_path / "site.sqlite3",
        "OPTIONS": {**SQLITE_OPTIONS, "timeout": SHORT},
    }
    handler = ConnectionHandler({"default": chosen})
    with django_db_blocker.unblock():
        yield handler["default"]
        handler.close_all()


def patience(connection: Any) -> int:
    """How long it waits for the file outside the beginning of transactions, in milliseconds."""
    with connection.cursor() as cursor:
        found: int = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    return found


def writing(site: Any) -> Any:
    """Another one with the same file, in the middle of a write."""
    site.ensure_connection()
    other = sqlite3.connect(
        site.settings_dict["NAME"], isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")
    return closing(other)


def begin(site: Any) -> None:
    """A transaction of Django's on that database, and its end."""
    site.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    site.rollback()
    site.set_autocommit(True)


def test_she_begins_once_the_other_has_ended(site: Any) -> None:
    with writing(site) as other:
        ending = Timer(SHORT / 4, other.rollback)
        ending.start()
        begin(site)
        ending.join()
    assert patience(site) == SHORT * 1000


def test_she_gives_up_in_the_end_and_may_try_again(site: Any) -> None:
    with writing(site):
        with pytest.raises(OperationalError, match="locked"):
            begin(site)
        assert patience(site) == SHORT * 1000
    begin(site)


class Taken:
    """A connection to a file that is taken so many times."""

    def __init__(self, times: int, code: int = sqlite3.SQLITE_BUSY) -> None:
        self.times, self.code = times, code
        self.asked: list[str] = []

    def execute(self, query: str) -> None:
        """BEGIN fails while it is taken."""
        self.asked.append(query)
        if query.startswith("BEGIN") and self.times:
            self.times -= 1
            why = sqlite3.OperationalError("database is locked")
            why.sqlite_errorcode = self.code
            raise why


def test_however_long_she_waits_she_asks_as_often_as_who_came_last() -> None:
    old = Taken(200)
    wait_for_turn(old, "BEGIN IMMEDIATE", 20)  # type: ignore[arg-type]
    assert old.asked[0] == f"PRAGMA busy_timeout={PAUSE_MS}"
    assert old.asked[1:-1] == ["BEGIN IMMEDIATE"] * 201
    assert old.asked[-1] == "PRAGMA busy_timeout=20000"


def test_of_what_is_no_waiting_she_hears_at_once() -> None:
    broken = Taken(1, sqlite3.SQLITE_IOERR)
    with pytest.raises(sqlite3.OperationalError):
        wait_for_turn(broken, "BEGIN IMMEDIATE", 20)  # type: ignore[arg-type]
    assert broken.asked[-1] == "PRAGMA busy_timeout=20000"


def test_a_transaction_of_several_steps_is_all_or_nothing(site: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: site)
    with site.cursor() as cursor:
        cursor.execute("CREATE TABLE notes (text TEXT)")

        def interrupted() -> None:
            with transaction.atomic():
                cursor.execute("INSERT INTO notes VALUES ('a')")
                raise KeyError

        with pytest.raises(KeyError):
            interrupted()
        assert cursor.execute("SELECT count(*) FROM notes").fetchone() == (0,)
        with transaction.atomic():
            cursor.execute("INSERT INTO notes VALUES ('b')")
        assert cursor.execute("SELECT count(*) FROM notes").fetchone() == (1,)
