"""export_content: a programme with everything it needs as one file, for another installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import ProgrammePage
from training.packs.archive.errors import ArchiveRefused
from training.packs.archive.services import export_programme


class Command(BaseCommand):
    """No learner, no account and no result is in the file."""

    help = "把一个培训班方案和它要用的全部内容导出成一个文件；里面没有学员的任何记录。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--programme", required=True, metavar="KEY", help="培训班方案的键。")
        parser.add_argument("out", type=Path, metavar="OUT.zip")

    def handle(self, *args: Any, programme: str, out: Path, **options: Any) -> None:
        found = ProgrammePage.objects.filter(key=programme).first()
        if found is None:
            keys = "、".join(ProgrammePage.objects.values_list("key", flat=True)) or _("（没有）")
            told = _("没有键是“%(key)s”的培训班方案。现有的：%(keys)s。")
            raise CommandError(told % {"key": programme, "keys": keys})
        try:
            manifest = export_programme(programme=found, target=out, now=timezone.now())
        except ArchiveRefused as refused:
            raise CommandError("\n".join(refused.problems)) from refused
        pieces = sum(name.startswith("objects/") for name in manifest.members)
        words = {"n": pieces, "files": len(manifest.members) - pieces, "out": out}
        self.stdout.write(_("导出 %(n)d 项内容、%(files)d 个文件到 %(out)s。") % words)
        for line in manifest.left_out:
            self.stdout.write(_("去掉了指向外面的链接：%s") % line)
