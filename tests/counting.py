"""Counting queries as a user's request makes them: a test's own savepoints are not counted."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

BOOKKEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")


@contextmanager
def at_most(number: int) -> Iterator[None]:
    """Fails with the statements listed when more than `number` were sent."""
    with CaptureQueriesContext(connection) as captured:
        yield
    sent = [q["sql"] for q in captured if not q["sql"].startswith(BOOKKEEPING)]
    assert len(sent) <= number, "\n".join(
        [f"{len(sent)} queries, at most {number}:", *(sql[:160] for sql in sent)]
    )
