"""The table of a run, for people; and its figures, for programs."""

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

SHOWN = 10


@dataclass
class Finding:
    """One examination or race: what was done to it, and what was found afterwards."""

    title: str
    database: str
    saves: int = 0
    hand_ins: int = 0
    worker_kills: int = 0
    server_kills: int = 0
    reloads: int = 0
    cuts: int = 0
    twins: int = 0
    retries: int = 0
    interrupted: int = 0
    marked_later: int = 0
    errors: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: int = 0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    p99_ms: float = 0.0
    saves_per_second: float = 0.0
    seconds: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Nothing acknowledged was lost, doubled or wrong, and no error was seen."""
        return not (self.lost or self.doubled or self.wrong or self.errors)

    def as_json(self) -> dict[str, Any]:
        """Every figure by name."""
        return {**asdict(self), "good": self.good}


COLUMNS: tuple[tuple[str, str], ...] = (
    ("数据库", "database"),
    ("项目", "title"),
    ("确认的保存", "saves"),
    ("交卷请求", "hand_ins"),
    ("杀进程", "worker_kills"),
    ("杀服务", "server_kills"),
    ("重载", "reloads"),
    ("断回复", "cuts"),
    ("同时重发", "twins"),
    ("再试", "retries"),
    ("连接断", "interrupted"),
    ("补评", "marked_later"),
    ("出错", "errors"),
    ("丢失", "lost"),
    ("重复", "doubled"),
    ("错误", "wrong"),
    ("p50", "p50_ms"),
    ("p95", "p95_ms"),
    ("p99", "p99_ms"),
    ("保存/s", "saves_per_second"),
)


def _shown(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def table(findings: Sequence[Finding]) -> str:
    """One line for each finding, columns aligned; times in milliseconds, retries included."""
    rows = [[title for title, _ in COLUMNS]]
    rows += [[_shown(getattr(one, name)) for _, name in COLUMNS] for one in findings]
    widths = [max(_width(row[n]) for row in rows) for n in range(len(COLUMNS))]
    lines = [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def notes(findings: Sequence[Finding]) -> list[str]:
    """The first things found wrong, and the server's unexpected answers."""
    told = []
    for one in findings:
        if one.statuses:
            answers = "，".join(f"{status} 有 {n} 次" for status, n in one.statuses.items())
            told.append(f"{one.title}（{one.database}）：另有回答 {answers}")
        told += [f"{one.title}（{one.database}）：{note}" for note in one.notes[:SHOWN]]
    return told
