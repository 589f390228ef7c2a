"""A site of our own to measure: its database, seeded once and copied for every run, and its
server."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import console
from tools.console import ROOT
from tools.environment import PYTHON
from tools.stamps import Stamp, digest, files_under

DATABASE_FILES = ("site.sqlite3", "site.sqlite3-wal", "site.sqlite3-shm")
PACK_PASSWORD = "lvzhi-bench"
SECONDS_TO_START = 60
MADE_FROM = (
    "*/migrations/*.py",
    "training/*/migrations/*.py",
    "training/packs/**/*.py",
    "training/insight/cubes/*.py",
    "training/insight/management/commands/seed_bench.py",
    "content/dinghai/**/*",
)


@dataclass(frozen=True)
class Place:
    """Where a benchmark keeps its things, and the environment its site runs in."""

    folder: Path
    port: int
    database_url: str = ""

    @property
    def base_url(self) -> str:
        """Loopback only."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def static(self) -> Path:
        """One set of collected files for every database."""
        return self.folder.parent / "bench-static"

    @property
    def database(self) -> str:
        """Its name in results."""
        return "postgresql" if self.database_url else "sqlite"

    def environment(self) -> dict[str, str]:
        """For manage.py and the server; nothing of the caller's own site leaks in."""
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        chosen = {"DATABASE_URL": self.database_url} if self.database_url else {}
        return {
            **kept,
            **chosen,
            "VAR_DIR": str(self.folder),
            "STATIC_ROOT": str(self.static),
            "DJANGO_SETTINGS_MODULE": "training.settings.bench",
            "DEMO_PASSWORD": PACK_PASSWORD,
            "PORT": str(self.port),
        }


def seed(place: Place, sizes: str) -> dict[str, Any]:
    """A fresh copy of the seeded database; made first when its sources changed. Returns the seed's
    report."""
    place.folder.mkdir(parents=True, exist_ok=True)
    if place.database_url:
        return _make(place, sizes)
    done = Stamp(place.folder / "seeded", digest(files_under(*MADE_FROM), sizes))
    kept, report = place.folder / "seeded.sqlite3", place.folder / "seed.json"
    for name in DATABASE_FILES:
        (place.folder / name).unlink(missing_ok=True)
    if not done.is_current() or not kept.exists():
        told = _make(place, sizes)
        _copy(place.folder / "site.sqlite3", kept)
        report.write_text(json.dumps(told), encoding="utf-8")
        done.set()
    else:
        shutil.copyfile(kept, place.folder / "site.sqlite3")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def _copy(database: Path, to: Path) -> None:
    """A whole copy in one file, whatever is still in the write-ahead log."""
    to.unlink(missing_ok=True)
    connection = sqlite3.connect(database)
    connection.execute("VACUUM INTO ?", (str(to),))
    connection.close()


def _make(place: Place, sizes: str) -> dict[str, Any]:
    """Content pack and bench data, in an empty database."""
    for title, command in (
        ("建立数据表", ["migrate", "--no-input", "-v0"]),
        ("建立缓存表", ["createcachetable"]),
        ("载入教学内容", ["load_pack", "content/dinghai"]),
    ):
        manage(place, title, *command)
    lines = manage(place, f"装入测速数据（{sizes} 人）", "seed_bench", "--json", "--sizes", sizes)
    # As the jobs worker would have done by now: no page is to count a class by itself.
    manage(place, "汇总", "rebuild_insight")
    told: dict[str, Any] = json.loads(lines[-1])
    return told


def collect_static(place: Place) -> None:
    """Collect the files for browsers when they changed."""
    sources = files_under("*/static/**/*", "*/*/static/**/*", "requirements.txt")
    done = Stamp(place.static / "collected", digest(sources))
    if not done.is_current():
        manage(place, "整理样式和脚本", "collectstatic", "--no-input", "-v0")
        done.set()


def manage(place: Place, title: str, *arguments: str) -> list[str]:
    """Run a management command on the place's site; ends the benchmark when it fails."""
    log = place.folder / "logs" / f"{arguments[0]}.log"
    command = [str(PYTHON), "manage.py", *arguments]
    return console.run_quietly(title, command, log=log, env=place.environment())


@contextmanager
def serving(place: Place, *, jobs: bool = False, log: str = "server.log") -> Iterator[int]:
    """The site under gunicorn as it ships, the jobs worker beside it on request. Yields its
    process."""
    refuse_a_busy_port(place.port)
    command = [str(PYTHON), "-m", "gunicorn", "--config", "tools/serving.py"]
    command += ["--bind", f"127.0.0.1:{place.port}", "training.wsgi"]
    env = {**place.environment(), "JOBS_WORKER": "yes" if jobs else "no"}
    with started(command, env, place.folder / "logs" / log) as process:
        wait_for_health(place, process)
        yield process.pid


@contextmanager
def started(
    command: list[str], env: dict[str, str], log: Path, cwd: Path = ROOT
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program in a process group of its own, ended with all its children on leaving."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for_health(
    place: Place, process: "subprocess.Popen[bytes]", seconds: float = SECONDS_TO_START
) -> float:
    """Seconds until /-/health answered 200; raises RuntimeError when the server ends or takes too
    long."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        if _answers(f"{place.base_url}/-/health"):
            return time.perf_counter() - began
        if process.poll() is not None:
            raise RuntimeError("服务没有启动。")
        time.sleep(0.05)
    raise RuntimeError(f"服务在 {seconds:.0f} 秒内没有应答。")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def refuse_a_busy_port(port: int) -> None:
    """Stop with a message when another program listens there: it would be measured in our place."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            console.stop(f"端口 {port} 已被占用，请用 --port 换一个。", code=2)
