"""The jobs worker: every job has its turn, and none is stopped by another."""

import os
import signal
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


@pytest.fixture
def alone(monkeypatch):
    """The worker's loop without its other threads and its rows; the handlers of signals by number,
    so that a job can say stop."""
    handlers = {}
    monkeypatch.setattr(run_due.signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(working, "PROMPT_EVERY", 0.01)
    monkeypatch.setattr(rounds, "keep", lambda runs: None)
    monkeypatch.setattr(working, "give_back", lambda **_who: None)
    monkeypatch.setattr(working.Beside, "_do_tasks", lambda self: None)
    monkeypatch.setattr(working.Beside, "_beat", lambda self: None)
    for name in ("beat", "leave"):
        monkeypatch.setattr(working.beating, name, lambda **_who: None)
    return handlers


@pytest.mark.django_db
def test_what_people_look_at_waits_for_no_long_job(alone, monkeypatch):
    turns, before = [], []

    def long(*, now):
        until = monotonic() + 20
        while len(turns) < 3 and monotonic() < until:
            sleep(0.01)
        before.append(len(turns))
        alone[signal.SIGTERM](signal.SIGTERM, None)
        return 1

    monkeypatch.setattr(run_due, "JOBS", {"long": long})
    monkeypatch.setattr(run_due, "PROMPT", {"figures": lambda *, now: turns.append(now) or 1})
    call_command("run_due", loop=True)
    assert before[0] >= 3
    assert "statistics" in PROMPT


class Stuck:
    """A thread that never ends; waiting for it moves the clock."""

    def __init__(self, clock):
        self.clock = clock

    def join(self, seconds):
        self.clock.append(self.clock[-1] + seconds)


def test_all_threads_together_have_the_seconds_that_servers_allow(alone, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(working, "monotonic", lambda: clock[-1])
    beside = working.Beside(Event(), prompt={})
    beside._tasks = beside._prompts = Stuck(clock)
    beside.end()
    assert clock[-1] == 100.0 + working.MAY_FINISH


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
