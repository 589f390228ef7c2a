"""`manage.py setup_desk`: prepares Wagtail's admin for our roles."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from training.packs.desk import prepare_desk
from training.people.models import User

SYSTEM_USER = "guanli"


class Command(BaseCommand):
    help = "准备内容工作台：用户组、权限、图片和文档的文件夹、审核工作流。可以重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare the desk and tell what there is."""
        by = User.objects.filter(username=SYSTEM_USER).first()
        prepared = prepare_desk(by=by, today=timezone.localdate())
        for line in prepared.lines:
            self.stdout.write(line)
        if prepared.handed_in:
            self.stdout.write(f"{prepared.handed_in} 道依据待核的题已送审。")
