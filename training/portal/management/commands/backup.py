"""`make backup`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from training.portal.backups.errors import BackupError
from training.portal.backups.services import Installation, make_backup


class Command(BaseCommand):
    help = "把数据库、上传文件和密钥备份成一个文件，写完后再核对一遍。服务运行时也可以备份。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to put the archive."""
        default = settings.VAR_DIR / "backups"
        parser.add_argument("--into", type=Path, default=default, help=f"存放的文件夹（{default}）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make one archive and name it."""
        now = timezone.localtime()
        try:
            made = make_backup(site=Installation.here(), into=options["into"], now=now)
        except BackupError as failure:
            raise CommandError(failure.message) from failure
        size = made.stat().st_size / 1024 / 1024
        self.stdout.write(f"已备份并核对：{made}（{size:.1f} MB）")
        self.stdout.write("备份里有人员信息和密钥，请妥善保管，并另存一份到别的机器。")
