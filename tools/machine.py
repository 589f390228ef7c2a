"""Programs that come from the operating system, and the command that installs each."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """Something `make test` needs beside Python."""

    title: str
    names: tuple[str, ...]
    packages: str

    def path(self) -> Path | None:
        """Where it is, or None. Debian keeps PostgreSQL's programs outside the search path."""
        for name in self.names:
            if found := shutil.which(name):
                return Path(found).resolve()
            if installed := sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version):
                return installed[-1]
        return None

    def how_to_install(self) -> str:
        """The sentence for a machine that lacks it."""
        return f"缺少{self.title}。请运行：sudo apt-get install {self.packages}"


def _version(path: Path) -> tuple[int, ...]:
    name = path.parents[1].name
    return tuple(int(part) for part in name.split(".") if part.isdigit())


POSTGRES = Program("数据库 PostgreSQL", ("postgres",), "postgresql")
CHROMIUM = Program("浏览器 Chromium", ("chromium", "chromium-browser"), "chromium")
GETTEXT = Program("翻译工具 gettext", ("xgettext",), "gettext")


def required() -> bool:
    """In continuous integration something missing is a failure; elsewhere its step is left out."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
