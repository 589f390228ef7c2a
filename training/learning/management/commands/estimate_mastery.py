"""Estimate from answers how often questions are guessed right and slipped on."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from training.learning.mastery.estimating import ENOUGH_FOR_KIND, ENOUGH_FOR_VERSION, Estimate
from training.learning.mastery.services import estimate


class Command(BaseCommand):
    help = "由作答估计各题型、各题目的猜对率和失误率；作答不够多的沿用默认值。可以每周运行一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        """--dry-run only shows, --json prints for machines."""
        parser.add_argument("--dry-run", action="store_true", help="只算给人看，不启用。")
        parser.add_argument("--json", action="store_true", help="用 JSON 报告。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints every estimate with the number of answers behind it."""
        found = estimate(now=timezone.now(), write=not options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps([_told(one) for one in found], ensure_ascii=False))
            return
        for one in found:
            name = str(one.version or "题型")
            chances = f"猜对率 {one.chances.guess:.2f}，失误率 {one.chances.slip:.2f}"
            self.stdout.write(f"{one.kind} {name}：{chances}（{one.answers} 次作答）")
        if not found:
            self.stdout.write(
                f"作答还不够（题型至少 {ENOUGH_FOR_KIND} 次，题目至少 {ENOUGH_FOR_VERSION} 次），"
                "沿用默认值。"
            )
        elif options["dry_run"]:
            self.stdout.write("只是试算，没有启用。")


def _told(one: Estimate) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "version": str(one.version) if one.version else None,
        "guess": one.chances.guess,
        "slip": one.chances.slip,
        "answers": one.answers,
    }
