"""What the machine itself can do: acknowledged single-row writes a second, as SQLite is set
here."""

import sqlite3
import statistics
import time
from pathlib import Path

TABLE = (
    "CREATE TABLE answer(learner INT, question INT, choice INT, saved_at REAL,"
    " PRIMARY KEY(learner, question))"
)
UPSERT = (
    "INSERT INTO answer VALUES(?, ?, ?, ?)"
    " ON CONFLICT(learner, question)"
    " DO UPDATE SET choice=excluded.choice, saved_at=excluded.saved_at"
)


def python_ms(times: int = 20) -> float:
    """CPU time of a fixed piece of Python: runs on machines of different speed compare by it."""
    taken = []
    for _ in range(times):
        began = time.thread_time()
        table: dict[int, str] = {}
        for number in range(20_000):
            table[number % 97] = f"{number}x"
        taken.append((time.thread_time() - began) * 1000)
    return statistics.median(taken)


def upserts_per_second(folder: Path, seconds: float = 1.5) -> float:
    """Each upsert in a transaction of its own, written through to the disk (synchronous=FULL)."""
    path = folder / "floor.sqlite3"
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(TABLE)
    done, began = 0, time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(UPSERT, (done % 65, done % 20, done % 4, now))
        connection.execute("COMMIT")
        done += 1
    connection.close()
    path.unlink()
    return done / seconds
