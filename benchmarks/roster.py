"""A long roster in: `python -m benchmarks.roster [count]`, on a site of its own.

New people, the same file again, and 500 changed rows; then a class of 650 with its slips.
"""

import io
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.exchange import set_up

READ, APPLY, AGAIN = "试读（全是新人）", "导入", "再读同一个文件"
CHANGED, CLASS, SLIPS = "改了 500 行，试读并导入", "650 人编入班次，试读并导入", "650 张登录条"
AIMS = {SLIPS: 5}
TOGETHER = 20
"""Seconds for reading and importing 10,000 rows."""
TOWNS = [f"第{n}镇" for n in range(1, 21)]
HEAD = ("编号", "姓名", "镇街", "代表团", "角色", "初任或连任", "选区", "手机", "邮箱")


@dataclass
class Lines:
    """What was measured: title → seconds."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def measured(self, title: str) -> Iterator[None]:
        """One line of the table."""
        began = time.perf_counter()
        yield
        self.seconds[title] = time.perf_counter() - began


def row(number: int) -> list[Any]:
    """A deputy, her telephone as the number that spreadsheets make of it."""
    town = TOWNS[number % len(TOWNS)]
    return [
        f"N{number:05d}",
        f"代表{number:05d}",
        town,
        f"{town}代表团",
        "代表",
        "初任" if number % 3 else "连任",
        f"{town}第{number % 40 + 1}选区",
        13_800_000_000 + number,
        f"n{number}@example.cn",
    ]


def workbook(rows: list[list[Any]], head: tuple[str, ...] = HEAD) -> bytes:
    """The file."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("名册")
    for place, cells in enumerate([head, *rows]):
        sheet.write_row(place, 0, cells)
    book.close()
    return out.getvalue()


@dataclass(frozen=True)
class Site:
    """A congress with its townships, its office and a class."""

    congress: Any
    officer: Any
    cohort: Any


def site() -> Site:
    """Make it."""
    from django.utils import timezone
    from wagtail.models import Page

    from cms.models import CongressRootPage, HomePage
    from courses.models import ProgrammePage
    from training.cohorts.services import CohortPlan, open_cohort
    from training.people.models import Congress, Membership, Organisation, Term, User

    congress = Congress.objects.create(key="dinghai", name="定海区人民代表大会")
    Term.objects.create(congress=congress, number=18)
    kinds = Organisation.Kind
    for town in TOWNS:
        Organisation.objects.create(congress=congress, kind=kinds.TOWNSHIP, name=town)
        name = f"{town}代表团"
        Organisation.objects.create(congress=congress, kind=kinds.DELEGATION, name=name)
    office = Organisation.objects.create(congress=congress, kind=kinds.OFFICE, name="机关")
    officer = User.objects.create(username="office", name="张主任")
    Membership.objects.create(
        user=officer, organisation=office, role="office", starts_on=date(2024, 1, 1)
    )
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="家", slug="jia"))
    root = home.add_child(
        instance=CongressRootPage(title="定海", slug="dinghai", congress_key="dinghai")
    )
    programme = root.add_child(instance=ProgrammePage(title="五天班", slug="w", key="five"))
    plan = CohortPlan("class-1", "第一期", "", timezone.localdate() + timedelta(days=7))
    cohort = open_cohort(congress=congress, programme=programme, plan=plan, now=timezone.now())
    return Site(congress, officer, cohort)


def measure(count: int, lines: Lines) -> None:
    """Everything, one after the other."""
    from django.utils import timezone

    from training.office.roster import services
    from training.office.roster.services import Sent

    there = site()
    rows = [row(number) for number in range(count)]

    def read(content: bytes, cohort: Any = None) -> Any:
        sent, now = Sent("名册.xlsx", content, cohort), timezone.now()
        job = services.open_import(congress=there.congress, sent=sent, by=there.officer, now=now)
        job = services.go_on(job=job, now=now)
        assert job.state == "ready", job.failure
        return job

    def apply(job: Any) -> Any:
        services.choose(job=job, by=there.officer, now=timezone.now())
        job = services.go_on(job=job, now=timezone.now())
        assert job.state == "applied", job.failure
        return job

    content = workbook(rows)
    with lines.measured(READ):
        job = read(content)
    with lines.measured(APPLY):
        assert apply(job).counts["new"] == count
    with lines.measured(AGAIN):
        assert read(content).rows.filter(outcome="unchanged").count() == count
    for one in rows[:500]:
        one[7] += 90_000_000
    with lines.measured(CHANGED):
        assert apply(read(workbook(rows))).counts["changed"] == min(500, count)
    with lines.measured(CLASS):
        assert apply(read(workbook(rows[:650]), there.cohort)).counts["enrolled"] == min(650, count)
    with lines.measured(SLIPS):
        _print_slips(there)


def _print_slips(there: Site) -> None:
    from django.template.loader import render_to_string
    from django.utils import timezone

    from training.office.access import Desk
    from training.office.roster import slips

    now = timezone.now()
    desk = Desk(there.congress, there.officer, now)
    wanted = slips.Audience(cohort=there.cohort)
    people = slips.recipients(desk, list(slips.audience(desk, wanted)))
    sheets = slips.print_sheets(
        people=people,
        life=timedelta(days=7),
        page="https://xuetang.example.cn/accounts/slip/",
        by=there.officer,
        now=now,
    )
    for sheet in sheets:
        for page in sheet.pages:
            for slip in page:
                render_to_string("components/qr.html", {"drawing": slip.drawing})


def main(say: Callable[[str], Any] = print) -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    lines = Lines()
    with tempfile.TemporaryDirectory(prefix="lvzhi-bench-") as folder:
        set_up(Path(folder))
        measure(count, lines)
    say(f"名册 {count:,} 人")
    for title, seconds in lines.seconds.items():
        aim = f"，目标 {AIMS[title]} 秒以内" if title in AIMS else ""
        say(f"{title}：{seconds:.2f} 秒{aim}")
    whole = lines.seconds[READ] + lines.seconds[APPLY]
    say(f"试读和导入合计：{whole:.2f} 秒，目标 {TOGETHER} 秒以内")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    say(f"内存峰值：本进程 {own} MB，读文件的进程 {child} MB，目标 300 MB 以内")


if __name__ == "__main__":
    main()
