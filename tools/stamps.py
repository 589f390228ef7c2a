"""Stamps: a step is skipped while what it was made from has not changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tools.console import ROOT


def files_under(*patterns: str) -> list[Path]:
    """Every file that matches a pattern below the project's root, in a stable order."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    return sorted(path for path in found if "__pycache__" not in path.parts)


def digest(files: Iterable[Path], *extra: str) -> str:
    """One hash over the names and contents of files and over further text that matters."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"\0{file.relative_to(ROOT)}\0".encode())
        total.update(file.read_bytes())
    for text in extra:
        total.update(f"\0{text}".encode())
    return total.hexdigest()


class Stamp:
    """A small file that holds the digest for which a step was last done."""

    def __init__(self, path: Path, wanted: str) -> None:
        self.path = path
        self.wanted = wanted

    def is_current(self) -> bool:
        """Whether the step was done for exactly this digest."""
        return self.path.is_file() and self.path.read_text(encoding="utf-8").strip() == self.wanted

    def set(self) -> None:
        """Remember that the step was done."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.wanted + "\n", encoding="utf-8")
