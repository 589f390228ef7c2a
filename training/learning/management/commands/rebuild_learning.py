"""Check or rebuild everything that follows from the statement log."""

import json
import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections

from training.learning import evidence
from training.people.models import User

# One batch is one transaction of writing: a person who learns meanwhile waits no longer than that.
STATEMENTS_AT_ONCE = 2000
# SQLite lets one write at a time and knows no queue: learners get their turn between two batches.
TURN = 0.05
PEOPLE_AT_ONCE = 500
MOST_SHOWN = 1000


def batches() -> Iterator[list[UUID]]:
    """Everybody, in batches of so many people that their logs stay small; in the order of their
    ids, and never all of them in memory."""
    last = UUID(int=0)
    while True:
        people = User.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        some = list(people[:PEOPLE_AT_ONCE])
        if not some:
            return
        last = some[-1]
        yield from _split(evidence.log_sizes(some))


def _split(sizes: dict[UUID, int]) -> Iterator[list[UUID]]:
    batch: list[UUID] = []
    weight = 0
    for learner_id, size in sizes.items():
        if batch and weight + size > STATEMENTS_AT_ONCE:
            yield batch
            batch, weight = [], 0
        batch.append(learner_id)
        weight += size
    yield batch


def one_batch(learner_ids: Sequence[UUID], *, write: bool) -> list[str]:
    """What differs of some people; whoever waits to write may do so afterwards."""
    lines = evidence.rebuilt(learner_ids, write=write)
    if write and connection.vendor == "sqlite" and not connection.in_atomic_block:
        sleep(TURN)
    return lines


class Command(BaseCommand):
    help = "由学习记录重新推算进度等；--check 只比对，有差异时以 1 退出。随时可以停，可以再来一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        """--check compares, --json prints for machines."""
        parser.add_argument("--check", action="store_true", help="只比对，不改。")
        parser.add_argument("--json", action="store_true", help="用 JSON 报告。")
        parser.add_argument("--processes", type=int, help="用几个进程；不写就是有几个核用几个。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Batch by batch, each in a transaction of its own."""
        began, people, different = monotonic(), 0, 0
        shown: list[str] = []
        rebuild = partial(one_batch, write=not options["check"])
        try:
            for count, lines in _worked(rebuild, _processes(options["processes"])):
                people, different = people + count, different + len(lines)
                shown += lines[: MOST_SHOWN - len(shown)]
        except BrokenProcessPool as broken:
            raise CommandError("有一个进程中途结束了。再运行一次就行。") from broken
        told = {"people": people, "different": different, "seconds": round(monotonic() - began, 1)}
        self._report(told, shown, options["json"])
        if different and options["check"]:
            raise SystemExit(1)

    def _report(self, told: dict[str, Any], shown: list[str], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({**told, "differences": shown}, ensure_ascii=False))
            return
        for line in shown:
            self.stdout.write(line)
        if told["different"] > len(shown):
            self.stdout.write(f"……只列出前 {len(shown)} 处。")
        self.stdout.write(
            f"核对 {told['people']} 人，差异 {told['different']} 处，用时 {told['seconds']} 秒。"
        )


def _processes(asked: int | None) -> int:
    """How many processes to work with. One inside a transaction, as in tests: what is not
    committed can be seen by nobody else."""
    if connection.in_atomic_block:
        return 1
    return max(asked or len(os.sched_getaffinity(0)), 1)


Worked = tuple[int, list[str]]


def _worked(rebuild: Any, processes: int) -> Iterator[Worked]:
    """For each batch, how many people and what differed."""
    if processes == 1:
        for batch in batches():
            yield len(batch), rebuild(batch)
        return
    context = multiprocessing.get_context("fork")
    connections.close_all()  # a connection is nobody's to share
    with ProcessPoolExecutor(processes, context) as pool:
        pool.submit(int).result()  # all of them begin here, before we ask for anything
        yield from _in_flight(pool, rebuild, batches(), processes * 2)


def _in_flight(
    pool: ProcessPoolExecutor, rebuild: Any, waiting: Iterator[list[UUID]], most: int
) -> Iterator[Worked]:
    """Only so many batches handed out at a time, so that neither they nor answers pile up."""
    running: dict[Future[list[str]], int] = {}

    def hand_out(some: Iterable[Sequence[UUID]]) -> None:
        running.update((pool.submit(rebuild, batch), len(batch)) for batch in some)

    hand_out(islice(waiting, most))
    while running:
        done, _still = wait(running, return_when=FIRST_COMPLETED)
        for one in done:
            yield running.pop(one), one.result()
        hand_out(islice(waiting, most - len(running)))
