"""`make bench-insight`: statistics at every size, on SQLite and on PostgreSQL.

Each size is a database of its own with synthetic people (`manage.py seed_scale`); the figures are
kept in one file beside those of earlier runs, so that sizes may be measured one by one.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import insight_report, processes
from benchmarks.place import DATABASE_FILES, Place, collect_static, manage
from tools import console, postgres
from tools.console import ROOT, say
from tools.environment import PYTHON
from tools.stamps import Stamp, digest, files_under

SIZES = {"sqlite": (65, 1000, 10_000, 100_000), "postgresql": (65, 1000, 10_000, 1_000_000)}
MADE_FROM = ("*/migrations/*.py", "training/*/migrations/*.py", "content/dinghai/**/*")
BASE = "scale_base"


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.insight", description=__doc__)
    add = parser.add_argument
    add("--database", choices=[*SIZES, "both"], default="both")
    add("--sizes", help="人数，用逗号分开；不写就是各数据库的全部。")
    add("--server", default="", help="已在运行的 PostgreSQL，postgresql://…；不写就临时起一个。")
    add("--server-pid", type=int, default=0, help="它的主进程号，算 CPU 用。")
    add("--keep", action="store_true", help="量完留着数据库；下次同样人数直接用，不再造人。")
    add("--port", type=int, default=8471)
    add("--folder", type=Path, default=ROOT / "var" / "bench-insight")
    add("--results", type=Path, default=ROOT / "benchmarks" / "results")
    add(
        "--name", default=f"{datetime.now().astimezone():%Y-%m-%d}-insight", help="结果文件的名字。"
    )
    return parser.parse_args()


@dataclass(frozen=True)
class Ground:
    """A database with content and no synthetic people yet, from which each size gets a copy."""

    folder: Path
    port: int
    server: str = ""
    """The address of the PostgreSQL server, without a database's name."""
    pids: tuple[int, ...] = ()
    """The processes of that server."""
    keeps: bool = False
    """Whether databases stay, and those of an earlier run are measured again."""

    @property
    def database(self) -> str:
        """Its name in results."""
        return "postgresql" if self.server else "sqlite"

    def prepare(self) -> None:
        """Content once; kept between runs on SQLite, until migrations or content change."""
        if self.server:
            if not self._has(BASE):
                self._sql(f"CREATE DATABASE {BASE}")
                _fill(self._place(BASE))
            return
        done = Stamp(self.folder / "base-made", digest(files_under(*MADE_FROM)))
        kept = self.folder / "base" / "site.sqlite3"
        if done.is_current() and kept.exists():
            return
        for name in DATABASE_FILES:
            (kept.parent / name).unlink(missing_ok=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        _fill(Place(kept.parent, self.port))
        done.set()

    def kept(self, size: int) -> Place | None:
        """The database of an earlier run, brought up to date."""
        place = Place(self.folder / f"sqlite-{size}", self.port)
        there = (place.folder / "site.sqlite3").exists()
        if self.server:
            place, there = self._place(f"scale_{size}"), self._has(f"scale_{size}")
        if not self.keeps or not there:
            return None
        manage(place, "更新数据表", "migrate", "--no-input", "-v0")
        return place

    def copy(self, size: int) -> Place:
        """A fresh database for a size."""
        if self.server:
            self._sql(f"CREATE DATABASE scale_{size} TEMPLATE {BASE}")
            return self._place(f"scale_{size}")
        place = Place(self.folder / f"sqlite-{size}", self.port)
        place.folder.mkdir(parents=True, exist_ok=True)
        for name in DATABASE_FILES:
            (place.folder / name).unlink(missing_ok=True)
        shutil.copyfile(self.folder / "base" / "site.sqlite3", place.folder / "site.sqlite3")
        return place

    def drop(self, place: Place) -> None:
        """Throw a size's database away: a million people are several gigabytes."""
        if self.keeps:
            return
        if place.database_url:
            self._sql(f"DROP DATABASE {place.database_url.rsplit('/', 1)[1]} WITH (FORCE)")
        else:
            shutil.rmtree(place.folder, ignore_errors=True)

    def _place(self, name: str) -> Place:
        folder = self.folder / f"postgresql-{name}"
        folder.mkdir(parents=True, exist_ok=True)
        return Place(folder, self.port, f"{self.server}/{name}")

    def _has(self, name: str) -> bool:
        return bool(self._sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def _sql(self, command: str) -> list[Any]:
        import psycopg

        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            done = connection.execute(command)
            return done.fetchall() if done.description else []


def _fill(place: Place) -> None:
    manage(place, "建立数据表", "migrate", "--no-input", "-v0")
    manage(place, "建立缓存表", "createcachetable")
    manage(place, "载入教学内容", "load_pack", "content/dinghai")


@contextmanager
def ground_of(database: str, asked: argparse.Namespace) -> Iterator[Ground]:
    """The ground for a kind of database; PostgreSQL is started here and thrown away."""
    if database == "sqlite":
        yield Ground(asked.folder, asked.port, keeps=asked.keep)
        return
    if asked.server:
        there = (asked.server_pid,) if asked.server_pid else ()
        yield Ground(asked.folder, asked.port, asked.server.rstrip("/"), there, asked.keep)
        return
    with postgres.server() as url:
        pids = tuple(processes.children_named("postgres"))
        yield Ground(asked.folder, asked.port, url.rsplit("/", 1)[0], pids)


def measure(ground: Ground, size: int) -> dict[str, Any]:
    """Fill a database with so many people, count their cubes, and walk over the site."""
    figures: dict[str, float] = {}
    place = ground.kept(size)
    if place is None:
        place = ground.copy(size)
        began = time.perf_counter()
        manage(place, f"装入 {size:,} 人", "seed_scale", "--learners", str(size))
        figures["seed.s"] = time.perf_counter() - began
    began = time.perf_counter()
    manage(place, "全部重新汇总", "rebuild_insight")
    figures["rebuild.s"] = time.perf_counter() - began
    told = _walked(place, ground.pids)
    figures |= told["figures"]
    if not place.database_url:
        figures["disk.mb"] = (place.folder / "site.sqlite3").stat().st_size / 2**20
    ground.drop(place)
    return {
        "database": ground.database,
        "size": size,
        "when": datetime.now().astimezone().isoformat(timespec="minutes"),
        "load": [round(load, 1) for load in os.getloadavg()],
        "figures": figures,
        "failures": told["failures"],
    }


def _walked(place: Place, beside: tuple[int, ...]) -> dict[str, Any]:
    """The figures of one site, from a process of its own that has this site's settings."""
    command = [str(PYTHON), "-m", "benchmarks.insight_walk", "--folder", str(place.folder)]
    command += ["--port", str(place.port), "--database-url", place.database_url]
    command += ["--beside", *map(str, beside)]
    done = subprocess.run(
        command, cwd=ROOT, env=place.environment(), stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        console.stop("测到一半出错，见上面。", code=1)
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def main() -> None:
    """Measure what was asked for, and write the table after every size."""
    asked = options()
    databases = list(SIZES) if asked.database == "both" else [asked.database]
    collect_static(Place(asked.folder / "base", asked.port))
    for database in databases:
        sizes = [int(one) for one in asked.sizes.split(",")] if asked.sizes else SIZES[database]
        with ground_of(database, asked) as ground:
            ground.prepare()
            for size in sizes:
                run = measure(ground, size)
                told = insight_report.keep(run, asked.results / asked.name)
                for failure in run["failures"]:
                    say(f"  {failure}")
    say(told.read_text(encoding="utf-8"))
    sys.exit(0)


if __name__ == "__main__":
    main()
