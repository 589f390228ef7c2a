"""Check or rebuild everything that follows from the statement log."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from cms.core.processes import Broken, how_many, worked
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
            for batch, lines in worked(rebuild, batches(), how_many(options["processes"])):
                people, different = people + len(batch), different + len(lines)
                shown += lines[: MOST_SHOWN - len(shown)]
        except Broken as broken:
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
