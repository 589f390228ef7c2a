"""load_pack: check a content pack and bring the site up to date with it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from training.packs import services
from training.packs.checks import checked_pack
from training.packs.report import PackRefused, Problem


class Command(BaseCommand):
    """Nothing is written while anything is wrong with the pack."""

    help = "检查并装载内容包；再装一次不会重复，站上改过的内容不会被覆盖。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--take-pack",
            action="append",
            default=[],
            metavar="KEY",
            help="这一项改用内容包里的，覆盖站上的改动；可以写多次。",
        )
        parser.add_argument("--json", action="store_true", help="用 JSON 报告。")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        pack, problems = checked_pack(folder)
        if pack is None or problems:
            self._refuse(problems, _("内容包有问题，没有装载任何内容。"))
        try:
            report = services.load(
                pack=pack, now=timezone.now(), take=frozenset(options["take_pack"])
            )
        except PackRefused as refused:
            self._refuse(
                [refused.problem], _("装载中断：出问题的文件没有写入，它前面的文件已经装好。")
            )
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(report.lines()))

    def _refuse(self, problems: list[Problem], told: str) -> NoReturn:
        for problem in problems:
            self.stderr.write(str(problem))
        raise CommandError(told)
