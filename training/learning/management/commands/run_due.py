"""The jobs worker: does what is due, every ten seconds or once, and the tasks of the queue."""

import logging
import os
import signal
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
from training.learning.attendance.refusals import prune as prune_refusals
from training.learning.certificates.runs import forget_old
from training.learning.consequences.checking import check_folds
from training.learning.consequences.settling import judge_due
from training.learning.diagnosis.services import close_abandoned
from training.learning.enquiries.reminding import remind_unanswered
from training.learning.feedback.jobs import feedback_due
from training.learning.jobs import beating, doing
from training.learning.jobs.above import ABOVE, PROMPT, Job
from training.learning.jobs.reclaiming import prune, take_up_lost
from training.learning.jobs.rounds import round_of
from training.learning.jobs.working import Beside
from training.learning.offline.preparing import prepare_packs
from training.learning.outbox.queue import handle_left_behind
from training.learning.plan.services import renew_due
from training.learning.readings.services import tell_left_behind as tell_of_reading
from training.learning.reminders.services import remind_due
from training.learning.watching.services import tell_left_behind as tell_of_watching
from training.learning.xapi.forwarding import forward
from training.notices.composing import tell_waiting
from training.notices.delivering import deliver
from training.people.desk import settle_due
from training.people.sessions import forget_expired

log = logging.getLogger("training.jobs")

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
    "offline packs": prepare_packs,
    "new requirements": judge_due,
    "nightly check": check_folds,
    "plans": renew_due,
    "forwarding": forward,
    "reminders": remind_due,
    "unanswered questions": remind_unanswered,
    "office messages": tell_waiting,
    "messages": deliver,
    "seats at the desk": settle_due,
    "expired sessions": forget_expired,
    "printed certificates": forget_old,
    "feedback": feedback_due,
    "refused check-ins": prune_refusals,
    "lost tasks": take_up_lost,
    "old tasks": prune,
    **ABOVE,
}
SECONDS_BETWEEN = 10


class Command(BaseCommand):
    help = "执行到期的任务：一次，或用 --loop 持续执行。可以随时停止，也可以同时运行几个。"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--with-parent` is for `make run`: the worker must not outlive the web server."""
        parser.add_argument(
            "--loop",
            action="store_true",
            help="持续运行：定时任务每十秒一轮，队列里的任务随到随做。",
        )
        parser.add_argument(
            "--with-parent", action="store_true", help="启动它的进程结束时，自己也结束。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every job and every ready task once; with `--loop` until a signal, or the end of the
        parent, says stop."""
        if not options["loop"]:
            if not _once():
                raise SystemExit(1)
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        parent = os.getppid() if options["with_parent"] else None
        beside = Beside(stop, prompt=PROMPT)
        beside.begin()
        while not stop.is_set():
            round_of(JOBS, stop)
            close_old_connections()
            _rest(stop, parent)
        beside.end()


def _once() -> bool:
    """One round and the ready tasks; says whether all went well."""
    worker = beating.new_id()
    beating.beat(worker_id=worker, now=timezone.now())
    well = round_of({**JOBS, **PROMPT}, Event())
    _done, failed = doing.do_ready(worker_id=worker)
    beating.leave(worker_id=worker, now=timezone.now())
    return well and not failed


def _rest(stop: Event, parent: int | None) -> None:
    """Wait for the next round, or for the reason to end."""
    until = monotonic() + SECONDS_BETWEEN
    while monotonic() < until and not stop.wait(1):
        if parent is not None and os.getppid() != parent:
            log.info("the server has ended, so does its jobs worker")
            stop.set()
