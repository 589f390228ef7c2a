"""Options of one line: one of them, or several after each other with tabs, spaces or nothing
between."""

import re
from dataclasses import dataclass

from courses.exchange.codecs.typed.marks import LOOSE_OPTION, OPTION, folded, is_letter

STARTS = re.compile(r"\(?[A-Ja-j]\s{0,3}[.、:,)]")
ENDS_OF_STEM = "?)]。.:;!"
"""Before A in a stem's own line stands one of these, or a space."""
MOST_TRIES = 5
"""How many A's of a stem may turn out to begin no row of options."""


@dataclass(frozen=True)
class Piece:
    """One option, or what stands before the first (no letter)."""

    letter: str
    text: str


def options_of(text: str, expected: int, following: str = "") -> list[Piece]:
    """The options a line consists of, the first with the letter expected next (0 is A); empty when
    it is no line of options. `following` is the line after it."""
    line = folded(text)
    start = _starts_at(line, 0, expected) or _loose(line, expected)
    if start is None:
        return []
    return _pieces(text, line, [(0, *start)], expected, following)


def split_stem(text: str, following: str = "") -> tuple[str, list[Piece]]:
    """A stem with its options in the same line: 几人？A．五人 B．十人."""
    line, tries = folded(text), 0
    for found in STARTS.finditer(line):
        place = found.start()
        before = line[place - 1] if place else ""
        if not (before.isspace() or (before and before in ENDS_OF_STEM)):
            continue
        start = _starts_at(line, place, 0)
        if start is None:
            continue
        tries += 1
        if tries > MOST_TRIES:
            break
        pieces = _pieces(text, line, [(place, *start)], 0, following)
        if len(pieces) > 1:
            return text[:place].rstrip(), pieces
    return text, []


def _starts_at(line: str, place: int, expected: int) -> tuple[str, int] | None:
    """The letter and where the option's text begins."""
    found = OPTION.match(line, place)
    if found is None or not is_letter(found["letter"], expected):
        return None
    if found["open"] and found["end"] != ")":
        return None
    return found["letter"].upper(), found.end()


def _loose(line: str, expected: int) -> tuple[str, int] | None:
    """A 五人: nothing but a space after the letter."""
    found = LOOSE_OPTION.match(line)
    return (
        (found["letter"], found.end()) if found and is_letter(found["letter"], expected) else None
    )


def _pieces(
    text: str, line: str, starts: list[tuple[int, str, int]], expected: int, following: str
) -> list[Piece]:
    """All options from the first start on; letters inside a text are no options when the line
    after this one begins with the same letter."""
    nearby = folded(following).lstrip()
    next_letter = nearby[:1].upper() if STARTS.match(nearby) else ""
    for found in STARTS.finditer(line, starts[0][2]):
        place, wanted = found.start(), expected + len(starts)
        start = _starts_at(line, place, wanted)
        if start is None or start[0] == next_letter:
            continue
        if line[place] not in "abcdefghij" or line[place - 1].isspace():
            starts.append((place, *start))
    ends = [place for place, _letter, _begin in starts[1:]] + [len(text)]
    return [
        Piece(letter, text[begin:end].strip())
        for (_place, letter, begin), end in zip(starts, ends, strict=True)
    ]
