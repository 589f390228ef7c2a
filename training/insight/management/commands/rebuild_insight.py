"""Counts every class anew from the folds, or tells where the stored cells differ from a count."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from training.cohorts.models import Cohort
from training.insight.cubes.keeping import count_class, differences
from training.insight.cubes.rebuilding import rebuild


class Command(BaseCommand):
    help = "重新统计各班次。加 --check 只核对、不改动，有出入时以 1 结束。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which classes, and whether to write."""
        parser.add_argument("--check", action="store_true", help="只核对，不改动。")
        parser.add_argument("--cohort", default="", help="只统计这个班次（键）。")
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
            classes = rebuild(now=now)
            self._tell(classes, found, options)
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
