"""Learning records as xAPI 1.0.3, to a file or to the standard output."""

import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from training.cohorts.models import Cohort
from training.learning.xapi.selectors import Wanted, as_json, learners_of, statements
from training.people import audit


class Command(BaseCommand):
    help = "把学习记录导出成 xAPI 1.0.3 的 JSON。默认只有工作人员可以看的内容，没有逐题作答。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, since when, and where to."""
        parser.add_argument("file", metavar="FILE", help="写到哪个文件；- 是标准输出。")
        parser.add_argument("--cohort", default="", help="只要一个班，写班次的代号。")
        parser.add_argument("--learner", default="", help="只要一个人，写登录名。")
        parser.add_argument("--since", help="只要这一刻起存下的：2026-11-16，或带时间和时区。")
        parser.add_argument(
            "--own",
            action="store_true",
            help="连同逐题作答和分数，只为交给本人；要和 --learner 同用。",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Noted in the audit log first; a file appears only when it is whole."""
        wanted = self._wanted(options)
        audit.note(
            actor=None,
            action="export.xapi",
            at=timezone.now(),
            target=options["cohort"] or options["learner"],
            people=len(wanted.learners),
            since=options["since"] or "",
            own=wanted.own,
        )
        pieces = as_json(statements(wanted))
        if options["file"] == "-":
            for piece in pieces:
                self.stdout.write(piece, ending="")
            return
        write_whole(Path(options["file"]), pieces)
        self.stdout.write(f"已导出 {len(wanted.learners)} 人的学习记录：{options['file']}")

    def _wanted(self, options: dict[str, Any]) -> Wanted:
        if options["own"] and not options["learner"]:
            raise CommandError("--own 只能和 --learner 一起用：一个人的完整记录只交给本人。")
        if options["cohort"] and not Cohort.objects.filter(key=options["cohort"]).exists():
            raise CommandError(f"没有代号是 {options['cohort']} 的班次。")
        learners = learners_of(cohort=options["cohort"], username=options["learner"])
        if not learners:
            raise CommandError("没有找到这样的人，什么也没有导出。")
        return Wanted(learners, moment(options["since"]), own=options["own"])


def moment(told: str | None) -> datetime | None:
    """A day's beginning or a moment; CommandError for neither."""
    if not told:
        return None
    try:
        day = parse_date(told)
        at = datetime.combine(day, datetime.min.time()) if day else parse_datetime(told)
    except ValueError:
        at = None
    if at is None:
        raise CommandError(f"看不懂 --since {told}。请写成 2026-11-16。")
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def write_whole(target: Path, pieces: Iterable[str]) -> None:
    """Write beside the target, readable by nobody else, and put it in its place at the end."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(pieces)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
