"""Jobs of the rooms above: those register what the worker is to do in each round, for nothing down
here may import them."""

from collections.abc import Callable

Job = Callable[..., int]
ABOVE: dict[str, Job] = {}
"""By name; each is called with `now` and returns how much it did. The names have their Chinese in
wording.py."""


def register(name: str, job: Job) -> None:
    """Have a job done in each round, after those of this room; called from an AppConfig."""
    ABOVE[name] = job
