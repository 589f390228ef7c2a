"""`manage.py import_questions FILE`: what the desk's import does, from the command line.

Good questions are taken, the others rejected and told with their place; a question is taken whole
or not at all, and all that are taken appear at once. Exit status: 0 all taken, 3 something
rejected, 2 the file could not be read (or the order not be followed), and then nothing is changed.
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exchange.applying import Choice, choose
from courses.exchange.asking import USES, category_called, person_called, root_called
from courses.exchange.codecs import CODECS
from courses.exchange.confined import limits_in_force, too_large
from courses.exchange.contract import Unreadable
from courses.exchange.errors import ExchangeRefused
from courses.exchange.filing import Filed
from courses.exchange.models import ImportJob
from courses.exchange.planning import Sent, open_import
from courses.exchange.reporting import Summary, summary
from courses.exchange.working import discard, go_on
from courses.questions.models import Question

UNREADABLE, REJECTED = 2, 3


class Command(BaseCommand):
    help = _(
        "把一个文件里的题目导入题库，成为草稿。好的导入，有问题的列出来；退出码 0 全部导入，"
        "3 有没导入的，2 文件读不了。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help=_("文件；写 - 从标准输入读。"))
        parser.add_argument("--format", choices=list(CODECS), default="", help=_("不写就自动认。"))
        parser.add_argument("--category", default="", help=_("没写分类的题放进哪个分类（键）。"))
        parser.add_argument(
            "--use", choices=USES, default=Question.Use.PRACTICE, help=_("没写用途的题作什么用。")
        )
        parser.add_argument("--root", default="", help=_("导入哪个人大的题库（键）。"))
        parser.add_argument("--user", default="", help=_("记在谁名下（登录名）。"))
        parser.add_argument("--dry-run", action="store_true", help=_("只读一遍，什么都不改。"))
        parser.add_argument("--json", action="store_true", help=_("结果写成 JSON。"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = self._import(options)
        except (Unreadable, ExchangeRefused, OSError) as refused:
            self._say_unreadable(refused, options)
            raise SystemExit(UNREADABLE) from None
        if options["json"]:
            self.stdout.write(json.dumps(told.as_json(), ensure_ascii=False, indent=1))
        else:
            self._say(told, dry=options["dry_run"])
        if told.rejected:
            raise SystemExit(REJECTED)

    def _import(self, options: dict[str, Any]) -> Summary:
        now = timezone.now()
        root = root_called(options["root"])
        drawer = category_called(options["category"], root, for_import=True)
        missing = Filed(category=drawer.pk if drawer else None, use=options["use"])
        by = person_called(options["user"])
        sent = self._sent(options)
        job = open_import(by=by, root=root, sent=sent, missing=missing, now=now)
        try:
            return self._carried_out(job, options)
        finally:
            job.refresh_from_db()
            if job.state in {ImportJob.State.READY, ImportJob.State.FAILED}:
                discard(job=job)

    def _carried_out(self, job: ImportJob, options: dict[str, Any]) -> Summary:
        job = go_on(job=job, now=timezone.now())
        if job.state == ImportJob.State.FAILED:
            raise Unreadable(job.failure, job.problems[0]["code"])
        told = summary(job)
        if options["dry_run"] or not told.taken:
            return told
        choose(job=job, choice=Choice())
        while job.is_busy:
            job = go_on(job=job, now=timezone.now())
        if job.state != ImportJob.State.APPLIED:
            raise ExchangeRefused("overtaken", job.failure)
        return summary(job)

    def _sent(self, options: dict[str, Any]) -> Sent:
        if options["file"] == "-":
            return Sent(_("标准输入"), sys.stdin.buffer.read(), options["format"])
        path = Path(options["file"])
        limits = limits_in_force()
        if path.stat().st_size > limits.file_bytes:
            raise Unreadable(too_large(limits), "too_large")
        return Sent(path.name, path.read_bytes(), options["format"])

    def _say_unreadable(self, refused: Exception, options: dict[str, Any]) -> None:
        message = str(refused)
        if isinstance(refused, OSError):
            message = _("打不开文件：%s。") % refused
        if options["json"]:
            problem = {
                "source": Path(options["file"]).name,
                "row": 0,
                "column": "",
                "code": getattr(refused, "code", "unreadable"),
                "message": message,
            }
            empty = Summary(rejected=[problem]).as_json()
            self.stdout.write(json.dumps(empty, ensure_ascii=False, indent=1))
        self.stderr.write(message)

    def _say(self, told: Summary, *, dry: bool) -> None:
        head = _("试读，什么都没有改。") if dry else _("导入完成，题目都是草稿。")
        self.stdout.write(head)
        counts = {
            "created": told.created,
            "updated": told.updated,
            "unchanged": told.unchanged,
            "rejected": told.rejected_questions,
        }
        self.stdout.write(
            _("新题 %(created)d，更新 %(updated)d，没有变化 %(unchanged)d，没有导入 %(rejected)d。")
            % counts
        )
        for line in told.said:
            self.stdout.write(line)
        for problem in told.rejected:
            self.stdout.write(
                f"{problem['source']} {problem['row']} {problem['column']}：{problem['message']}"
            )
