"""What a kind of question offers. A new kind is one folder and one line in the registry.

The folder holds, beside its pieces `ask.jinja` and `review.jinja` for a screen, `print.html` and
`space.html` (the answer sheet) for paper:

- `marking`: right and wrong, and nothing else; pure Python (`Marking`)
- `paper`: how the question meets a person, on a screen or on paper (`Paper`)
- `checks`: why a body and key could not be marked yet (`flaws`)
- `sheet`: the question as named columns of text, for plain text and Excel (`Sheet`)
- `written`: how an answer is written by hand and said in words (see questions/written.py)
- `kind`: the first four as one `KIND`, with the kind's words and the rule it is marked by
- `models`: the author's columns and panels; imports Django and Wagtail (see questions/models.py)
- `part`: the same as a block of a case group, where the kind may be one (see kinds/parts.py)

Body and key are plain JSON and belong together: the body is what is asked, the key what is right.
The key alone holds everything that a deputy may not see before review.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from courses.questions.outcome import Body, GradePart, Key, Outcome, Payload
from courses.questions.posted import Posted

__all__ = ["Columns", "Flaw", "Kind", "Marking", "Paper", "Posted", "Reading", "Sheet"]

Columns = Mapping[str, str]
"""Column code (see kinds/columns.py) → text of the cell. Columns of a part begin with '2.'."""


class Marking(Protocol):
    """Marks one answer by the rule stored with the attempt."""

    RULES: dict[str, str]
    """Rule names this kind knows, each with the sentence told to the deputy (Chinese source)."""

    def grade(
        self, body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart
    ) -> Outcome:
        """From 0 to 1; not answered is 0 and never a guess. An unknown rule counts as the kind's
        own. Raises nothing for a payload that `read` made."""
        ...


class Paper(Protocol):
    """How a question meets a person. `present` is the allow-list: nothing else reaches the page."""

    def present(self, body: Body, seed: str, shuffle: bool = True) -> dict[str, Any]:
        """What ask.jinja and print.html show. The seed fixes the order and the opaque names;
        without shuffling the order is the author's, or one that tells nothing."""
        ...

    def read(self, posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
        """The payload in a posted form; junk of any sort counts as not answered."""
        ...

    def fields(self, payload: Payload, name: str, body: Body, seed: str) -> dict[str, list[str]]:
        """The fields of a form that would send a payload: `read` gives it back. For answers that
        come without a form, from a phone that had no line; junk of any sort is left out."""
        ...

    def refill(self, presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
        """The presented question with a payload filled in."""
        ...

    def review(self, body: Body, key: Key, payload: Payload) -> dict[str, Any]:
        """What review.jinja shows: the answer beside the key. `hit` says of a part, row or blank
        whether it was right, where the kind can tell; None where a person must."""
        ...

    def solution(self, body: Body, key: Key, seed: str, shuffle: bool = True) -> str:
        """The key in one line, as printed for the paper of this seed: its letters and numbers."""
        ...


@dataclass(frozen=True)
class Flaw:
    """Why a question cannot be marked: `place` names the author's field or rows, `column` the
    sheet's, `message` says in Chinese what to do."""

    code: str
    message: str
    place: str = ""
    column: str = ""


class Flaws(Protocol):
    """Finds everything that keeps a body and key from being marked; empty when nothing does."""

    def __call__(self, body: Body, key: Key) -> list[Flaw]: ...


@dataclass(frozen=True)
class Reading:
    """A sheet read: body and key as far as they could be made out, and what is wrong."""

    body: dict[str, Any]
    key: dict[str, Any]
    problems: list[Flaw] = field(default_factory=list)


class Sheet(Protocol):
    """The question as columns of text. Writing, reading and writing again gives the same text."""

    @property
    def COLUMNS(self) -> Sequence[str]:  # noqa: N802 - a constant of the module
        """The kind's own columns, beside those of every kind."""
        ...

    def write(self, body: Body, key: Key) -> dict[str, str]:
        """The kind's own columns; empty ones are left out."""
        ...

    def read(self, columns: Columns) -> Reading:
        """Body and key (the kind's own part of them), with new identities that follow from the
        texts, and the problems of form. Whether the whole can be marked is for `checks`."""
        ...


@dataclass(frozen=True)
class Kind:
    """A kind's modules, its words, and the rule it is marked by unless a quiz names another."""

    label: str
    asks: str
    marking: Marking
    paper: Paper
    sheet: Sheet
    flaws: Flaws
    rule: str
    also: tuple[str, ...] = ()
    """Other names of the kind in files: short ones, and those of older sheets."""
    old_rules: frozenset[str] = frozenset()
    """Rules that stored attempts may name and that are no longer offered."""

    def is_called(self, name: str) -> bool:
        """Whether a file means this kind by a name."""
        return name.strip().casefold() in {self.label, *self.also}

    def offered(self) -> dict[str, str]:
        """The rules an author may choose, each with its sentence."""
        return {n: told for n, told in self.marking.RULES.items() if n not in self.old_rules}
