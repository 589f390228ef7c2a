"""A small pack of its own, in a folder that a test may spoil."""

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from training.packs import services
from training.packs.checks import checked_pack
from training.packs.report import LoadReport

HERE = Path(__file__).parent
REAL = Path(__file__).resolve().parents[3] / "content" / "dinghai"
# A Sunday: the sample class began on Monday the 16th.
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class Folder:
    """A pack in a temporary folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text that stands in the file once."""
        text = (self.path / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file}: {old!r} stands {text.count(old)} times"
        (self.path / file).write_text(text.replace(old, new), encoding="utf-8")

    def line(self, file: str, text: str) -> int:
        """The number of the first line that holds a text."""
        lines = (self.path / file).read_text(encoding="utf-8").splitlines()
        return next(n for n, line in enumerate(lines, start=1) if text in line)

    def told(self) -> list[str]:
        """What the check says about it."""
        return [str(problem) for problem in checked_pack(self.path)[1]]

    def load(self, *take: str) -> LoadReport:
        """Load it as the command does."""
        pack, problems = checked_pack(self.path)
        assert pack is not None
        assert not problems
        return services.load(pack=pack, now=NOW, take=frozenset(take))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A fresh copy of the small pack."""
    shutil.copytree(HERE / "small_pack", tmp_path / "pack")
    return Folder(tmp_path / "pack")


@pytest.fixture(autouse=True)
def _own_var_dir(tmp_path: Path, settings, monkeypatch) -> None:
    """Passwords of sample accounts are written to a folder of the test."""
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)


@pytest.fixture
def loaded(db: None, folder: Folder, settings) -> Folder:
    """The small pack, loaded once, without people."""
    settings.SAMPLE_ACCOUNTS = False
    folder.load()
    return folder


@pytest.fixture
def peopled(db: None, folder: Folder) -> Folder:
    """The small pack with its people and their class."""
    folder.load()
    return folder
