"""Long work in several processes: batches are handed out a few at a time, so that neither they nor
answers pile up. Each batch is a transaction of its own; to stop at any moment loses one batch."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

from django.db import connection, connections

Batch = TypeVar("Batch")
Answer = TypeVar("Answer")


class Broken(Exception):
    """A process ended before its batch was done; the work may be begun again."""


def how_many(asked: int | None) -> int:
    """How many processes to work with: so many as asked, else one for each core. One inside a
    transaction, as in tests: what is not committed can be seen by nobody else."""
    if connection.in_atomic_block:
        return 1
    return max(asked or len(os.sched_getaffinity(0)), 1)


def worked(
    job: Callable[[Batch], Answer], batches: Iterator[Batch], processes: int
) -> Iterator[tuple[Batch, Answer]]:
    """Each batch with what the job answered, as they are done. With several processes the job, the
    batches and the answers must be picklable. Raises Broken when a process ends half-way."""
    if processes == 1:
        for batch in batches:
            yield batch, job(batch)
        return
    context = multiprocessing.get_context("fork")
    connections.close_all()  # a connection is nobody's to share
    try:
        with ProcessPoolExecutor(processes, context) as pool:
            pool.submit(int).result()  # all of them begin here, before we ask for anything
            yield from _in_flight(pool, job, batches, processes * 2)
    except BrokenProcessPool as broken:
        raise Broken from broken


def _in_flight(
    pool: ProcessPoolExecutor,
    job: Callable[[Batch], Answer],
    waiting: Iterator[Batch],
    most: int,
) -> Iterator[tuple[Batch, Answer]]:
    """Only so many batches handed out at a time."""
    running: dict[Future[Answer], Batch] = {}

    def hand_out(some: Iterable[Batch]) -> None:
        running.update((pool.submit(job, batch), batch) for batch in some)

    hand_out(islice(waiting, most))
    while running:
        done, _still = wait(running, return_when=FIRST_COMPLETED)
        for one in done:
            yield running.pop(one), one.result()
        hand_out(islice(waiting, most - len(running)))
