"""Jobs of the rooms above: those register what the worker is to do in each round, for nothing down
here may import them."""

from collections.abc import Callable

Job = Callable[..., int]
ABOVE: dict[str, Job] = {}
"""By name; each is called with `now` and returns how much it did. The names have their Chinese in
wording.py."""
PROMPT: dict[str, Job] = {}
"""Those that wait for no other job: people look within the minute at what they write."""


def register(name: str, job: Job, *, prompt: bool = False) -> None:
    """Have a job done in each round, after those of this room, or `prompt` in rounds of its own;
    called from an AppConfig."""
    (PROMPT if prompt else ABOVE)[name] = job
