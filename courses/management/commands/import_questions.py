"""`manage.py import_questions FILE`: what the desk's import does, from the command line.

Good questions are taken, the others rejected and told with their place; a question is taken whole
or not at all, and all that are taken appear at once. Exit status: 0 all taken, 3 something
rejected, 2 the file could not be read (or the order not be followed), and then nothing is changed.
"""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exchange.applying import Choice, choose
from courses.exchange.asking import USES, category_called, person_called, root_called
from courses.exchange.codecs import CODECS
from courses.exchange.commanding import ImportCommand, Told, file_sent
from courses.exchange.contract import Unreadable
from courses.exchange.errors import ExchangeRefused
from courses.exchange.filing import Filed
from courses.exchange.models import ImportJob
from courses.exchange.planning import Sent, open_import
from courses.exchange.reporting import summary
from courses.exchange.working import discard, go_on
from courses.questions.models import Question


class Command(ImportCommand):
    help = _(
        "把一个文件里的题目导入题库，成为草稿。好的导入，有问题的列出来；退出码 0 全部导入，"
        "3 有没导入的，2 文件读不了。"
    )
    refusals = (ExchangeRefused,)
    finished = gettext_lazy("导入完成，题目都是草稿。")
    counted = gettext_lazy(
        "新题 %(created)d，更新 %(updated)d，没有变化 %(unchanged)d，没有导入 %(rejected)d。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help=_("文件；写 - 从标准输入读。"))
        parser.add_argument("--format", choices=list(CODECS), default="", help=_("不写就自动认。"))
        parser.add_argument("--category", default="", help=_("没写分类的题放进哪个分类（键）。"))
        parser.add_argument(
            "--use", choices=USES, default=Question.Use.PRACTICE, help=_("没写用途的题作什么用。")
        )
        parser.add_argument("--root", default="", help=_("导入哪个人大的题库（键）。"))
        super().add_arguments(parser)

    def carry_out(self, options: dict[str, Any]) -> Told:
        now = timezone.now()
        root = root_called(options["root"])
        drawer = category_called(options["category"], root, for_import=True)
        missing = Filed(category=drawer.pk if drawer else None, use=options["use"])
        by = person_called(options["user"])
        sent = Sent(*file_sent(options["file"]), options["format"])
        job = open_import(by=by, root=root, sent=sent, missing=missing, now=now)
        try:
            return self._carried_out(job, options)
        finally:
            job.refresh_from_db()
            if job.state in {ImportJob.State.READY, ImportJob.State.FAILED}:
                discard(job=job)

    def _carried_out(self, job: ImportJob, options: dict[str, Any]) -> Told:
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
