"""`make lock`: write requirements.txt and requirements-dev.txt from the short lists beside them.

Versions already locked stay unless the lists forbid them; `make lock UPGRADE=1` takes the newest.
"""

import os
import sys

from tools import console
from tools.console import ROOT

UV = "uv==0.13.9"
TOOLS = ROOT / "var" / "lock-tools"
COMPILE = ["pip", "compile", "--quiet", "--universal", "--python-version=3.11"]
COMPILE += ["--generate-hashes", "--no-header"]


def main() -> None:
    """Compile both files; the second takes the versions of the first."""
    logs = ROOT / "var" / "logs"
    uv = TOOLS / "bin" / "uv"
    if not uv.exists():
        console.run_quietly(
            "准备锁定工具", [sys.executable, "-m", "venv", str(TOOLS)], log=logs / "lock-venv.log"
        )
        install = [str(TOOLS / "bin" / "pip"), "install", "--disable-pip-version-check", UV]
        console.run_quietly("安装锁定工具", install, log=logs / "lock-install.log")
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
    for name in ("requirements", "requirements-dev"):
        command = [str(uv), *COMPILE, *upgrade, f"{name}.in", "-o", f"{name}.txt"]
        console.run_quietly(f"锁定 {name}.txt", command, log=logs / f"lock-{name}.log")


if __name__ == "__main__":
    main()
