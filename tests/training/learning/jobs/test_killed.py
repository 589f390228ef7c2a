"""A worker that is really killed, and one that is told to stop, with processes and a database of
their own."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from tests import migrated

LIMIT = 40
TASKS = DBTaskResult._meta.db_table
BEGIN = (
    "import django; django.setup()\n"
    "from django.core.management import call_command\n"
    "from training.learning.management.commands import run_due\n"
    "from training.learning.jobs import reclaiming, working\n"
    "working.MAY_FINISH = 0.5\n"
    "run_due.JOBS = {'lost tasks': reclaiming.take_up_lost}\n"
)


@pytest.fixture
def site(tmp_path: Path, django_db_setup: None) -> Path:
    """A folder with a migrated database, as VAR_DIR."""
    shutil.copy(migrated.copy(), tmp_path / "site.sqlite3")
    return tmp_path


def python(site: Path, script: str) -> subprocess.Popen[str]:
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    env |= {"DJANGO_SETTINGS_MODULE": "training.settings.test", "VAR_DIR": str(site)}
    return subprocess.Popen([sys.executable, "-c", BEGIN + script], env=env, text=True)


def ask(site: Path, sql: str) -> Any:
    with closing(sqlite3.connect(site / "site.sqlite3", timeout=20)) as database, database:
        return database.execute(sql).fetchone()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


def enqueue(site: Path) -> Path:
    begun = site / "begun"
    script = (
        "from tests.training.learning.jobs.deeds import sleep_once\n"
        f"sleep_once.enqueue(path={str(begun)!r})\n"
    )
    assert python(site, script).wait(LIMIT) == 0
    return begun


def state(site: Path) -> str:
    status: str = ask(site, f"SELECT status FROM {TASKS}")[0]
    return status


def test_a_task_outlives_its_killed_worker(site: Path) -> None:
    begun = enqueue(site)
    worker = python(site, "call_command('run_due', loop=True)\n")
    until(begun.exists)
    worker.send_signal(signal.SIGKILL)
    worker.wait(LIMIT)
    assert state(site) == "RUNNING"
    # Half a minute passes.
    ask(site, "UPDATE learning_worker SET seen_at = datetime('now', '-31 seconds')")
    ask(site, f"UPDATE {TASKS} SET started_at = datetime('now', '-31 seconds')")
    assert python(site, "call_command('run_due')\n").wait(LIMIT) == 0
    assert state(site) == "SUCCESSFUL"
    assert begun.read_text() == "begun\nbegun\n"


def test_a_worker_told_to_stop_gives_its_task_back_and_signs_off(site: Path) -> None:
    begun = enqueue(site)
    worker = python(site, "call_command('run_due', loop=True)\n")
    until(begun.exists)
    worker.terminate()
    assert worker.wait(LIMIT) == 0
    assert state(site) == "READY"
    assert ask(site, f"SELECT worker_ids FROM {TASKS}")[0] == "[]"
    assert ask(site, "SELECT count(*) FROM learning_worker")[0] == 0
