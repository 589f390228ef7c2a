"""The jobs worker: every job has its turn, and none is stopped by another."""

import os
import subprocess
import sys
from threading import Event
from time import monotonic, sleep

import pytest
from django.core.management import call_command

from training.learning.jobs import rounds, working
from training.learning.jobs.above import PROMPT
from training.learning.management.commands import run_due


@pytest.fixture
def jobs(monkeypatch):
    """Jobs that note being called instead of the real ones."""
    called = []

    def broken(*, now):
        called.append("broken")
        raise RuntimeError("a poisoned row")

    def fine(*, now):
        called.append("fine")
        return 3

    monkeypatch.setattr(run_due, "JOBS", {"broken": broken, "fine": fine})
    return called


@pytest.mark.django_db
def test_one_pass_does_every_job(jobs, caplog):
    with pytest.raises(SystemExit):
        call_command("run_due")
    assert jobs == ["broken", "fine"]
    assert "job broken failed" in caplog.text


@pytest.mark.django_db
def test_one_pass_without_a_failure_ends_well(monkeypatch):
    monkeypatch.setattr(run_due, "JOBS", {"idle": lambda *, now: 0})
    call_command("run_due")


@pytest.mark.django_db
def test_the_real_jobs_run_on_an_empty_database():
    call_command("run_due")


def test_what_people_look_at_waits_for_no_long_job(monkeypatch):
    stop, turns = Event(), []
    monkeypatch.setattr(working, "PROMPT_EVERY", 0.01)
    monkeypatch.setattr(rounds, "keep", lambda runs: None)
    beside = working.Beside(stop, prompt={"figures": lambda *, now: turns.append(now) or 1})
    monkeypatch.setattr(beside, "_do_tasks", lambda: None)
    beside._prompts.start()
    try:
        until = monotonic() + 20
        while len(turns) < 3 and monotonic() < until:  # the round beside it is still at a long job
            sleep(0.01)
    finally:
        stop.set()
        beside._prompts.join(20)
    assert len(turns) >= 3
    assert "statistics" in PROMPT


def test_the_worker_ends_with_the_process_that_started_it(monkeypatch):
    stop = Event()
    run_due._rest(stop, parent=os.getppid() + 1)
    assert stop.is_set()


def test_the_worker_rests_between_rounds(monkeypatch):
    monkeypatch.setattr(run_due, "SECONDS_BETWEEN", 0)
    stop = Event()
    run_due._rest(stop, parent=None)
    assert not stop.is_set()


def test_the_loop_ends_at_once_when_told_to(tmp_path):
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "training.settings.test"}
    script = (
        "import django; django.setup()\n"
        "from training.learning.management.commands import run_due\n"
        "run_due.JOBS = {'say': lambda *, now: print('working', flush=True) or 0}\n"
        "from django.core.management import call_command\n"
        "call_command('run_due', loop=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout.readline() == "working\n"
        worker.terminate()
        assert worker.wait(timeout=10) == 0
