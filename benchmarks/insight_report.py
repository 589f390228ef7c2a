"""The table of `make bench-insight`: every size a column, every aim beside it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.report import machine

MEANING = "docs/developer/benchmarks.md"
GROWTH = 1.5
WRITE_GROWTH = 1.2
Runs = list[dict[str, Any]]


@dataclass(frozen=True)
class Line:
    """A line of the table: its key, its words, how a figure is written, and the most it may be."""

    key: str
    title: str
    unit: str = ""
    digits: int = 0
    most: float | None = None
    at: tuple[int, ...] = ()
    """The sizes the aim holds for; all of them where empty."""


def _page(step: str, title: str) -> list[Line]:
    return [
        Line(f"{step}.cpu", f"{title}：服务器 CPU", "ms", 1, 25),
        Line(f"{step}.queries", f"{title}：查询", "次", 0, 25),
        Line(f"{step}.p50", f"{title}：中位", "ms", 0),
        Line(f"{step}.p95", f"{title}：p95", "ms", 0),
    ]


def _file(step: str, title: str, most: float) -> list[Line]:
    return [
        Line(f"{step}.cpu", f"{title}：服务器 CPU", "s", 2, most),
        Line(f"{step}.p50", f"{title}：等多久", "s", 2),
        Line(f"{step}.grown", f"{title}：内存增加", "MB", 0),
    ]


LINES = [
    *_page("overview", "总览"),
    *_page("unit", "镇街页"),
    *_page("people", "人员名单一页"),
    *_page("person", "一个人的页面"),
    *_file("csv", "全班名单 CSV", 1),
    *_file("xlsx", "全班名单 Excel", 4),
    Line("write.cpu", "学员按“学完了”：服务器 CPU", "ms", 1),
    Line("write.p50", "学员按“学完了”：中位", "ms", 1),
    Line("write.queries", "学员按“学完了”：查询", "次"),
    Line("fresh.s", "从学员按下到总览算进去", "s", 1, 60),
    Line("nation.ms", "从汇总读全部班次的合计", "ms", 1),
    Line("rebuild.s", "全部重新汇总", "s", 1),
    Line("seed.s", "造数据", "s", 0, 600),
]
IN_SECONDS = {"csv.cpu", "csv.p50", "xlsx.cpu", "xlsx.p50"}


def _figure(run: dict[str, Any], line: Line) -> float | None:
    told = run["figures"].get(line.key)
    if told is None:
        return None
    return float(told) / 1000 if line.key in IN_SECONDS else float(told)


def _cell(run: dict[str, Any], line: Line) -> str:
    told = _figure(run, line)
    if told is None:
        return "—"
    words = f"{told:,.{line.digits}f}"
    return f"**{words}**" if line.most is not None and told > line.most else words


def _verdict(runs: Runs, line: Line) -> str:
    told = [one for run in runs if (one := _figure(run, line)) is not None]
    if line.most is None or not told:
        return ""
    return "达到" if max(told) <= line.most else "**未达到**"


def _table(database: str, runs: Runs) -> list[str]:
    sizes = " | ".join(f"{run['size']:,} 人" for run in runs)
    lines = [f"## {database}", "", f"| 项目 | 目标 | {sizes} | |"]
    lines.append("|---|---|" + "---|" * (len(runs) + 1))
    for line in LINES:
        wanted = "" if line.most is None else f"≤ {line.most:g} {line.unit}"
        cells = " | ".join(_cell(run, line) for run in runs)
        lines.append(
            f"| {line.title}（{line.unit}） | {wanted} | {cells} | {_verdict(runs, line)} |"
        )
    return [*lines, "", *_growth(runs)]


def _growth(runs: Runs) -> list[str]:
    """How much dearer the largest size is than a thousand."""
    by_size = {run["size"]: run["figures"] for run in runs}
    if 1000 not in by_size or max(by_size) <= 1000:
        return []
    most, base = max(by_size), by_size[1000]
    lines = [f"| {most:,} 人与 1,000 人之比 | 目标 | 实测 | |", "|---|---|---|---|"]
    for step, title, wanted in (
        ("overview", "总览", GROWTH),
        ("unit", "镇街页", GROWTH),
        ("person", "一个人的页面", GROWTH),
        ("write", "学员按“学完了”", WRITE_GROWTH),
    ):
        then, now = base.get(f"{step}.cpu"), by_size[most].get(f"{step}.cpu")
        if then and now:
            met = "达到" if now / then <= wanted else "**未达到**"
            lines.append(f"| {title}：服务器 CPU | ≤ {wanted} | {now / then:.2f} | {met} |")
    return [*lines, ""]


def _about(runs: Runs) -> list[str]:
    told = machine()
    state = f"{told['commit']}{'（有未提交的改动）' if told['changed'] else ''}"
    lines = [
        "# 统计的测速",
        "",
        f"提交 {state} · Python {told['python']} · {told['cores']} 核。含义见 {MEANING}。",
        "",
    ]
    for run in runs:
        others = max((v for k, v in run["figures"].items() if k.endswith(".others")), default=0)
        lines.append(
            f"- {run['database']} {run['size']:,} 人：{run['when']} 测，"
            f"别的程序最多占了 {others:.1f} 个核。"
            + ("**机器在忙，秒数只供参考。**" if others > 0.3 else "")
        )
        lines += [f"  - 失败：{failure}" for failure in run["failures"]]
    return [*lines, ""]


def keep(run: dict[str, Any], stem: Path) -> Path:
    """Put a run in the place of the earlier one of its database and size; returns the table."""
    kept = stem.with_suffix(".json")
    known: Runs = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else []
    same = (run["database"], run["size"])
    earlier = next((one for one in known if (one["database"], one["size"]) == same), None)
    if earlier:  # a database that was kept is not filled again
        run["figures"].setdefault("seed.s", earlier["figures"].get("seed.s"))
    runs = [one for one in known if one is not earlier] + [run]
    runs.sort(key=lambda one: (one["database"], one["size"]))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(runs, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    lines = _about(runs)
    for database in ("sqlite", "postgresql"):
        if mine := [one for one in runs if one["database"] == database]:
            lines += _table(database, mine)
    told = stem.with_suffix(".md")
    told.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return told
