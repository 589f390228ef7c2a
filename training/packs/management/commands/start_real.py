"""start_real: leave the trial. Backs up, removes the sample people, makes an administrator."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from training.packs.departure import DepartureRefused, start_real
from training.people.errors import PersonRefused
from training.people.models import Organisation


class Command(BaseCommand):
    help = "转为正式使用：先备份，再清除演示人员和记录，建立第一个管理员；课程、案例和题库保留。"

    def add_arguments(self, parser: CommandParser) -> None:
        """--name and --number of the first administrator; --yes to go ahead without being asked."""
        parser.add_argument("--name", required=True, help="第一个管理员的姓名")
        parser.add_argument("--number", required=True, help="她登录用的编号，如 admin01")
        parser.add_argument("--yes", action="store_true", help="不再询问，直接执行")

    def handle(self, *args: Any, **options: Any) -> None:
        """Asks unless told, backs up, removes, and prints the administrator's one-time code."""
        if not options["yes"]:
            self.stdout.write(
                "将清除全部演示人员和他们的记录，不能撤销（会先做备份）。输入 是 继续："
            )
            if input().strip() not in {"是", "yes"}:
                raise CommandError("没有执行。")
        call_command("backup", stdout=self.stdout)
        unit = Organisation.objects.filter(kind=Organisation.Kind.OFFICE).order_by("pk").first()
        if unit is None:
            raise CommandError("还没有载入内容，请先运行 make run 或 load_pack。")
        try:
            admin, code = start_real(
                name=options["name"], number=options["number"], unit=unit, now=timezone.now()
            )
        except (DepartureRefused, PersonRefused) as refusal:
            raise CommandError(refusal.reason) from refusal
        (settings.VAR_DIR / "real_use").touch()
        self.stdout.write(f"演示人员已清除。管理员 {admin.name} 的编号：{admin.number}")
        self.stdout.write(f"一次性登录码（72 小时内有效，只显示这一次）：{code}")
        self.stdout.write("请打开 /accounts/slip/，填编号和登录码，设置密码后登录。")
