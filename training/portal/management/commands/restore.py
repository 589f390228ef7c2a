"""`make restore FILE=…`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from training.portal.backups.errors import BackupError
from training.portal.backups.services import Installation, restore


class Command(BaseCommand):
    help = "用一个备份文件替换现在的数据库、上传文件和密钥。原有内容移到一旁，不会删除。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which archive, and the word that one means it."""
        parser.add_argument("file", type=Path, help="make backup 生成的 .tar.gz 文件")
        parser.add_argument("--yes", action="store_true", help="确认替换现在的内容")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replace what is here, or say why not."""
        if not options["yes"]:
            raise CommandError("恢复会替换现在的全部内容。确定要恢复时，请加上 --yes。")
        try:
            aside = restore(
                site=Installation.here(), file=options["file"], now=timezone.localtime()
            )
        except BackupError as failure:
            raise CommandError(failure.message) from failure
        self.stdout.write(f"已恢复并核对：{options['file']}")
        self.stdout.write(f"恢复前的内容保存在：{aside}")
        self.stdout.write(
            "请运行 make run（正式环境先运行 manage.py migrate），确认无误后再开放使用。"
        )
