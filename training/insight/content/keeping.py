"""Reports are kept for a few minutes: at ten thousand people they cost a second or two."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.core.cache import cache

from training.insight.content.asking import Looking

R = TypeVar("R")
SECONDS = 300
# Part of every key: raised when what is kept changes its shape.
SHAPE = 1


def kept(name: str, look: Looking, make: Callable[[Looking], R]) -> R:
    """A report as made at most five minutes ago; it carries its own time."""
    key = f"content-report:{SHAPE}:{name}:{look.key}"
    found = cache.get(key)
    if found is None:
        found = make(look)
        cache.set(key, found, SECONDS)
    return cast(R, found)
