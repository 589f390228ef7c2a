"""Our own modules as syntax trees, for the tests that read code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("cms", "courses", "training")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One module of the site."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path from the project's root, for messages."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def house(self) -> str:
        """cms, courses or training."""
        return self.path.relative_to(ROOT).parts[0]

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every imported module and imported name, dotted, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node.lineno
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    yield f"{node.module}.{alias.name}", node.lineno


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the three houses except migrations, which Django writes."""
    paths = [path for house in HOUSES for path in sorted((ROOT / house).rglob("*.py"))]
    return tuple(
        Source(path, text, ast.parse(text))
        for path in paths
        if "migrations" not in path.parts and (text := path.read_text(encoding="utf-8")) is not None
    )
