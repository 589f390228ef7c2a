"""Counts every class anew from the folds, or tells where the stored cells differ from a count."""

import json
from datetime import datetime
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from cms.core.processes import Broken, how_many
from training.cohorts.models import Cohort
from training.insight.cubes.keeping import count_class, differences
from training.insight.cubes.rebuilding import rebuild

SAID_EVERY = 5.0


class Command(BaseCommand):
    help = "重新统计各班次。加 --check 只核对、不改动，有出入时以 1 结束。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which classes, and whether to write."""
        parser.add_argument("--check", action="store_true", help="只核对，不改动。")
        parser.add_argument("--cohort", default="", help="只统计这个班次（键）。")
        parser.add_argument(
            "--processes", type=int, help="PostgreSQL 上用几个进程；不写就是有几个核用几个。"
        )
        parser.add_argument("--json", action="store_true", help="结果写成 JSON。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Class by class; SystemExit(1) where a check finds a difference."""
        cohorts = Cohort.objects.select_related("congress").order_by("pk")
        if options["cohort"]:
            cohorts = cohorts.filter(key=options["cohort"])
            if not cohorts.exists():
                raise CommandError(f"没有键为“{options['cohort']}”的班次。")
        now, classes = timezone.now(), 0
        found: list[str] = []
        if not options["check"] and not options["cohort"]:
            self._tell(self._all(now, options), found, options)
            return
        for cohort in cohorts.iterator(chunk_size=500):
            classes += 1
            if options["check"]:
                found += differences(cohort, now)
            else:
                count_class(cohort=cohort, now=now)
        self._tell(classes, found, options)
        if found:
            raise SystemExit(1)

    def _all(self, now: datetime, options: dict[str, Any]) -> int:
        """Every class; how far it is comes every few seconds, unless programs are to read it."""
        # SQLite lets one write at a time: more processes would only wait for each other.
        several = how_many(options["processes"]) if connection.vendor == "postgresql" else 1
        said = monotonic()

        def say(done: int) -> None:
            nonlocal said
            if monotonic() - said > SAID_EVERY and not options["json"]:
                said = monotonic()
                self.stdout.write(f"已统计 {done} 个班次……")

        try:
            return rebuild(now=now, processes=several, say=say)
        except Broken as broken:
            raise CommandError("有一个进程中途结束了。再运行一次就行。") from broken

    def _tell(self, classes: int, found: list[str], options: dict[str, Any]) -> None:
        if options["json"]:
            told = {"classes": classes, "checked": options["check"], "differences": found}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for line in found:
            self.stdout.write(line)
        if options["check"]:
            self.stdout.write(f"核对了 {classes} 个班次，{len(found)} 处有出入。")
        else:
            self.stdout.write(f"重新统计了 {classes} 个班次。")
