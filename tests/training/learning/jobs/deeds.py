"""Tasks for the tests of the queue."""

import time
from pathlib import Path

from django_tasks import task


@task(backend="jobs")
def note(path: str, word: str) -> str:
    """Writes a word into a file, on a line of its own."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(f"{word}\n")
    return word


@task(backend="jobs")
def break_down() -> None:
    """Fails, always."""
    raise ConnectionRefusedError("nobody there")


@task(backend="jobs")
def sleep_once(path: str) -> str:
    """Sleeps for long the first time it is begun; is done at once the next time."""
    begun = Path(path)
    again = begun.exists()
    with begun.open("a", encoding="utf-8") as file:
        file.write("begun\n")
    if not again:
        time.sleep(60)
    return "done"
