"""Programs that come from the operating system, and the command that installs each."""

import os
import shutil
from ctypes.util import find_library
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


@dataclass(frozen=True)
class Libraries:
    """System libraries that a part of the site needs and that the rest can do without."""

    title: str
    names: tuple[str, ...]
    packages: str

    def found(self) -> bool:
        """Whether all of them are there."""
        return all(find_library(name) for name in self.names)

    def how_to_install(self) -> str:
        """The sentence for a machine that lacks one."""
        return f"缺少{self.title}。请运行：sudo apt-get install {self.packages}"


def _version(path: Path) -> tuple[int, ...]:
    name = path.parents[1].name
    return tuple(int(part) for part in name.split(".") if part.isdigit())


POSTGRES = Program("数据库 PostgreSQL", ("postgres",), "postgresql")
CHROMIUM = Program("浏览器 Chromium", ("chromium", "chromium-browser"), "chromium")
GETTEXT = Program("翻译工具 gettext", ("xgettext",), "gettext")
PANGO = Libraries(
    "排版 PDF 的系统软件 Pango（没有它，网站照常，只是不能下载 PDF）",
    ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"),
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
)


def required() -> bool:
    """In continuous integration something missing is a failure; elsewhere its step is left out."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
