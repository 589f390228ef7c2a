"""Python's search for rubbish, kept short while thousands of questions are written."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def little_to_search() -> Iterator[None]:
    """Leave out of the search everything that is there now, until the end.

    A full search goes over every object of the process and takes a quarter of a second in a large
    one; when it falls into a transaction, everybody who wants to save waits for it.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
