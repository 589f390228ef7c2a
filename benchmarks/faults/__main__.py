"""`make faults`: python -m benchmarks.faults [--postgres | --both] [--short] [--only …] [--json]"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from benchmarks.faults import report
from benchmarks.faults.report import Finding
from benchmarks.faults.runs import LONG, SHORT, Runs
from benchmarks.place import Place
from tools import console, machine, postgres
from tools.console import ROOT, say


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    add = parser.add_argument
    add("--both", action="store_true", help="先 SQLite，再一个临时的 PostgreSQL。")
    add("--postgres", action="store_true", help="只用临时的 PostgreSQL。")
    add("--short", action="store_true", help="短的一遍，十几秒。")
    add("--only", default="", help=f"只做这些，用逗号分开：{'、'.join(LONG.keys())}。")
    add("--json", action="store_true", help="最后一行是 JSON。")
    add("--port", type=int, default=8311)
    add("--seed", type=int, default=1)
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var")
    add("--folder", type=Path, default=var / "faults", help="数据放在哪里。")
    return parser.parse_args()


@contextmanager
def places(asked: argparse.Namespace) -> Iterator[list[Place]]:
    """Where to run: on each database that was asked for."""
    chosen = []
    if not asked.postgres:
        chosen.append(Place(asked.folder, asked.port))
    if not (asked.postgres or asked.both):
        yield chosen
        return
    if machine.POSTGRES.path() is None:
        console.stop(machine.POSTGRES.how_to_install())
    with postgres.server() as url:
        folder = asked.folder.with_name(f"{asked.folder.name}-postgres")
        yield [*chosen, Place(folder, asked.port, url)]


def main() -> None:
    """Exit code 1 when anything was lost, doubled or wrong."""
    asked = options()
    began, findings = monotonic(), list[Finding]()
    plan = SHORT if asked.short else LONG
    only = set(asked.only.split(",")) if asked.only else set(plan.keys())
    with places(asked) as chosen:
        for place in chosen:
            findings += asyncio.run(Runs(place, plan, asked.seed).all(only))
    say()
    say(report.table(findings))
    for note in report.notes(findings):
        say(f"- {note}")
    good = all(one.good for one in findings)
    workers, threads = os.environ.get("WEB_WORKERS", "2"), os.environ.get("WEB_THREADS", "8")
    say(
        f"时间单位毫秒，从选定到确认，含重试。{workers} 个进程，每个 {threads} 个线程。"
        f"{'全部通过' if good else '没有通过'}，共 {monotonic() - began:.0f} 秒。"
    )
    if asked.json:
        say(json.dumps([one.as_json() for one in findings], ensure_ascii=False))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    console.start(main)
