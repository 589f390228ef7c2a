"""`manage.py import_roster FILE`: what the desk's import does, from the command line.

Rows that need no answer are taken, all at once; the others are rejected and told with their place.
Exit status: 0 all taken, 3 something rejected, 2 the file could not be read (or the order not be
followed), and then nothing is changed.
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exchange.confined import limits_in_force, too_large
from courses.exchange.contract import Unreadable
from training.office.roster import ordering
from training.office.roster.errors import RosterRefused
from training.office.roster.ordering import Told
from training.office.roster.services import Sent

UNREADABLE, REJECTED = 2, 3


class Command(BaseCommand):
    help = _(
        "把一个文件里的人导入名册。没有疑问的导入，其余的列出来；退出码 0 全部导入，"
        "3 有没导入的，2 文件读不了。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help=_("Excel 或 CSV 文件；写 - 从标准输入读。"))
        parser.add_argument("--congress", default="", help=_("哪个人大（键）；只有一个时不用写。"))
        parser.add_argument("--cohort", default="", help=_("同时编入哪个班次（键）。"))
        parser.add_argument("--number", action="store_true", help=_("没有编号的人自动编号。"))
        parser.add_argument("--user", default="", help=_("记在谁名下（登录名）。"))
        parser.add_argument("--dry-run", action="store_true", help=_("只读一遍，什么都不改。"))
        parser.add_argument("--json", action="store_true", help=_("结果写成 JSON。"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = self._import(options)
        except (Unreadable, RosterRefused, OSError) as refused:
            self._say_unreadable(refused, options)
            raise SystemExit(UNREADABLE) from None
        if options["json"]:
            self.stdout.write(json.dumps(told.as_json(), ensure_ascii=False, indent=1))
        else:
            self._say(told, dry=options["dry_run"])
        if told.rejected:
            raise SystemExit(REJECTED)

    def _import(self, options: dict[str, Any]) -> Told:
        congress = ordering.congress_called(options["congress"])
        cohort = ordering.class_called(options["cohort"], congress)
        by = ordering.officer_called(options["user"], congress)
        name, content = self._content(options["file"])
        return ordering.carry_through(
            congress=congress,
            sent=Sent(name, content, cohort, options["number"]),
            by=by,
            dry_run=options["dry_run"],
            now=timezone.now(),
        )

    def _content(self, file: str) -> tuple[str, bytes]:
        if file == "-":
            return _("标准输入"), sys.stdin.buffer.read()
        path, limits = Path(file), limits_in_force()
        if path.stat().st_size > limits.file_bytes:
            raise Unreadable(too_large(limits), "too_large")
        return path.name, path.read_bytes()

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
            empty = Told(rejected=[problem]).as_json()
            self.stdout.write(json.dumps(empty, ensure_ascii=False, indent=1))
        self.stderr.write(message)

    def _say(self, told: Told, *, dry: bool) -> None:
        self.stdout.write(_("试读，什么都没有改。") if dry else _("导入完成。"))
        words = _(
            "新增 %(created)d，更新 %(updated)d，没有变化 %(unchanged)d，没有导入 %(rejected)d。"
        )
        counts = {
            "created": told.created,
            "updated": told.updated,
            "unchanged": told.unchanged,
            "rejected": told.rejected_rows,
        }
        self.stdout.write(words % counts)
        for line in told.said:
            self.stdout.write(line)
        for problem in told.rejected:
            self.stdout.write(
                f"{problem['source']} {problem['row']} {problem['column']}：{problem['message']}"
            )
