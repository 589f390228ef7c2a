"""`manage.py import_roster FILE`: what the desk's import does, from the command line.

Rows that need no answer are taken, all at once; the others are rejected and told with their place.
Exit status: 0 all taken, 3 something rejected, 2 the file could not be read (or the order not be
followed), and then nothing is changed.
"""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exchange.commanding import ImportCommand, Told, file_sent
from training.office.roster import ordering
from training.office.roster.errors import RosterRefused
from training.office.roster.services import Sent


class Command(ImportCommand):
    help = _(
        "把一个文件里的人导入名册。没有疑问的导入，其余的列出来；退出码 0 全部导入，"
        "3 有没导入的，2 文件读不了。"
    )
    refusals = (RosterRefused,)
    finished = gettext_lazy("导入完成。")
    counted = gettext_lazy(
        "新增 %(created)d，更新 %(updated)d，没有变化 %(unchanged)d，没有导入 %(rejected)d。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help=_("Excel 或 CSV 文件；写 - 从标准输入读。"))
        parser.add_argument("--congress", default="", help=_("哪个人大（键）；只有一个时不用写。"))
        parser.add_argument("--cohort", default="", help=_("同时编入哪个班次（键）。"))
        parser.add_argument("--number", action="store_true", help=_("没有编号的人自动编号。"))
        super().add_arguments(parser)

    def carry_out(self, options: dict[str, Any]) -> Told:
        congress = ordering.congress_called(options["congress"])
        cohort = ordering.class_called(options["cohort"], congress)
        by = ordering.officer_called(options["user"], congress)
        return ordering.carry_through(
            congress=congress,
            sent=Sent(*file_sent(options["file"]), cohort, options["number"]),
            by=by,
            dry_run=options["dry_run"],
            now=timezone.now(),
        )
