"""The site under test: a seeded examination, and a server that can be killed and started again."""

import json
import os
import random
import shutil
import signal
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.place import DATABASE_FILES, Place, manage, serving
from tools import console
from tools.environment import PYTHON
from tools.stamps import Stamp, digest, files_under

MADE_FROM = (
    "*/migrations/*.py",
    "training/*/migrations/*.py",
    "training/insight/management/commands/seed_bench.py",
    "benchmarks/faults/exam.py",
)


@dataclass(frozen=True)
class Start:
    """An empty site whose tables exist already: this SQLite file, or the place's own database."""

    database: Path | None = None


def furnish(place: Place, learners: int, start: Start | None = None) -> dict[str, Any]:
    """A site with one class and its quizzes; returns what the clients need to know.

    Without a `start`, SQLite is copied from what the last run made, if that is still current.
    """
    for name in DATABASE_FILES:
        (place.folder / name).unlink(missing_ok=True)
    place.folder.mkdir(parents=True, exist_ok=True)
    if start and start.database:
        shutil.copyfile(start.database, place.folder / "site.sqlite3")
    if place.database_url or start:
        return _made(place, learners, migrated=start is not None)
    kept, told = place.folder / "furnished.sqlite3", place.folder / "furnished.json"
    done = Stamp(place.folder / "furnished", digest(files_under(*MADE_FROM), str(learners)))
    if not done.is_current() or not kept.exists():
        made = _made(place, learners, migrated=False)
        told.write_text(json.dumps(made), encoding="utf-8")
        shutil.copyfile(place.folder / "site.sqlite3", kept)  # nobody has it open any more
        done.set()
    else:
        shutil.copyfile(kept, place.folder / "site.sqlite3")
    found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    return found


def _made(place: Place, learners: int, *, migrated: bool) -> dict[str, Any]:
    if not migrated:
        manage(place, "建立数据表", "migrate", "--no-input", "-v0")
    return inside(place, "exam", f"装入 {learners} 人和测验", str(learners))


def inside(place: Place, program: str, title: str, *arguments: str) -> dict[str, Any]:
    """Run one of this package's programs with the site's own settings; returns the JSON of its
    last line."""
    command = [str(PYTHON), "-m", f"benchmarks.faults.{program}", *arguments]
    log = place.folder / "logs" / f"{program}.log"
    lines = console.run_quietly(title, command, log=log, env=place.environment())
    told: dict[str, Any] = json.loads(lines[-1])
    return told


@dataclass
class Server:
    """gunicorn as it ships. Only processes that it started itself are ever killed."""

    place: Place
    jobs: bool = False
    pid: int = 0
    starts: int = 0
    worker_kills: int = 0
    kills: int = 0
    reloads: int = 0
    _running: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when it answers."""
        self.starts += 1
        log = f"server-{self.starts}.log"
        self.pid = self._running.enter_context(serving(self.place, jobs=self.jobs, log=log))

    def stop(self) -> None:
        """In good order."""
        self._running.close()

    def kill(self) -> None:
        """Master and workers at once, without a warning."""
        os.killpg(self.pid, signal.SIGKILL)
        self.kills += 1
        self._running.close()

    def kill_a_worker(self, rng: random.Random) -> None:
        """One of the processes that answer requests; the master starts another."""
        if workers := processes.tree([self.pid])[1:]:
            os.kill(rng.choice(workers), signal.SIGKILL)
            self.worker_kills += 1

    def reload(self) -> None:
        """New workers take over while the old ones finish what they have begun."""
        os.kill(self.pid, signal.SIGHUP)
        self.reloads += 1

    def complaints(self) -> list[str]:
        """Lines of the logs that tell of an error, each kind once."""
        found: dict[str, None] = {}
        for log in sorted((self.place.folder / "logs").glob("server-*.log")):
            for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
                if line and not line.startswith((" ", "Traceback")) and "Error" in line:
                    found[line[-160:]] = None
        return list(found)
