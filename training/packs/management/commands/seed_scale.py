"""seed_scale: synthetic people by the million, to see how statistics behave at any size."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from training.cohorts.models import Cohort
from training.packs.scale.layout import A_CONGRESS, KEY, NoGround
from training.packs.scale.sowing import WITH_LOG, NotAsTheLogSays, Order, Sower
from training.people.models import User

DAYS_AGO = 3


def _day(told: str) -> date:
    return date.fromisoformat(told)


class Command(BaseCommand):
    help = "装入合成的人员、班次和学习进度，用来测统计页面在任意人数下的快慢。姓名都是编的。"

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, from which seed and day; --yes where there are real people."""
        parser.add_argument("--learners", type=int, required=True, help="多少人，例如 10000。")
        parser.add_argument("--seed", type=int, default=7, help="同一个数造出同样的数据。")
        parser.add_argument("--day", type=_day, help="开班日期；不写就是三天前。")
        parser.add_argument("--yes", action="store_true", help="库里有真实人员也装入，不再询问。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses twice over; prints the plan, how far it is, and what was written."""
        if options["learners"] < 1:
            raise CommandError("人数至少是 1。")
        if Cohort.objects.filter(key__startswith=f"{KEY}-").exists():
            raise CommandError("这个数据库里已经有合成数据。要换人数，请从新的数据库开始。")
        real = User.objects.filter(is_sample=False).count()
        if real and not options["yes"]:
            raise CommandError(
                f"这个数据库里有 {real} 名真实人员，合成数据会混在他们的统计里，没有装入。"
                "确实要装，请加 --yes。"
            )
        day = options["day"] or timezone.localdate() - timedelta(days=DAYS_AGO)
        order = Order(options["learners"], options["seed"], day)
        self._plan(order)
        sower = Sower(order, self.stdout.write)
        try:
            sower.sow()
        except (NoGround, NotAsTheLogSays) as refusal:
            raise CommandError(str(refusal)) from refusal
        self._report(sower)

    def _plan(self, order: Order) -> None:
        self.stdout.write(
            f"合成数据 {order.learners:,} 人，种子 {order.seed}，{order.first_day} 开班："
        )
        self.stdout.write(f"· 一个 {order.measured:,} 人的班，13 个镇街、3 个代表团、6 个小组；")
        if order.congresses:
            self.stdout.write(f"· 另有 {order.congresses:,} 个县，每县一个 {A_CONGRESS} 人的班；")
        self.stdout.write(f"· 前 {min(order.learners, WITH_LOG):,} 人另有学习记录，其余只有进度。")

    def _report(self, sower: Sower) -> None:
        written = "，".join(f"{one.name} {one.written:,}" for one in sower.sheets.all)
        self.stdout.write(f"写入：{written}，learning_statement {sower.statements:,} 行。")
        self.stdout.write("接着运行：manage.py rebuild_insight")
