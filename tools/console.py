"""What the commands print, and how they run a program: quietly, with the whole output in a log."""

import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
LOG_LINES_SHOWN = 25


def say(text: str = "") -> None:
    """Print a line at once, even when nobody watches the terminal."""
    print(text, flush=True)


def stop(message: str, code: int = 1) -> NoReturn:
    """End the command with a message on the error stream."""
    print(message, file=sys.stderr, flush=True)
    sys.exit(code)


def start(main: Callable[[], None]) -> None:
    """Run a command; Ctrl+C ends it with a sentence instead of a traceback."""
    try:
        main()
    except KeyboardInterrupt:
        stop("已中断。再次运行会从没做完的那一步继续。", code=130)


def run_quietly(
    title: str, command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None
) -> list[str]:
    """Run a step, say how long it took, and return the lines it printed; end here if it fails."""
    say(f"  {title}…")
    started = monotonic()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as file:
        code = subprocess.run(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=file
        ).returncode
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    if code:
        say("\n".join(deque(lines, LOG_LINES_SHOWN)))
        stop(f"“{title}”没有成功（退出码 {code}）。完整记录在 {log}。")
    say(f"  {title}：{monotonic() - started:.1f} 秒")
    return lines
