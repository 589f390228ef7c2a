"""The table, and the files a run leaves behind."""

import json
import os
import platform
import pstats
import statistics
import subprocess
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from benchmarks.aims import Aim, aims
from tools.console import ROOT

RESULTS = ROOT / "benchmarks" / "results"
TOP = 15


@dataclass
class Findings:
    """Figures by key, a list when there were several rounds; notes and details beside them."""

    sizes: list[int]
    database: str
    when: datetime
    figures: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    details: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, key: str, figure: float) -> None:
        """One more round of a figure."""
        self.figures[key].append(figure)

    def of(self, aim: Aim) -> float | None:
        """The figure reached: the median of the rounds; None when it was not measured."""
        rounds = self.figures.get(aim.key)
        return statistics.median(rounds) if rounds else None

    def missed(self) -> list[Aim]:
        """The aims that were measured and not reached."""
        return [
            aim
            for _, part in aims(self.sizes)
            for aim in part
            if aim.most is not None and (reached := self.of(aim)) is not None and reached > aim.most
        ]

    @property
    def name(self) -> str:
        """The name of the files of this run."""
        other = "" if self.database == "sqlite" else f"-{self.database}"
        return f"{self.when:%Y-%m-%d}{other}"


def _git(*arguments: str) -> str:
    found = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return found.stdout.strip()


def machine() -> dict[str, Any]:
    """What the figures were measured on, and which state of the code."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "commit": _git("rev-parse", "--short", "HEAD"),
        "changed": bool(_git("status", "--porcelain", "--untracked-files=no")),
    }


def _number(figure: float, unit: str) -> str:
    if unit in {"次", "题", "人"}:
        return f"{figure:,.0f}"
    digits = 3 if unit == "CPU s" else 2 if unit == "s" or figure < 10 else 1
    return f"{figure:,.{digits}f}"


def _line(aim: Aim, findings: Findings) -> str:
    reached = findings.of(aim)
    wanted = "" if aim.most is None else f"≤ {aim.most:g} {aim.unit}"
    if reached is None:
        return f"| {aim.title} | {wanted} | 未测 | | |"
    rounds = findings.figures[aim.key]
    spread = f"{_number(min(rounds), aim.unit)}–{_number(max(rounds), aim.unit)}"
    verdict = "" if aim.most is None else ("达到" if reached <= aim.most else "**未达到**")
    shown = f"{_number(reached, aim.unit)} {aim.unit}"
    return f"| {aim.title} | {wanted} | {shown} | {spread if len(rounds) > 1 else ''} | {verdict} |"


def table(findings: Findings) -> str:
    """One table: the aim beside the figure reached, the rounds' spread, and the verdict."""
    lines = ["| 项目 | 目标 | 实测（中位数） | 各轮 | |", "|---|---|---|---|---|"]
    for heading, part in aims(findings.sizes):
        lines.append(f"| **{heading}** | | | | |")
        lines += [_line(aim, findings) for aim in part]
    return "\n".join(lines)


def _markdown(findings: Findings, about: dict[str, Any]) -> str:
    state = f"{about['commit']}{'（有未提交的改动）' if about['changed'] else ''}"
    on = f"Python {about['python']} · {about['cores']} 核 · 测完时负载 {about['load']}"
    head = [
        f"# 测速 {findings.when:%Y-%m-%d %H:%M}（{findings.database}）",
        "",
        f"提交 {state} · {on}。各项含义见 docs/developer/benchmarks.md。",
        "",
        table(findings),
    ]
    return "\n".join([*head, "", *(f"- {note}" for note in findings.notes), ""])


def write(findings: Findings) -> Path:
    """Keep the figures for programs and for people; returns the Markdown file."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    about = machine()
    kept = {
        "when": findings.when.isoformat(timespec="seconds"),
        "database": findings.database,
        "machine": about,
        "aims": {
            aim.key: {"most": aim.most, "unit": aim.unit, "reached": findings.of(aim)}
            for _, part in aims(findings.sizes)
            for aim in part
        },
        "rounds": findings.figures,
        "details": findings.details,
        "notes": findings.notes,
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1, default=str)
    (RESULTS / f"{findings.name}.json").write_text(text + "\n", encoding="utf-8")
    told = RESULTS / f"{findings.name}.md"
    told.write_text(_markdown(findings, about), encoding="utf-8")
    return told


def write_profile(step: str, dumps: list[Path], name: str) -> Path | None:
    """The most expensive functions of a step, by own time and by time with what they call."""
    if not dumps:
        return None
    text = StringIO()
    profile = pstats.Stats(str(dumps[0]), stream=text)
    for dump in dumps[1:]:
        profile.add(str(dump))
    profile.files = []  # type: ignore[attr-defined]  # print_stats would list every dump
    text.write(f"{step}: {len(dumps)} requests together\n")
    for order in ("tottime", "cumulative"):
        profile.sort_stats(order).print_stats(TOP)
    folder = RESULTS / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{step}.txt"
    shown = text.getvalue().replace(f"{ROOT}/", "")
    path.write_text(shown, encoding="utf-8")
    return path
