"""import_content: bring a programme from another installation below a congress's root."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.models import CongressRootPage
from training.learning.attempts.selectors import examinations_running
from training.packs.archive.errors import ArchiveRefused
from training.packs.archive.planning import STATUS, Plan
from training.packs.archive.services import import_programme, look_at
from training.packs.loading.indexing import deferred_indexing


class Command(BaseCommand):
    """All of it in one transaction, or nothing."""

    help = "导入内容包。再导一次不会重复；本站改过的不会被覆盖，除非用 --take 点名。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--root", metavar="KEY", help="放到哪个人大名下；只有一个时不用写。")
        parser.add_argument("--dry-run", action="store_true", help="只看计划，不写入。")
        parser.add_argument("--draft", action="store_true", help="全部存成草稿，不发布。")
        parser.add_argument(
            "--take",
            action="append",
            default=[],
            metavar="REF",
            help="这一项用内容包里的，覆盖本站的改动；可以写多次。",
        )
        parser.add_argument("--anyway", action="store_true", help="有人在考试也现在导入。")
        parser.add_argument("--json", action="store_true", help="用 JSON 报告。")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        root = self._root(options["root"])
        if not file.is_file():
            raise CommandError(_("没有这个文件：%s。") % file)
        try:
            if options["dry_run"]:
                self._tell_plan(look_at(source=file, root=root), as_json=options["json"])
                return
            if examinations_running(timezone.now()) and not options["anyway"]:
                raise CommandError(_("正在考试，没有导入。请考完再来，或者加上 --anyway。"))
            with deferred_indexing():
                told = import_programme(
                    source=file,
                    root=root,
                    take=frozenset(options["take"]),
                    by=None,
                    publish=not options["draft"],
                    now=timezone.now(),
                )
        except ArchiveRefused as refused:
            raise CommandError("\n".join(refused.problems)) from refused
        if options["json"]:
            self.stdout.write(json.dumps(vars(told), ensure_ascii=False))
            return
        self.stdout.write(told.in_words())
        for ref in told.kept:
            self.stdout.write(
                _("保留了本站的：%(ref)s（要换成内容包里的，请加 --take）") % {"ref": ref}
            )

    def _root(self, key: str | None) -> CongressRootPage:
        roots = list(CongressRootPage.objects.order_by("path"))
        found = [root for root in roots if key in (None, root.congress_key)]
        if len(found) != 1:
            keys = "、".join(root.congress_key for root in roots) or _("（没有）")
            told = _("请用 --root 说明放到哪个人大名下。现有的：%s。")
            raise CommandError(told % keys)
        return found[0]

    def _tell_plan(self, plan: Plan, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(plan.as_json(), ensure_ascii=False))
            return
        for kind, counts in plan.counts():
            told = "，".join(f"{STATUS[status]} {n}" for status, n in counts.items() if n)
            self.stdout.write(f"{kind}：{told}")
        for entry in plan.of("conflict"):
            self.stdout.write(f"{STATUS['conflict']}：{entry.title}（{entry.ref}）")
