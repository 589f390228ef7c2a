"""What changed between two readings of a question. Pure Python.

Entries are matched by identity, so a reworded option is one changed option and not one lost and
one new; words are matched sign by sign in Chinese and word by word otherwise.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from courses.questions.versions.reading import Line

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
TOKEN = re.compile(r"[a-zA-Z0-9]+(?:[.,][0-9]+)*|\s+|.", re.DOTALL)
TOO_DIFFERENT = 0.3
"""Below this likeness a text is shown as replaced: a mix of both could not be read."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed (same), went (removed) or came (added)."""

    state: str
    text: str


@dataclass(frozen=True)
class Row:
    """One line of both versions: how it fared, its words, and the marks it kept, lost and got.

    `moved` is set when the line stands elsewhere among those that both versions have.
    """

    state: str
    line: Line
    pieces: tuple[Piece, ...]
    kept: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    moved: bool = False

    @property
    def changed(self) -> bool:
        """Whether anything about the line differs."""
        return self.state != SAME or self.moved


@dataclass(frozen=True)
class Section:
    """The rows of one place of one part, and what people call the place."""

    part: str
    place: str
    label: str
    rows: tuple[Row, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return any(row.changed for row in self.rows)


def words(old: str, new: str) -> tuple[Piece, ...]:
    """The new text as pieces of what stayed, went and came; joined without what went it is the new
    text, without what came the old one."""
    if old == new:
        return (Piece(SAME, new),) if new else ()
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if old and new and matcher.ratio() < TOO_DIFFERENT:
        return (Piece(REMOVED, old), Piece(ADDED, new))
    pieces: list[Piece] = []
    for operation, i, j, k, m in matcher.get_opcodes():
        if operation == "equal":
            pieces.append(Piece(SAME, "".join(before[i:j])))
            continue
        if j > i:
            pieces.append(Piece(REMOVED, "".join(before[i:j])))
        if m > k:
            pieces.append(Piece(ADDED, "".join(after[k:m])))
    return tuple(pieces)


def compare(old: Sequence[Line], new: Sequence[Line]) -> list[Section]:
    """Both readings place by place, in the order of the new one; places that are gone come last.

    A part that is gone keeps its old number, with a minus sign before it.
    """
    numbers = _same_parts(old, new)
    old = [replace(line, part=numbers.get(line.part, "")) for line in old]
    labels = {(line.part, line.place): line.label for line in (*new, *old)}
    return [
        Section(
            part,
            place,
            label,
            _rows(
                [line for line in old if (line.part, line.place) == (part, place)],
                [line for line in new if (line.part, line.place) == (part, place)],
            ),
        )
        for (part, place), label in sorted(labels.items(), key=lambda named: _part(named[0][0]))
    ]


def _part(name: str) -> int:
    """Parts in their order: the whole before them, what is gone behind them."""
    number = int(name or 0)
    return number if number >= 0 else 1000 - number


def _parts(found: Sequence[Line]) -> dict[str, tuple[str, str]]:
    """Number of each part → its identity and its stem."""
    return {
        line.part: (line.part_identity, line.text)
        for line in found
        if line.part and line.place == "stem"
    }


def _same_parts(old: Sequence[Line], new: Sequence[Line]) -> dict[str, str]:
    """The numbers under which old parts stand now: found by identity, else by the likest stem."""
    before, after = _parts(old), _parts(new)
    likeness = sorted(
        (
            (_as_alike(before[one], after[other]), -int(one), -int(other))
            for one in before
            for other in after
        ),
        reverse=True,
    )
    numbers: dict[str, str] = {}
    for alike, one, other in likeness:
        free = str(-one) not in numbers and str(-other) not in numbers.values()
        if free and alike >= TOO_DIFFERENT:
            numbers[str(-one)] = str(-other)
    return {one: numbers.get(one, f"-{one}") for one in before}


def _as_alike(one: tuple[str, str], other: tuple[str, str]) -> float:
    if one[0] and other[0]:
        return 2.0 if one[0] == other[0] else 0.0
    return SequenceMatcher(None, one[1], other[1], autojunk=False).ratio()


def _rows(old: Sequence[Line], new: Sequence[Line]) -> tuple[Row, ...]:
    before = {line.identity: line for line in old}
    after = {line.identity: line for line in new}
    common = [line.identity for line in old if line.identity in after]
    moved = _moved(common, [line.identity for line in new if line.identity in before])
    rows = [_row(before.get(line.identity), line, moved=line.identity in moved) for line in new]
    for line in old:
        if line.identity not in after:
            gone = Row(REMOVED, line, (Piece(REMOVED, line.text),), lost=line.marks)
            rows.insert(_beside(rows, old, line), gone)
    return tuple(rows)


def _beside(rows: Sequence[Row], old: Sequence[Line], gone: Line) -> int:
    """Where a line that is gone is shown: behind the one it stood behind."""
    ahead = [line.identity for line in old[: old.index(gone)]]
    for identity in reversed(ahead):
        for place, row in enumerate(rows):
            if row.line.identity == identity:
                return place + 1
    return 0


def _row(old: Line | None, new: Line, *, moved: bool) -> Row:
    if old is None:
        return Row(ADDED, new, (Piece(ADDED, new.text),), gained=new.marks)
    lost = tuple(mark for mark in old.marks if mark not in new.marks)
    gained = tuple(mark for mark in new.marks if mark not in old.marks)
    kept = tuple(mark for mark in new.marks if mark in old.marks)
    same = old.text == new.text and not lost and not gained
    pieces = words(old.text, new.text)
    return Row(SAME if same else CHANGED, new, pieces, kept, lost, gained, moved)


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """The fewest identities that must have been moved to get from one order to the other."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    stayed = {
        identity
        for i, _k, size in matcher.get_matching_blocks()
        for identity in before[i : i + size]
    }
    return frozenset(after) - stayed
