"""A PostgreSQL server of our own for the tests: started here, stopped and thrown away afterwards.

As root the server runs as `postgres`, or as `nobody` where that account is missing, because
PostgreSQL refuses root. By hand: `.venv/bin/python -m tools.postgres .venv/bin/pytest -m db`.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from tools import console, machine

USER = "lvzhi"
SECONDS_TO_START = 60
HASTY = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


@contextmanager
def server(*, durable: bool = True) -> Iterator[str]:
    """Yield the DATABASE_URL of a fresh server on a free port of 127.0.0.1.

    Without `durable` it does not wait for the disk: enough for tests, which cut no power.
    """
    program = machine.POSTGRES.path()
    if program is None:
        raise FileNotFoundError(machine.POSTGRES.how_to_install())
    folder = Path(tempfile.mkdtemp(prefix="lvzhi-postgres-"))
    try:
        password = secrets.token_hex(16)
        _create(program.parent, folder, password)
        port = _free_port()
        process = _start(program, folder, port, HASTY if not durable else [])
        try:
            _wait_until_ready(program.parent, port, process, folder / "server.log")
            yield f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            process.send_signal(signal.SIGINT)  # do not wait for a client that stayed connected
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
            process.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _create(programs: Path, folder: Path, password: str) -> None:
    secret = folder / "password"
    secret.write_text(password, encoding="utf-8")
    if account := _account():
        for path in (folder, secret):
            os.chown(path, account.pw_uid, account.pw_gid)
    command = [str(programs / "initdb"), "-D", str(folder / "cluster"), "-U", USER]
    command += [
        "--no-sync",
        "--auth=scram-sha-256",
        f"--pwfile={secret}",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]
    subprocess.run(_unprivileged(command), check=True, cwd=folder, stdout=subprocess.DEVNULL)


def _start(program: Path, folder: Path, port: int, more: list[str]) -> "subprocess.Popen[bytes]":
    command = [str(program), "-D", str(folder / "cluster"), "-p", str(port), "-k", str(folder)]
    command += ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60", *more]
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            _unprivileged(command), cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )


def _wait_until_ready(
    programs: Path, port: int, process: "subprocess.Popen[bytes]", log: Path
) -> None:
    command = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    give_up = monotonic() + SECONDS_TO_START
    while subprocess.run(command).returncode:
        if process.poll() is not None or monotonic() > give_up:
            raise RuntimeError(f"PostgreSQL 没有启动：\n{log.read_text(errors='replace')}")
        sleep(0.1)


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: nobody else when we are an ordinary user ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("没有可以运行 PostgreSQL 的普通用户。")


def _unprivileged(command: list[str]) -> list[str]:
    """The command as an ordinary user, ended by the kernel when this process dies."""
    drop = ["setpriv", "--pdeathsig=INT"]
    if account := _account():
        drop += [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return [*drop, *command]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    if len(sys.argv) < 2:
        console.stop("用法：python -m tools.postgres 命令 [参数…]", code=2)
    with server() as url:
        finished = subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url})
    sys.exit(finished.returncode)
