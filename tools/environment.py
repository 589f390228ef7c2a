"""The virtual environment: made once, filled again only when a lock file changed."""

import sys
from importlib.util import find_spec
from pathlib import Path

from tools import console
from tools.console import ROOT
from tools.stamps import Stamp, digest

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNNING = ROOT / "requirements.txt"
CHECKING = ROOT / "requirements-dev.txt"


def ensure(*, checking: bool = False) -> None:
    """Make `.venv` match the lock file, with the tools of `make test` on top when `checking`."""
    refuse_without_venv()
    _ensure_venv()
    _install(RUNNING, "安装运行所需的软件包")
    if checking:
        _install(CHECKING, "安装检查所需的软件包")


def refuse_without_venv() -> None:
    """Stop with the command that installs what Debian leaves out of Python."""
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        console.stop(
            "这台机器的 Python 缺少 venv 模块。请运行：sudo apt-get install python3-venv", code=2
        )


def _ensure_venv() -> None:
    made = Stamp(VENV / "made-for", f"{sys.version_info.major}.{sys.version_info.minor} {ROOT}")
    if PYTHON.exists() and made.is_current():
        return
    # A moved folder or another Python leaves an environment whose programs point to nowhere.
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    console.run_quietly("建立虚拟环境", command, log=_log("venv"))
    made.set()


def _install(lock: Path, title: str) -> None:
    done = Stamp(VENV / f"{lock.stem}.installed", digest([lock]))
    if done.is_current():
        return
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--require-hashes", "--no-input", "-r", str(lock)]
    console.run_quietly(title, command, log=_log(lock.stem))
    done.set()


def _log(name: str) -> Path:
    return ROOT / "var" / "logs" / f"{name}.log"


if __name__ == "__main__":
    ensure(checking="--checking" in sys.argv[1:])
