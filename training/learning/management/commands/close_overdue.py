"""Close sittings that are past their time, and mark what was handed in but not yet marked."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from training.learning.attempts.services import close_overdue


class Command(BaseCommand):
    help = "收回超时没有交的卷，并给已交还没评的卷评分。任务进程每十秒也做一次。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints how many sittings were brought to an end."""
        count = close_overdue(now=timezone.now())
        self.stdout.write(f"收卷并评分 {count} 份。")
