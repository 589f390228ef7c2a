"""`make test` and `make test-full`: every check, each timed, all of them even when one fails."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from time import monotonic

from tools import console, environment, machine, postgres
from tools.console import ROOT, say
from tools.environment import PYTHON

CLOSING = re.compile(r"\d+ (?:passed|failed|errors?|skipped|deselected)\b.* in [\d.]+s")
PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]


@dataclass(frozen=True)
class Step:
    """One check: a program, what it needs from the machine, and whether it needs PostgreSQL."""

    title: str
    command: list[str]
    needs: machine.Program | None = None
    on_postgres: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a step ended; `closing` is pytest's own last line."""

    title: str
    verdict: str
    seconds: float
    closing: str = ""


def steps(*, full: bool) -> list[Step]:
    """What is checked: `full` runs every test on both databases, else PostgreSQL takes its part;
    the long fault runs are added."""
    parallel = ["-n", "2"]
    everything = ["-m", "not browser"] if full else []
    return [
        Step("代码规范", ["-m", "ruff", "check", "."]),
        Step("代码格式", ["-m", "ruff", "format", "--check", "."]),
        Step("类型", ["-m", "mypy"]),
        Step("分层约定", ["-m", "importlinter.cli", "lint"]),
        Step("数据迁移", ["manage.py", "makemigrations", "--check", "--dry-run"]),
        Step("译文", ["-m", "tools.check_messages"], machine.GETTEXT),
        Step("测试·SQLite", [*PYTEST, *parallel, *everything]),
        Step(
            "测试·PostgreSQL",
            [
                *PYTEST,
                *parallel,
                *(everything or ["-m", "(db or postgres) and not full and not browser"]),
            ],
            machine.POSTGRES,
            on_postgres=True,
        ),
        Step(
            "测试·浏览器",
            [
                *PYTEST,
                *parallel,
                "-m",
                "browser" if full else "browser and not full",
                "tests/browser",
            ],
            machine.CHROMIUM,
        ),
        *([Step("故障", ["-m", "benchmarks.faults", "--both"], machine.POSTGRES)] if full else []),
    ]


def run(step: Step, env: Mapping[str, str]) -> Outcome:
    """Do one step. What the machine lacks is a failure in CI and is left out, and said,
    elsewhere."""
    say(f"\n━━ {step.title}")
    started = monotonic()
    if step.needs and step.needs.path() is None:
        say(step.needs.how_to_install())
        return Outcome(step.title, "失败" if machine.required() else "未做", 0)
    try:
        with postgres.server(durable=False) if step.on_postgres else nullcontext("") as url:
            extra = {"DATABASE_URL": url} if url else {}
            code, closing = _watch([str(PYTHON), *step.command], {**env, **extra})
    except (OSError, RuntimeError, subprocess.SubprocessError) as why:
        say(str(why))
        code, closing = 1, ""
    return Outcome(step.title, "失败" if code else "通过", monotonic() - started, closing)


def _watch(command: list[str], env: Mapping[str, str]) -> tuple[int, str]:
    """Run a program in front of the reader; returns its exit code and pytest's closing line."""
    closing = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace",
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            say(line.rstrip("\n"))
            if CLOSING.search(line):
                closing = line.strip(" =\n")
        return process.wait(), closing


@contextmanager
def clean_surroundings() -> Iterator[dict[str, str]]:
    """An environment in which no test can reach this copy's database, uploads or keys."""
    with tempfile.TemporaryDirectory(prefix="lvzhi-check-") as folder:
        mine = {"VAR_DIR": folder, "TMPDIR": folder}
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "S3_BUCKET", "DEMO_PASSWORD", "SECRET_KEY"}
        }
        yield {**inherited, **mine, "DJANGO_SETTINGS_MODULE": "training.settings.test"}


def summary(outcomes: list[Outcome], seconds: float) -> str:
    """The table of steps, and a last line with pytest's own words."""
    lines = ["", "━━ 小结"]
    lines += [f"{o.verdict}  {o.seconds:6.1f} 秒  {o.title}" for o in outcomes]
    failed = [outcome.title for outcome in outcomes if outcome.verdict == "失败"]
    verdict = f"没有通过（{'、'.join(failed)}）" if failed else "全部通过"
    tests = [f"{outcome.title} {outcome.closing}" for outcome in outcomes if outcome.closing]
    return "\n".join([*lines, "；".join([f"{verdict}，共 {seconds:.0f} 秒", *tests])])


def main() -> None:
    """Run every step; the exit code is 0 only when none failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are taken down
    started = monotonic()
    environment.ensure(checking=True)
    if not machine.PANGO.found():
        say(machine.PANGO.how_to_install())
    with clean_surroundings() as env:
        outcomes = [run(step, env) for step in steps(full="--full" in sys.argv[1:])]
    console.say(summary(outcomes, monotonic() - started))
    sys.exit(1 if any(outcome.verdict == "失败" for outcome in outcomes) else 0)


if __name__ == "__main__":
    console.start(main)
