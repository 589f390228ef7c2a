"""Files of questions in and out: `python -m benchmarks.exchange [count]`, on a site of its own.

While it imports, somebody else saves small rows and notes how long the longest save took: that is
what a deputy in a running quiz would feel.
"""

import io
import os
import random
import resource
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

AIMS = {
    "试读（全是新题）": 20,
    "导入": 30,
    "导出 Excel": 15,
    "再读同一个文件": 20,
    "撤销": None,
    "别人保存时最长等待": 0.3,
}
SAVER = "--saver"
SIGNS = (
    "代表大会议案建议审议监督选民联名报告工作执法检查视察调研乡镇街道法律规定职务履行权利义务会期"
)


@dataclass
class Lines:
    """What was measured: title → seconds."""

    seconds: dict[str, float] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def measured(self, title: str) -> Iterator[None]:
        """One line of the table."""
        began, worked = time.perf_counter(), _worked()
        yield
        self.seconds[title] = time.perf_counter() - began
        self.processor[title] = _worked() - worked


def _worked() -> float:
    """Processor time of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def set_up(folder: Path) -> None:
    """An empty site in a folder."""
    os.environ["VAR_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "training.settings.local"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def text(length: int) -> str:
    """Signs in no order: like no other text."""
    return "".join(random.choices(SIGNS, k=length))


def table(count: int) -> list[list[str]]:
    """Four kinds in turn, as a trainer's Excel has them."""
    rows = []
    for number in range(count):
        shared = [text(24), "基本要求", "代表的权利", str(number % 5 + 1)]
        if number % 4 == 3:
            rows.append([f"E{number:05d}", "判断题", text(30), "", "", "", "", "对", *shared])
        elif number % 4 == 2:
            rows.append(
                [f"E{number:05d}", "填空题", text(20) + "____。", *[""] * 4, "十 | 10", *shared]
            )
        else:
            kind, answer = (("单选题", "B"), ("多选题", "AC"))[number % 4]
            options = [text(10) for _letter in "ABCD"]
            rows.append([f"E{number:05d}", kind, text(30), *options, answer, *shared])
    return rows


def workbook(count: int) -> bytes:
    """The file."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("题库")
    head = ["题号", "题型", "题干", *"ABCD", "答案", "解析", "标签", "知识点", "难度"]
    for place, row in enumerate([head, *table(count)]):
        sheet.write_row(place, 0, row)
    book.close()
    return out.getvalue()


@contextmanager
def somebody_saving(lines: Lines) -> Iterator[None]:
    """Another process saves a row of its own in short transactions, as deputies do; the longest
    save is noted."""
    command = [sys.executable, "-m", "benchmarks.exchange", SAVER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as saver:
        assert saver.stdout is not None
        saver.stdout.readline()
        yield
        told, _nothing = saver.communicate(b"stop")
    lines.seconds["别人保存时最长等待"] = float(told.split()[-1])


def save_until_told() -> None:
    """The other process: says when it begins, and in the end how long its longest save took."""
    import django

    django.setup()
    from django.contrib.sessions.models import Session
    from django.db import transaction
    from django.utils import timezone

    def save(count: int) -> float:
        began = time.perf_counter()
        with transaction.atomic():
            Session.objects.update_or_create(
                session_key="bench",
                defaults={"session_data": str(count), "expire_date": timezone.now()},
            )
        return time.perf_counter() - began

    save(0)  # the first one also opens the connection
    print("saving", flush=True)
    longest, count = 0.0, 0
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        longest, count = max(longest, save(count)), count + 1
    print(longest)


def measure(count: int, lines: Lines) -> None:
    """Everything, one after the other."""
    from django.utils import timezone

    from courses.exchange.applying import Choice, choose
    from courses.exchange.exporting import Export, keys_of, write_export
    from courses.exchange.planning import Sent, make_plan, open_import
    from courses.exchange.undoing import undo
    from courses.exchange.working import go_on
    from courses.models import Question

    missing = world()
    content = workbook(count)
    now = timezone.now()

    def plan() -> Any:
        sent = Sent("题库.xlsx", content)
        job = open_import(by=None, root=None, sent=sent, missing=missing, now=now)
        return make_plan(job=job, now=now)

    with lines.measured("试读（全是新题）"):
        job = plan()
    assert job.rows.filter(outcome="new").count() == count, job.failure
    with somebody_saving(lines):
        with lines.measured("导入"):
            choose(job=job, choice=Choice())
            job = go_on(job=job, now=now)
        while job.state == "sending":
            job = go_on(job=job, now=now)
    assert job.state == "applied", job.failure
    with lines.measured("导出 Excel"), tempfile.TemporaryFile() as out:
        keys = keys_of(Question.objects.non_polymorphic())
        export = Export(None, "excel", keys)
        write_export(export=export, out=out, by=None, now=now)
    with lines.measured("再读同一个文件"):
        again = plan()
    assert again.rows.filter(outcome="unchanged").count() == count
    with lines.measured("撤销"):
        undo(job=job, now=now)


def world() -> Any:
    """What the file refers to."""
    from cms.models import KnowledgePoint
    from courses.exchange.filing import Filed
    from courses.models import Category

    KnowledgePoint.objects.create(key="rights", name="代表的权利")
    drawer = Category.objects.create(key="bank", name="题库")
    return Filed(category=drawer.pk, use="practice")


def main(say: Callable[[str], Any] = print) -> None:
    """Print the table."""
    if sys.argv[1:] == [SAVER]:
        save_until_told()
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    lines = Lines()
    with tempfile.TemporaryDirectory(prefix="lvzhi-bench-") as folder:
        set_up(Path(folder))
        measure(count, lines)
    say(f"题目 {count:,} 道")
    for title, seconds in lines.seconds.items():
        aim = AIMS.get(title)
        told = f"，目标 {aim} 秒以内" if aim else ""
        worked = f"（处理器 {lines.processor[title]:.1f} 秒）" if title in lines.processor else ""
        say(f"{title}：{seconds:.2f} 秒{worked}{told}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    say(f"内存峰值：本进程 {own} MB，读文件的进程 {child} MB，目标 300 MB 以内")


if __name__ == "__main__":
    main()
