"""How long a person waits for `make run`: from nothing, and the second time."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.place import Place, started, wait_for_health
from tools import environment
from tools.console import ROOT

SECONDS_AT_MOST = 900
OF_THIS_SITE = {
    "VAR_DIR",
    "STATIC_ROOT",
    "MEDIA_ROOT",
    "DATABASE_URL",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
    "DEMO_PASSWORD",
    "SECRET_KEY",
    "VIRTUAL_ENV",
    "PYTHONPATH",
    "MAKEFLAGS",
    "MAKELEVEL",
    "MFLAGS",
    "CI",
}


def make_run(folder: Path, place: Place, env: Mapping[str, str], log: str) -> float:
    """Seconds from `make run` to the first answer; the server is stopped again."""
    began = time.perf_counter()
    command = ["make", "run", f"PORT={place.port}"]
    with started(command, dict(env), place.folder / "logs" / log, folder) as process:
        wait_for_health(place, process, SECONDS_AT_MOST)
        return time.perf_counter() - began


def from_a_clone(place: Place) -> tuple[float, float]:
    """The first and the second `make run` in a fresh clone of the last commit.

    The package cache is warm when pip has installed the lock file on this machine before.
    """
    holder = Path(tempfile.mkdtemp(prefix="fresh-clone-"))
    env = {key: value for key, value in os.environ.items() if key not in OF_THIS_SITE}
    env["PORT"] = str(place.port)
    try:
        clone = holder / "copy"
        began = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        cloned = time.perf_counter() - began
        first = make_run(clone, place, env, "fresh-first.log")
        return cloned + first, make_run(clone, place, env, "fresh-second.log")
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def has_own_environment() -> bool:
    """Whether `.venv` was made by `make setup` for this folder: `make run` would replace any
    other."""
    made = environment.VENV / "made-for"
    return made.is_file() and made.read_text(encoding="utf-8").strip().endswith(f" {ROOT}")


def second_run(place: Place) -> float:
    """`make run` on a prepared site. It is prepared first, outside the figure."""
    env = {**place.environment(), "DJANGO_SETTINGS_MODULE": "training.settings.local"}
    site = replace(place, folder=place.folder / "again")
    env |= {"VAR_DIR": str(site.folder)}
    make_run(ROOT, site, env, "run-first.log")
    return make_run(ROOT, site, env, "run-second.log")
