"""What the commands that import a file have in common: the same options, the same JSON, the same
exit status. 0 all taken, 3 something rejected, 2 the file could not be read (or the order not be
followed), and then nothing is changed.
"""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandParser
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.exchange.confined import limits_in_force, too_large
from courses.exchange.contract import Unreadable

UNREADABLE, REJECTED = 2, 3


@dataclass
class Told:
    """Counts, and every problem that kept a row or question out."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)
    rejected_rows: int = 0
    """How many were kept out; one may have several problems."""
    said: list[str] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """How many come in or change."""
        return self.created + self.updated

    def as_json(self) -> dict[str, Any]:
        """What a command prints with --json."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
        }


def file_sent(file: str) -> tuple[str, bytes]:
    """Name and content of a file, or of what comes in; raises Unreadable for one that is too
    large, and OSError."""
    if file == "-":
        return _("标准输入"), sys.stdin.buffer.read()
    path, limits = Path(file), limits_in_force()
    if path.stat().st_size > limits.file_bytes:
        raise Unreadable(too_large(limits), "too_large")
    return path.name, path.read_bytes()


class ImportCommand(BaseCommand):
    """A command that imports one file. Subclasses say what they refuse, import, and how they tell
    the counts."""

    refusals: ClassVar[tuple[type[Exception], ...]] = ()
    finished: ClassVar[str | Promise]
    counted: ClassVar[str | Promise]
    """A sentence with created, updated, unchanged and rejected."""

    def add_arguments(self, parser: CommandParser) -> None:
        """What every import takes; subclasses add theirs."""
        parser.add_argument("--user", default="", help=_("记在谁名下（登录名）。"))
        parser.add_argument("--dry-run", action="store_true", help=_("只读一遍，什么都不改。"))
        parser.add_argument("--json", action="store_true", help=_("结果写成 JSON。"))

    def carry_out(self, options: dict[str, Any]) -> Told:
        """Import the file, or with --dry-run say what would be done; raises Unreadable, OSError
        or one of `refusals`."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, tell, and end with the exit status."""
        no_import: tuple[type[Exception], ...] = (Unreadable, OSError, *self.refusals)
        try:
            told = self.carry_out(options)
        except no_import as refused:
            self._say_unreadable(refused, options)
            raise SystemExit(UNREADABLE) from None
        if options["json"]:
            self.stdout.write(json.dumps(told.as_json(), ensure_ascii=False, indent=1))
        else:
            self._say(told, dry=options["dry_run"])
        if told.rejected:
            raise SystemExit(REJECTED)

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
        self.stdout.write(_("试读，什么都没有改。") if dry else str(self.finished))
        counts = {
            "created": told.created,
            "updated": told.updated,
            "unchanged": told.unchanged,
            "rejected": told.rejected_rows,
        }
        self.stdout.write(str(self.counted) % counts)
        for line in told.said:
            self.stdout.write(line)
        for problem in told.rejected:
            self.stdout.write(
                f"{problem['source']} {problem['row']} {problem['column']}：{problem['message']}"
            )
