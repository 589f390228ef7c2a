"""Check or rebuild every fold from the statement log."""

import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from training.cohorts.models import Enrolment
from training.learning import evidence


def everyone() -> list[UUID]:
    """Whoever the log or a class knows."""
    enrolled = Enrolment.objects.order_by().values_list("learner_id", flat=True).distinct()
    return sorted({*evidence.learners_with_evidence(), *enrolled})


class Command(BaseCommand):
    help = "由学习记录重新推算进度；--check 只比对，有差异时以 1 退出。"

    def add_arguments(self, parser: CommandParser) -> None:
        """--check compares, --json prints for machines."""
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Person by person, each in a transaction of her own."""
        people, different = everyone(), []
        for learner_id in people:
            with transaction.atomic():
                for fold in evidence.KEPT:
                    different += fold.differences(learner_id)
                    if not options["check"]:
                        fold.rebuild(learner_id)
        self._report(len(people), different, options["json"])
        if different and options["check"]:
            raise SystemExit(1)

    def _report(self, people: int, different: list[str], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"people": people, "differences": different}))
            return
        for line in different:
            self.stdout.write(line)
        self.stdout.write(f"核对 {people} 人，差异 {len(different)} 处。")
