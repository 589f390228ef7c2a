"""check_pack: read a content pack and say what is wrong with it, without touching the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.packs.checks import checked_pack


class Command(BaseCommand):
    """Names file and line of every fault."""

    help = "检查内容包，不写数据库。"
    requires_system_checks: list[str] = []  # the pack is read before there is a database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        pack, problems = checked_pack(folder)
        for problem in problems:
            self.stderr.write(str(problem))
        if pack is None or problems:
            count = len(problems)
            told = ngettext("内容包有 %d 处问题。", "内容包有 %d 处问题。", count) % count
            raise CommandError(told)
        counts = {
            "lessons": len(pack.lessons),
            "cases": len(pack.cases),
            "questions": len(pack.questions),
            "provisions": len(pack.provisions),
        }
        self.stdout.write(
            _(
                "内容包没有问题：%(lessons)d 课，%(cases)d 个案例，"
                "%(questions)d 道题，%(provisions)d 条法条。"
            )
            % counts
        )
