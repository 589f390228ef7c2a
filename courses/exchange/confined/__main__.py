"""The confined process itself: one file in, JSON lines out."""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from courses.exchange.codecs import codec_called
from courses.exchange.contract import Codec, Limits, Reading, Unreadable

MOST_WRITTEN = 512 * 2**20


def confine(limits: Limits) -> None:
    """Give up what a reader may not use: memory, time, files, processes."""
    memory = limits.memory_bytes
    for name, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(name)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(name, (most, most))


def read(codec: Codec, order: dict[str, Any], limits: Limits) -> Reading:
    """The file as its codec reads it; raises Unreadable for whatever goes wrong."""
    try:
        return codec.read(Path(order["path"]).read_bytes(), order["name"], limits)
    except Unreadable:
        raise
    except MemoryError:
        told = _("读这个文件要用太多内存，停下了。请分成几个小文件再来。")
        raise Unreadable(str(told), "memory") from None
    except Exception:
        told = _("这个文件读不下去，可能坏了，也可能不是这种格式。请重新保存一份再来。")
        raise Unreadable(str(told), "broken") from None


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(line)}\n")


def write(reading: Reading) -> None:
    """The head, then a line for each question."""
    head = {
        "counts": reading.counts,
        "problems": [asdict(problem) for problem in reading.problems],
        "said": reading.said,
        "total": len(reading.found),
    }
    _say(head)
    for found in reading.found:
        _say(asdict(found))


def main() -> None:
    """Read what stdin orders."""
    order = json.load(sys.stdin)
    limits = Limits(**order["limits"])
    settings.configure(LOCALE_PATHS=order["locale"], LANGUAGE_CODE="zh-hans", INSTALLED_APPS=[])
    django.setup()
    translation.activate(order["language"])
    codec = codec_called(order["format"])
    confine(limits)
    try:
        write(read(codec, order, limits))
    except Unreadable as refused:
        _say({"unreadable": str(refused), "code": refused.code})


main()
