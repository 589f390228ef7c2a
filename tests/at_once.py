"""Several people doing something in the same moment, each on a connection of her own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from training.people.errors import Refused


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of this in the same moment; what came back, or the refusal, in order."""
    told: list[Any] = [None] * len(acts)
    ready = Barrier(len(acts))

    def run(place: int) -> None:
        ready.wait()
        try:
            told[place] = acts[place]()
        except Refused as refusal:
            told[place] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def coded(told: list[Any]) -> list[Any]:
    """The same with the code of a refusal in its place."""
    return [one.code if isinstance(one, Refused) else one for one in told]
