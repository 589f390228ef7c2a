"""What a file of questions is to the rest of the room, whatever its format.

A codec turns bytes into `Found` questions and questions into bytes; it knows neither the database
nor pages. Everything passes through the columns of `questions.kinds.sheets`, so that a new format
touches one module and a new kind touches none of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from courses.questions.outcome import Body, Key, gettext_noop

OF_QUESTION = {
    "number": gettext_noop("题号"),
    "category": gettext_noop("分类"),
    "use": gettext_noop("用途"),
    "difficulty": gettext_noop("难度"),
    "points": gettext_noop("知识点"),
    "citations": gettext_noop("法律依据"),
    "tags": gettext_noop("标签"),
}
"""Columns of every question beside those of its kind (kinds/columns.LABELS): code → heading."""

PARAGRAPH, ROW, LINE, QUESTION = "paragraph", "row", "line", "question"
"""What `row` of a place counts, from 1 on."""


@dataclass(frozen=True)
class Problem:
    """Something to put right: where, and in Chinese what to do.

    `source` names the file (and the sheet in it), `row` counts what the format counts, `column` is
    a column code or empty. A warning lets the question through; an error does not.
    """

    code: str
    message: str
    row: int = 0
    column: str = ""
    source: str = ""
    warning: bool = False


@dataclass(frozen=True)
class Found:
    """One question as a file has it; nothing in it has been checked against the bank yet."""

    row: int
    columns: Mapping[str, str]
    problems: Sequence[Problem] = ()
    source: str = ""
    """The sheet, where a file has several; else empty."""


@dataclass(frozen=True)
class Reading:
    """A whole file read. `problems` are those of the file itself; `said` tells what was assumed,
    such as the encoding."""

    found: list[Found]
    counts: str = ROW
    problems: list[Problem] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Exported:
    """One question on its way out: its columns, and the body and key they were written from."""

    kind: str
    columns: Mapping[str, str]
    body: Body
    key: Key


class Unreadable(Exception):
    """The file as a whole cannot be taken; says in Chinese what to do."""

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Limits:
    """The most an importer takes on; values come from settings.EXCHANGE_LIMITS."""

    file_bytes: int
    unpacked_bytes: int
    members: int
    rows: int
    columns: int
    cell_characters: int
    seconds: int
    memory_bytes: int


class Codec(Protocol):
    """One format. `read` runs in a process of its own with limited memory and time."""

    name: str
    label: str
    extensions: tuple[str, ...]

    def read(self, content: bytes, source: str, limits: Limits) -> Reading:
        """Every question of the file; raises Unreadable when there is no telling."""
        ...

    def losses(self, questions: Iterable[Exported]) -> list[str]:
        """What writing these would lose, a sentence each, known before anything is written."""
        ...

    def write(self, questions: Iterator[Exported], out: BinaryIO, *, with_key: bool) -> None:
        """All questions as one file, in bounded memory where the format allows it."""
        ...
