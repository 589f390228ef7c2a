"""`make setup`: environment and database, ready for `.venv/bin/python manage.py …`."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tools import console, environment
from tools.console import ROOT
from tools.environment import PYTHON
from tools.stamps import Stamp, digest, files_under

VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
PACK = "content/dinghai"
DATABASE = VAR / "site.sqlite3"
REAL_USE = VAR / "real_use"  # left by `manage.py start_real`: the sample people are gone for good


def prepare(*, for_serving: bool = False) -> None:
    """Do what is missing and nothing else; called again at once it changes nothing."""
    if not PYTHON.exists():
        console.say("正在准备环境…（第一次约需 1–2 分钟）")
    with _one_at_a_time():
        environment.ensure()
        _ensure_database()
        if for_serving:
            with ThreadPoolExecutor() as beside:  # one is about the database, the other about files
                static = beside.submit(_ensure_static)
                _ensure_pack()
                static.result()


def sample_password() -> str:
    """The password of the sample accounts: DEMO_PASSWORD, or one made up once for this copy."""
    if given := os.environ.get("DEMO_PASSWORD"):
        return given
    path = VAR / "demo_password"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        made = f"lvzhi-{secrets.randbelow(9000) + 1000}-{secrets.randbelow(9000) + 1000}"
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(made)
    return path.read_text(encoding="utf-8").strip()


def django_environment() -> dict[str, str]:
    """The environment in which manage.py and the server run."""
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "training.settings.local")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "DEMO_PASSWORD": sample_password(),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",  # fewer, better filled heaps for many threads
    }


def _ensure_database() -> None:
    migrations = files_under("*/migrations/*.py", "training/*/migrations/*.py")
    done = _stamp("database", digest([environment.RUNNING, *migrations]))
    if _is_current(done):
        return
    upgrading = DATABASE.exists() and done.path.exists()
    if upgrading:
        _manage("升级前先备份", "backup")
    if not DATABASE.exists():
        _stamp("pack", "").path.unlink(missing_ok=True)
    _manage("建立数据表", "migrate", "--no-input")
    _manage("建立缓存表", "createcachetable")
    if upgrading:
        _manage("整理题库的检索和查重", "index_bank")
        _manage("由学习记录重新推算进度、学时和掌握程度", "rebuild_learning")
    done.set()


def _ensure_pack() -> None:
    if REAL_USE.exists():
        return
    sources = files_under(f"{PACK}/**/*", "training/packs/**/*.py")
    done = _stamp("pack", digest(sources, sample_password()))
    if _is_current(done):
        return
    for line in _manage("载入教学内容和演示班", "load_pack", PACK):
        console.say(f"    {line}")
    _manage("安排后台的分组和审核流程", "setup_desk")
    done.set()


def _ensure_static() -> None:
    sources = files_under("cms/**/static/**/*", "courses/**/static/**/*", "training/**/static/**/*")
    sources += files_under("docs/images/*", "training/settings/*.py", "requirements.txt")
    collected = Path(os.environ.get("STATIC_ROOT") or ROOT / "staticfiles")
    done = _stamp("static", digest(sources, str(collected)))
    if not done.is_current() or not (collected / "staticfiles.json").exists():
        _manage("整理样式和脚本", "collectstatic", "--no-input")
        done.set()


def _manage(title: str, *arguments: str) -> list[str]:
    command = [str(PYTHON), "manage.py", *arguments]
    log = VAR / "logs" / f"{arguments[0]}.log"
    return console.run_quietly(title, command, log=log, env=django_environment())


def _stamp(name: str, wanted: str) -> Stamp:
    return Stamp(VAR / "stamps" / name, wanted)


def _is_current(stamp: Stamp) -> bool:
    """A stamp speaks for the SQLite file beside it; a database elsewhere is always asked itself."""
    return stamp.is_current() and DATABASE.exists() and not os.environ.get("DATABASE_URL")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two preparations at once would write the same files: the second waits for the first."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> None:
    """`make setup`."""
    prepare()
    console.say("环境和数据库已就绪。接着可以运行 make run，或者 .venv/bin/python manage.py …")


if __name__ == "__main__":
    console.start(main)
