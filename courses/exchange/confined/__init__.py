"""Files of strangers are read in a process of their own, with little memory and little time.

What a reader does not survive, the site does: a bomb ends the process, and the trainer is told.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.exchange.contract import Found, Limits, Problem, Unreadable

MODULE = "courses.exchange.confined"


@dataclass(frozen=True)
class ReadApart:
    """What a file said about itself; the questions follow one by one, read from disk."""

    counts: str
    problems: list[Problem]
    said: list[str]
    total: int
    found: Iterator[Found]


def limits_in_force() -> Limits:
    """The limits of this installation."""
    return Limits(**settings.EXCHANGE_LIMITS)


def read_apart(content: bytes, *, name: str, codec: str, limits: Limits) -> ReadApart:
    """Read a file with the codec of this name in a confined process; raises Unreadable, whatever
    happens there.

    The questions lie in a temporary file until the last one is taken.
    """
    if len(content) > limits.file_bytes:
        raise Unreadable(too_large(limits), "too_large")
    written = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by _found
    try:
        _run(content, name, codec, limits, written)
        written.seek(0)
        head = json.loads(written.readline() or "null")
    except Unreadable:
        written.close()
        raise
    except ValueError:
        head = None
    if head is None:
        written.close()
        raise Unreadable(_died(), "died")
    if "unreadable" in head:
        written.close()
        raise Unreadable(head["unreadable"], head["code"])
    problems = [Problem(**problem) for problem in head["problems"]]
    return ReadApart(head["counts"], problems, head["said"], head["total"], _found(written))


def too_large(limits: Limits) -> str:
    """What to do about a file that is larger than may be read."""
    told = _("文件太大（超过 %d MB），没有打开。请分成几个文件再来。")
    return told % (limits.file_bytes // 2**20)


def _run(content: bytes, name: str, codec: str, limits: Limits, written: IO[str]) -> None:
    with tempfile.NamedTemporaryFile(prefix="lvzhi-import-") as file:
        file.write(content)
        file.flush()
        order = {
            "path": file.name,
            "name": name,
            "format": codec,
            "limits": asdict(limits),
            "language": get_language() or settings.LANGUAGE_CODE,
            "locale": [str(path) for path in settings.LOCALE_PATHS],
        }
        process = subprocess.Popen(  # noqa: S603 - our own module, nothing of the file in it
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env=_environment(),
        )
        try:
            process.communicate(json.dumps(order).encode(), timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            told = _("文件读了 %d 秒还没有读完，停下了。请分成几个小一点的文件再来。")
            raise Unreadable(told % limits.seconds, "too_slow") from None
        finally:
            process.kill()
            process.wait()
        if process.returncode:
            raise Unreadable(_died(), "died")


def _environment() -> dict[str, str]:
    """Nothing of the site's secrets; one arena, so that the limit of memory is the memory used."""
    own = {"PYTHONPATH": str(settings.BASE_DIR), "MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8"}
    return own | {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}


def _died() -> str:
    return _("读这个文件用的内存或时间太多，停下了。请检查文件是不是坏了，或者分成几个小文件再来。")


def _found(written: IO[str]) -> Iterator[Found]:
    with written:
        for line in written:
            yield _question(json.loads(line))


def _question(read: dict[str, Any]) -> Found:
    problems = tuple(Problem(**problem) for problem in read["problems"])
    return Found(read["row"], read["columns"], problems, read["source"])


__all__ = ["ReadApart", "limits_in_force", "read_apart", "too_large"]
