"""The jobs worker: does what is due, every ten seconds or once."""

import logging
import os
import signal
from collections.abc import Callable
from datetime import datetime
from threading import Event
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from cms.assets.renditions import prepare_pictures
from courses.exchange.working import carry_on
from training.learning.attempts.analysis.services import analyse_due
from training.learning.attempts.regrading.services import finish_regrades
from training.learning.attempts.services import close_overdue
from training.learning.consequences.checking import check_folds
from training.learning.consequences.settling import judge_due
from training.learning.diagnosis.services import close_abandoned
from training.learning.outbox.queue import handle_left_behind
from training.learning.plan.services import renew_due
from training.learning.readings.services import tell_left_behind as tell_of_reading
from training.learning.watching.services import tell_left_behind as tell_of_watching
from training.learning.xapi.forwarding import forward

log = logging.getLogger("training.jobs")

Job = Callable[..., int]
JOBS: dict[str, Job] = {
    "consequences": handle_left_behind,
    "overdue attempts": close_overdue,
    "readings": tell_of_reading,
    "watching": tell_of_watching,
    "abandoned diagnoses": close_abandoned,
    "regradings": finish_regrades,
    "item analysis": analyse_due,
    "question imports": carry_on,
    "pictures": prepare_pictures,
    "new requirements": judge_due,
    "nightly check": check_folds,
    "plans": renew_due,
    "forwarding": forward,
}
SECONDS_BETWEEN = 10


class Command(BaseCommand):
    help = "执行到期的任务：一次，或用 --loop 每十秒一次。可以随时停止，也可以同时运行几个。"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--with-parent` is for `make run`: the worker must not outlive the web server."""
        parser.add_argument("--loop", action="store_true", help="持续运行，每十秒检查一次。")
        parser.add_argument(
            "--with-parent", action="store_true", help="启动它的进程结束时，自己也结束。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every job once; with `--loop` until a signal, or the end of the parent, says stop."""
        if not options["loop"]:
            failed = [name for name, job in JOBS.items() if not run(name, job, timezone.now())]
            if failed:
                raise SystemExit(1)
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        parent = os.getppid() if options["with_parent"] else None
        while not stop.is_set():
            for name, job in JOBS.items():
                run(name, job, timezone.now())
            close_old_connections()
            _rest(stop, parent)


def run(name: str, job: Job, now: datetime) -> bool:
    """Do one job; a failure is logged and stops no other job. Says whether it went well."""
    try:
        done = job(now=now)
    except Exception:  # whatever one job meets, the next one must still run
        log.exception("job %s failed", name)
        return False
    if done:
        log.info("job %s: %d done", name, done)
    return True


def _rest(stop: Event, parent: int | None) -> None:
    """Wait for the next round, or for the reason to end."""
    until = monotonic() + SECONDS_BETWEEN
    while monotonic() < until and not stop.wait(1):
        if parent is not None and os.getppid() != parent:
            log.info("the server has ended, so does its jobs worker")
            stop.set()
