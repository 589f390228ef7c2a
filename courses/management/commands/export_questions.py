"""`manage.py export_questions OUT`: the bank, or one drawer of it, as a file."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exchange.asking import category_called, person_called, root_called
from courses.exchange.codecs import CODECS
from courses.exchange.errors import ExchangeRefused
from courses.exchange.exporting import Export, keys_of, losses_of, write_export
from courses.exchange.formats import extensions
from courses.questions.models import Question


class Command(BaseCommand):
    help = _("把题库导出成一个文件，格式看扩展名，也可以用 --format 写明。停用的题不导出。")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", help=_("写到哪个文件。"))
        parser.add_argument("--format", choices=list(CODECS), default="")
        parser.add_argument("--category", default="", help=_("只导出这个分类（键）。"))
        parser.add_argument("--root", default="", help=_("导出哪个人大的题库（键）。"))
        parser.add_argument("--user", default="", help=_("记在谁名下（登录名）。"))
        parser.add_argument("--without-key", action="store_true", help=_("不带答案和解析。"))

    def handle(self, *args: Any, **options: Any) -> None:
        out = Path(options["out"])
        name = options["format"] or extensions().get(out.suffix.lower(), "")
        if not name:
            raise CommandError(_("看不出“%s”是什么格式，请用 --format 写明。") % out.name)
        try:
            root = root_called(options["root"])
            drawer = category_called(options["category"], root, for_import=False)
            by = person_called(options["user"])
        except ExchangeRefused as refused:
            raise CommandError(str(refused)) from None
        rows = Question.objects.non_polymorphic().filter(owner_root=root, retired_at=None)
        keys = keys_of(rows.filter(category=drawer) if drawer else rows)
        export = Export(root.pk if root else None, name, keys, not options["without_key"])
        for loss in losses_of(export):
            self.stderr.write(loss)
        self._write(export, out, by)
        self.stdout.write(_("导出了 %(count)d 道题：%(file)s") % {"count": len(keys), "file": out})

    def _write(self, export: Export, out: Path, by: Any) -> None:
        """The whole file or none: written beside it, then put in its place."""
        try:
            handle, beside = tempfile.mkstemp(dir=out.parent or ".", prefix=".export-")
        except OSError as refused:
            raise CommandError(_("写不了文件：%s。") % refused) from None
        try:
            with os.fdopen(handle, "wb") as file:
                write_export(export=export, out=file, by=by, now=timezone.now())
            Path(beside).replace(out)
        except ExchangeRefused as refused:
            raise CommandError(str(refused)) from None
        finally:
            Path(beside).unlink(missing_ok=True)
