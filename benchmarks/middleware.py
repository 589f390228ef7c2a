"""Counting and profiling on request. Only in settings/bench.py; without the headers it does
nothing."""

import cProfile
import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from time import time_ns
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

FLOOR = "/-/floor"
BOOKKEEPING = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


class QueryCount:
    """Counts what is sent to the database; the marks of transactions are not counted."""

    def __init__(self) -> None:
        self.sent = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.sent += not sql.startswith(BOOKKEEPING)
        return execute(sql, params, many, context)


class Measured:
    """`X-Bench-Count: 1` is answered by `X-Bench-Queries`; `X-Bench-Profile: STEP` keeps a profile.

    `/-/floor` is answered at once: what Django and the server cost before the site does anything.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == FLOOR:
            return HttpResponse("ok")
        if step := request.headers.get("X-Bench-Profile"):
            return self._profiled(request, step)
        count = QueryCount() if "X-Bench-Count" in request.headers else None
        with connection.execute_wrapper(count) if count else nullcontext():
            response = self.get_response(request)
        if count:
            response["X-Bench-Queries"] = str(count.sent)
        return response

    def _profiled(self, request: HttpRequest, step: str) -> HttpResponse:
        profile = cProfile.Profile()
        response = profile.runcall(self.get_response, request)
        folder = Path(settings.VAR_DIR) / "profiles"
        folder.mkdir(parents=True, exist_ok=True)
        profile.dump_stats(folder / f"{re.sub('[^a-z0-9-]', '', step)}.{time_ns()}.prof")
        return response
