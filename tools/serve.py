"""`make run`: prepare what changed, then become the web server (gunicorn, see serving.py)."""

import errno
import fcntl
import os
import socket
import sys
from typing import NoReturn, TextIO

from tools import console, prepare
from tools.environment import PYTHON

ROLES = (
    ("代表", "daibiao", "/my/"),
    ("镇街人大办主任", "zhuren", "/insight/"),
    ("讲师", "jiangshi", "/admin/"),
    ("常委会工作机构", "changwei", "/office/"),
    ("系统管理员", "guanli", "/admin/"),
)


def address() -> tuple[str, int]:
    """HOST and PORT as asked for, 127.0.0.1:8000 otherwise."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        console.stop(f"PORT 应是 1 到 65535 之间的整数，收到的是“{port}”。", code=2)
    return host, int(port)


def refuse_a_busy_port(host: str, port: int) -> None:
    """Stop before any long work when the port is taken or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            console.stop(f"没有权限使用端口 {port}，请换一个 1024 以上的，{_other(port)}", code=2)
        except OSError as refusal:
            reason = (
                "已被别的程序占用"
                if refusal.errno == errno.EADDRINUSE
                else f"不能使用（{refusal}）"
            )
            console.stop(f"{host} 的端口 {port} {reason}。请换一个端口，{_other(port)}", code=2)


def _other(port: int) -> str:
    return f"例如：make run PORT={port + 1 if 1024 <= port < 65535 else 8000}"


def welcome() -> str:
    """What a person needs to know once the server answers."""
    host, port = address()
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    site = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    lines = ["", f"履职学堂已启动：{site}/", ""]
    if not prepare.REAL_USE.exists():
        lines.append(f"演示账号（密码都是 {prepare.sample_password()} ）：")
        lines += [f"  {name:<10}{site}{door:<10}{role}" for role, name, door in ROLES]
        lines += [
            "",
            "转为正式使用：.venv/bin/python manage.py start_real --name 姓名 --number 编号（清除演示人员和记录）",
        ]
    return "\n".join([*lines, "停止服务：按 Ctrl+C", ""])


def mark_as_running() -> TextIO:
    """Hold a lock that `manage.py restore` looks at; it ends with the process, however that
    ends."""
    mark = (prepare.VAR / "server.lock").open("a+", encoding="utf-8")
    fcntl.flock(mark, fcntl.LOCK_SH)
    os.set_inheritable(mark.fileno(), True)
    return mark


def main() -> NoReturn:
    """Never returns: this process becomes the server."""
    host, port = address()
    refuse_a_busy_port(host, port)
    prepare.prepare(for_serving=True)
    _mark = mark_as_running()
    command = [str(PYTHON), "-m", "gunicorn", "--config", "tools/serving.py"]
    command += ["--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}"]
    os.chdir(console.ROOT)
    sys.stdout.flush()
    os.execve(command[0], [*command, "training.wsgi"], prepare.django_environment())


if __name__ == "__main__":
    console.start(main)
