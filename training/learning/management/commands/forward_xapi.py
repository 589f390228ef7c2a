"""How sending learning records to the store outside stands; and sending them now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from training.learning.outbox import forwards
from training.learning.outbox.models import PendingForward
from training.learning.xapi import forwarding

SHOWN = 20


class Command(BaseCommand):
    help = "把等着的学习记录现在就送到 XAPI_LRS_URL，并报告情况；平时由 run_due 送。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do beside sending."""
        parser.add_argument("--all", action="store_true", help="以前的记录也送（可以重复）。")
        parser.add_argument("--retry", action="store_true", help="对方不收的再送一次。")
        parser.add_argument("--status", action="store_true", help="只报告，不送。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 when the store could not be reached."""
        if not forwards.wanted():
            raise CommandError("没有设置 XAPI_LRS_URL，什么也不送。")
        now = timezone.now()
        if options["all"]:
            self.stdout.write(f"排上 {forwarding.leave_all(now=now)} 条。")
        if options["retry"]:
            self.stdout.write(f"重新排上 {forwarding.try_refused_again()} 条。")
        if not options["status"]:
            self.stdout.write(f"送出 {forwarding.forward(now=now, at_once=True)} 条。")
        self._report()
        if forwarding.state().last_error:
            raise SystemExit(1)

    def _report(self) -> None:
        known, (waiting, refused) = forwarding.state(), forwarding.waiting()
        self.stdout.write(
            f"一共送出 {known.sent} 条，还有 {waiting} 条在等，{refused} 条对方不收。"
        )
        if known.last_error:
            self.stdout.write(f"没有送成：{known.last_error}")
        rows = PendingForward.objects.exclude(refused="").order_by("created_at")
        for row in rows[:SHOWN]:
            self.stdout.write(f"{row.statement_id} {row.refused}")
