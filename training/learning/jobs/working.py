"""The threads beside the rounds of run_due: one does tasks, one the prompt jobs, one says that the
process lives.

Threads, not processes: a process more would take some 60 MiB, and what is heavy (printing PDFs)
runs in a process of its own anyway. ADR 0036.
"""

import logging
from collections.abc import Callable, Mapping
from threading import Event, Thread
from time import monotonic

from django.db import close_old_connections, connections
from django.utils import timezone

from training.learning.jobs import beating, doing
from training.learning.jobs.above import Job
from training.learning.jobs.reclaiming import give_back
from training.learning.jobs.rounds import round_of

log = logging.getLogger("training.jobs")

LOOKS_EVERY = 1.0
"""Seconds between two looks at an empty queue."""
PROMPT_EVERY = 10.0
"""Seconds between two rounds of the prompt jobs."""
MAY_FINISH = 8.0
"""Seconds that the threads together have to end after the word to stop; servers kill after ten or
more."""


class Beside:
    """The threads of one worker; `begin` and `end` are called once each. The `prompt` jobs have
    rounds of their own, so that they wait for none that takes long."""

    def __init__(self, stop: Event, prompt: Mapping[str, Job]) -> None:
        self.stop = stop
        self.prompt = prompt
        self.worker_id = beating.new_id()
        self._tasks = Thread(target=self._do_tasks, name="tasks", daemon=True)
        self._prompts = Thread(target=self._do_prompt, name="prompt", daemon=True)
        self._beats = Thread(target=self._beat, name="beats", daemon=True)

    def begin(self) -> None:
        """Start them. The first sign of life is written before the first task is taken."""
        _tried(lambda: beating.beat(worker_id=self.worker_id, now=timezone.now()))
        self._beats.start()
        self._tasks.start()
        self._prompts.start()

    def end(self) -> None:
        """Wait a little for the task and the job at hand, else give the task back, and sign off."""
        until = monotonic() + MAY_FINISH
        for thread in (self._tasks, self._prompts):
            thread.join(max(until - monotonic(), 0))
        _tried(lambda: give_back(worker_id=self.worker_id))
        _tried(lambda: beating.leave(worker_id=self.worker_id, now=timezone.now()))

    def _do_tasks(self) -> None:
        while not self.stop.is_set():
            done = _tried(self._do_one)
            close_old_connections()
            if not done:
                self.stop.wait(LOOKS_EVERY)
        connections.close_all()

    def _do_one(self) -> bool:
        task = doing.claim(worker_id=self.worker_id)
        if task is not None:
            doing.do(task)
        return task is not None

    def _do_prompt(self) -> None:
        while not self.stop.is_set():
            round_of(self.prompt, self.stop)
            close_old_connections()
            self.stop.wait(PROMPT_EVERY)
        connections.close_all()

    def _beat(self) -> None:
        while not self.stop.wait(beating.EVERY.total_seconds()):
            _tried(lambda: beating.beat(worker_id=self.worker_id, now=timezone.now()))
            close_old_connections()
        connections.close_all()


def _tried(what: Callable[[], object]) -> object:
    """Do it; a database that is away for a while must not end the thread. None after a failure."""
    try:
        return what()
    except Exception:
        log.exception("the jobs worker could not reach its database")
        return None
