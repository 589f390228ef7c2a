"""`make bench`: measure the site on this machine and print every figure beside its aim."""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import floor, fresh, processes, report, visit
from benchmarks.meter import Figures, Meter, Mode
from benchmarks.place import PACK_PASSWORD, Place, collect_static, seed, serving
from benchmarks.report import Findings
from benchmarks.walk import LEARNERS, PACK_LEARNER, AtOnce, Walk, p95_seconds
from tools import console, postgres
from tools.console import ROOT, say

SIZES = "65,1000,10000"
SETTLING_SECONDS = 3


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    add = parser.add_argument
    add("--fresh", action="store_true", help="另测：新克隆到第一页（只看已提交的代码）。")
    add("--postgres", action="store_true", help="用一个临时的 PostgreSQL，不用 SQLite。")
    add("--quick", action="store_true", help="只测一轮，次数减半。")
    add("--serve", action="store_true", help="只启动装好数据的网站，供别的工具测。")
    add("--port", type=int, default=8301)
    add("--sizes", default=SIZES, help="各班人数，用逗号分开。")
    add("--folder", type=Path, default=ROOT / "var" / "bench", help="测速数据放在哪里。")
    return parser.parse_args()


@contextmanager
def place_for(asked: argparse.Namespace) -> Iterator[tuple[Place, list[int]]]:
    """The place to measure, and the processes of a database server that count as the site's."""
    if not asked.postgres:
        yield Place(asked.folder, asked.port), []
        return
    with postgres.server() as url:
        folder = asked.folder.with_name(f"{asked.folder.name}-postgres")
        yield Place(folder, asked.port, url), processes.children_named("postgres")


def _keep(findings: Findings, figures: list[Figures]) -> None:
    for each in figures:
        findings.add(f"{each.step}.cpu", each.cpu_ms)
        findings.add(f"{each.step}.s", each.p50_ms / 1000)
        findings.details.setdefault(each.step, []).append(asdict(each))
    _note_failures(findings, figures)


def _keep_queries(findings: Findings, figures: list[Figures]) -> None:
    for each in figures:
        findings.add(f"{each.step}.queries", each.queries)
    _note_failures(findings, figures)


def _note_failures(findings: Findings, figures: list[Figures]) -> None:
    """A failed step is fast: it is told beside the figures."""
    for each in figures:
        if each.failures:
            told = (
                f"{each.step}：{len(each.failures)} / {each.times} 次失败，例如 {each.failures[0]}"
            )
            findings.notes.append(told)


def _keep_at_once(findings: Findings, sat: AtOnce) -> None:
    findings.add("at-once.p95", p95_seconds(sat.seconds))
    findings.add("at-once.errors", len(sat.saves.failures))
    findings.add("at-once.lost", sat.kept.lost)
    findings.add("at-once.wrong", sat.kept.wrong)
    findings.add("at-once.wrong-marks", sat.kept.wrong_marks)
    findings.add("at-once.saves", sat.kept.attempts * 20 / sat.saves.wall_s)
    findings.details.setdefault("at-once", []).append(asdict(sat.saves))
    findings.notes.extend(dict.fromkeys(sat.kept.failures))


async def _counted(walk: Walk, findings: Findings) -> None:
    """Each step with its queries counted, after both workers have served a page of each kind."""
    walk.meter.mode = Mode.TIMING
    await walk.pages(LEARNERS)
    walk.meter.mode = Mode.COUNTING
    _keep_queries(findings, await walk.pages(max(len(walk.pack_lessons), 2)))
    _keep_queries(findings, await walk.readings(2))
    _keep_queries(findings, await walk.attempts(2))
    _keep_queries(findings, await walk.office(1))


async def _timed(walk: Walk, findings: Findings, times: int) -> None:
    """One round of everything."""
    walk.meter.mode = Mode.TIMING
    findings.add("floor.python", floor.python_ms())
    _keep(findings, await walk.pages(times))
    _keep(findings, await walk.readings(times // 2))
    steps = await walk.attempts(LEARNERS)
    _keep(findings, steps)
    start, save, submit = (each.cpu_ms for each in steps)
    findings.add("whole.cpu", (start + 20 * save + submit) / 1000)
    _keep_at_once(findings, await walk.all_at_once())
    _keep(findings, await walk.office(max(times // 10, 4)))
    findings.add("xlsx.pss", await walk.export_memory())


async def _profiled(walk: Walk, steps: set[str]) -> None:
    """The steps that missed an aim, again, under the profiler."""
    walk.meter.mode = Mode.PROFILING
    if steps & {"home", "lesson", "pack-home", "pack-lesson"}:
        await walk.pages(20)
    if "lesson-recorded" in steps:
        await walk.readings(20)
    if steps & {"start", "save", "submit"}:
        await walk.attempts(10)
    if any(step.startswith(("report", "csv", "xlsx")) for step in steps):
        await walk.office(4)


async def _walk(walk: Walk, findings: Findings, asked: argparse.Namespace) -> list[str]:
    """All rounds; returns the steps that were profiled because they missed an aim."""
    async with walk.signed_in() as signing_in:
        _keep(findings, [signing_in])
        findings.add("sign-in.refused", len(signing_in.failures))
        findings.add("sign-in.all", signing_in.wall_s)
        await _counted(walk, findings)
        for number in range(1 if asked.quick else 3):
            began = time.perf_counter()
            await _timed(walk, findings, 50 if asked.quick else 100)
            say(f"  第 {number + 1} 轮：{time.perf_counter() - began:.0f} 秒")
        steps = {aim.step for aim in findings.missed() if aim.step}
        await _profiled(walk, steps)
        return sorted(steps)


def _visits(place: Place, told: dict[str, Any], lessons: list[str], findings: Findings) -> None:
    """First and second visits, of the real content where there is some."""
    lesson = lessons[0] if lessons else told["lessons"][0]["url"]
    paths = {"home": "/my/", "lesson": lesson}
    account = (PACK_LEARNER, PACK_PASSWORD)
    try:
        first, again = visit.visits(place.base_url, account, list(paths.values()))
    except FileNotFoundError as missing:
        findings.notes.append(str(missing))
        return
    for name, one in zip(paths, first, strict=True):
        findings.add(f"visit-{name}.requests", one.requests)
        findings.add(f"visit-{name}.kb", one.kilobytes)
        findings.details[f"visit-{name}"] = one.parts
    findings.add("visit-home.again", again[0].kilobytes)


def _idle(place: Place, others: list[int], findings: Findings) -> None:
    """Memory with the jobs worker beside the web, after somebody looked at a page."""
    with serving(place, jobs=True) as pid:
        asyncio.run(_look_around(place))
        time.sleep(SETTLING_SECONDS)
        findings.add("pss.jobs", processes.pss_mib([pid, *others]))


async def _look_around(place: Place) -> None:
    walk = Walk(place.base_url, {"lessons": [], "password": "", "manager": ""}, Meter([]))
    login = walk.adapter.login
    await login(walk.reader, PACK_LEARNER, PACK_PASSWORD)
    for _ in range(10):
        await walk.reader.get("/my/")
    for person in (walk.reader, walk.manager):
        await person.close()


def measure(asked: argparse.Namespace) -> Findings:
    """Everything that was asked for, on one database."""
    sizes = [int(size) for size in asked.sizes.split(",")]
    with place_for(asked) as (place, others):
        told = seed(place, asked.sizes)
        collect_static(place)
        findings = Findings(sizes, place.database, datetime.now().astimezone())
        findings.add("floor.upserts", floor.upserts_per_second(place.folder))
        began = time.perf_counter()
        with serving(place) as pid:
            findings.add("cold.s", time.perf_counter() - began)
            asyncio.run(_look_around(place))
            time.sleep(SETTLING_SECONDS)
            findings.add("pss.web", processes.pss_mib([pid, *others]))
            walk, steps = asyncio.run(_all(place, told, [pid, *others], findings, asked))
            _visits(place, told, walk.pack_lessons, findings)
            time.sleep(SETTLING_SECONDS)
            findings.add("pss.after", processes.pss_mib([pid, *others]))
        _idle(place, others, findings)
        _explain(place, steps, findings)
        if not asked.postgres:
            _starts(place, findings, from_clone=asked.fresh)
    return findings


async def _all(
    place: Place,
    told: dict[str, Any],
    roots: list[int],
    findings: Findings,
    asked: argparse.Namespace,
) -> tuple[Walk, list[str]]:
    walk = Walk(place.base_url, told, Meter(roots))
    return walk, await _walk(walk, findings, asked)


def _starts(place: Place, findings: Findings, *, from_clone: bool) -> None:
    if fresh.has_own_environment():
        findings.add("run.second", fresh.second_run(place))
    if from_clone:
        first, second = fresh.from_a_clone(place)
        findings.add("fresh.first", first)
        findings.add("fresh.second", second)


def _explain(place: Place, steps: list[str], findings: Findings) -> None:
    """Write the profiles of the steps that missed an aim."""
    folder = place.folder / "profiles"
    for step in steps:
        dumps = sorted(folder.glob(f"{step}.*.prof"))
        if path := report.write_profile(step, dumps, findings.name):
            findings.notes.append(f"{step}：见 {path.relative_to(ROOT)}")
        for dump in dumps:
            dump.unlink()


def serve(asked: argparse.Namespace) -> None:
    """Keep a seeded site running until Ctrl+C, and tell another tool where everything is."""
    with place_for(asked) as (place, others):
        told = seed(place, asked.sizes)
        collect_static(place)
        with serving(place) as pid:
            pids = place.folder / "server.pid"
            pids.write_text(f"{pid}\n")
            files = [pids]
            for number, other in enumerate(others):
                files.append(place.folder / f"database-{number}.pid")
                files[-1].write_text(f"{other}\n")
            system = {
                "adapter": "benchmarks.adapters.ours:Ours",
                "base_url": place.base_url,
                "pidfiles": [str(file) for file in files],
                "options": told,
            }
            path = place.folder / "systems.json"
            path.write_text(json.dumps({"ours": system}, indent=1), encoding="utf-8")
            say(f"{place.base_url} 已启动，说明在 {path}。按 Ctrl+C 结束。")
            try:
                while True:
                    time.sleep(3600)
            except KeyboardInterrupt:
                say()


def main() -> None:
    """Exit code 0 whatever the figures are: they are told, not judged."""
    asked = options()
    if asked.serve:
        serve(asked)
        return
    began = time.perf_counter()
    findings = measure(asked)
    others = [
        r["others"]
        for rounds in findings.details.values()
        if isinstance(rounds, list)
        for r in rounds
    ]
    findings.notes.append(f"测量时别的程序平均占用 {statistics.mean(others):.2f} 个处理器核。")
    told = report.write(findings)
    say()
    say(told.read_text(encoding="utf-8"))
    say(f"结果在 {told.relative_to(console.ROOT)}，用时 {time.perf_counter() - began:.0f} 秒。")


if __name__ == "__main__":
    main()
