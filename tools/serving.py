"""Gunicorn's settings, for `make run` and for production alike.

Memory is saved by doing once, before the workers are forked, what each of them would do alone.
"""

import ctypes
import gc
import os
import signal
import traceback
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any
from wsgiref.util import setup_testing_defaults

M_MMAP_THRESHOLD = -3  # of glibc's malloc.h
SECONDS_BEFORE_ANOTHER = 5

# A password hash takes 19 MiB. glibc raises its own threshold to that at the first one and then
# keeps such blocks in each thread's arena; with a fixed one they go back to the system at once.
with suppress(AttributeError):
    ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, 1024 * 1024)

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
control_socket_disable = True
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn's own


def when_ready(server: Any) -> None:
    """Warm up, then start the jobs worker, unless the operator runs it as a service of its own."""
    _serve_the_first_pages(server.app.wsgi())
    gc.collect()
    gc.freeze()  # what is shared now stays shared: the collector would write into every page
    if os.environ.get("JOBS_WORKER", "yes") == "yes":
        first = _fork_jobs_worker(server)
        Thread(target=_replace_jobs_worker, args=(server, first), daemon=True).start()
    if os.environ["DJANGO_SETTINGS_MODULE"] == "training.settings.local":
        from tools import serve

        print(serve.welcome(), flush=True)


def _serve_the_first_pages(application: Any) -> None:
    """Ask for two pages, so that addresses, templates and translations are loaded."""
    from django.conf import settings
    from django.db import connections

    for path in ("/", "/accounts/login/"):
        environ: dict[str, Any] = {"PATH_INFO": path, "wsgi.url_scheme": "https"}
        environ["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].replace("*", "localhost").lstrip(".")
        environ["HTTP_X_FORWARDED_PROTO"] = "https"
        setup_testing_defaults(environ)
        reply = application(environ, lambda status, headers, failure=None: None)
        b"".join(reply)
        getattr(reply, "close", lambda: None)()
    connections.close_all()  # a connection must not be shared with the workers


def _replace_jobs_worker(server: Any, child: int) -> None:
    """For each jobs worker that was killed (by a machine short of memory), another one."""
    while True:
        while _lives(child):
            sleep(1)
        sleep(SECONDS_BEFORE_ANOTHER)
        if not server.LISTENERS:  # gunicorn has shut its doors: the worker ended because it did
            return
        child = _fork_jobs_worker(server)


def _lives(child: int) -> bool:
    """Whether a child runs. Gunicorn collects every child that ends, this one too."""
    try:
        return os.waitpid(child, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False


def _fork_jobs_worker(server: Any) -> int:
    """A child that shares the loaded code; it ends when the server does. Returns its number."""
    child = os.fork()
    if child:
        return child
    for listener in server.LISTENERS:
        os.close(listener.fileno())
    for number in (signal.SIGCHLD, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH):
        signal.signal(number, signal.SIG_DFL)
    from django.core.management import call_command

    try:
        call_command("run_due", loop=True, with_parent=True)
    except BaseException:  # this child must never come back into the server's own code
        traceback.print_exc()
    os._exit(0)
