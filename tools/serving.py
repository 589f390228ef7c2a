"""Gunicorn's settings, for `make run` and for production alike."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True  # the code is loaded once and shared by the workers
timeout = 60
graceful_timeout = 20
keepalive = 5
control_socket_disable = True
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn's own


def when_ready(server: Any) -> None:
    """Start the jobs worker beside the server, unless the operator runs one as a service."""
    if os.environ.get("JOBS_WORKER", "yes") == "yes":
        subprocess.Popen([sys.executable, "manage.py", "run_due", "--loop", "--with-parent"])
    if os.environ["DJANGO_SETTINGS_MODULE"] == "training.settings.local":
        from tools import serve

        print(serve.welcome(), flush=True)
