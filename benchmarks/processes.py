"""CPU and memory of process trees, from /proc (Linux).

CPU time hardly moves when strangers load the machine; wall time and requests a second do.
"""

import os
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
MIB = 1024
PROC = Path("/proc")


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; empty when the process is gone."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return []
    return text[text.rindex(")") + 2 :].split()


def tree(roots: Iterable[int]) -> list[int]:
    """The roots and all their living descendants."""
    children: dict[int, list[int]] = {}
    for name in os.listdir(PROC):
        if name.isdigit() and (fields := _fields(int(name))):
            children.setdefault(int(fields[1]), []).append(int(name))
    found: list[int] = []
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        if pid not in found and _fields(pid):
            found.append(pid)
            waiting += children.get(pid, [])
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time of the trees, ended and waited-for children included. Steps of 10 ms."""
    ticks = 0
    for pid in tree(roots):
        fields = _fields(pid)
        ticks += sum(int(ticked) for ticked in fields[11:15])
    return ticks / TICK


def pss_mib(roots: Iterable[int]) -> float:
    """Proportional memory of the trees: pages that several processes share are counted once."""
    total = 0
    for pid in tree(roots):
        try:
            rollup = (PROC / str(pid) / "smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(
            int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")
        )
    return total / MIB


def busy_seconds() -> float:
    """What all processors have worked since the machine started, for whomever."""
    fields = [int(x) for x in (PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(fields[:3] + fields[5:]) / TICK


def children_named(name: str) -> list[int]:
    """Our own direct children of that program name."""
    return [
        int(entry)
        for entry in os.listdir(PROC)
        if entry.isdigit()
        and _fields(int(entry))[1:2] == [str(os.getpid())]
        and (PROC / entry / "comm").read_text().strip() == name
    ]
