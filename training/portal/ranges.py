"""Byte ranges and entity tags of HTTP, as much of them as players and downloads use. Pure Python.

RFC 9110, 13 and 14. A request for several ranges at once is answered with the whole file, which the
standard allows: players never ask for that, and it is a way to make a server work for little.
"""

import re
from dataclasses import dataclass

ONE_RANGE = re.compile(r"bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$")


@dataclass(frozen=True)
class Part:
    """The bytes from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1


class Unsatisfiable(ValueError):
    """The range begins beyond the end of the file."""


def part_of(header: str, size: int) -> Part | None:
    """The part that a Range header asks for; None when the whole file is to be sent.

    Raises Unsatisfiable for a range that the file does not have.
    """
    match = ONE_RANGE.match(header.strip())
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first == "":
        wanted = Part(max(size - int(last), 0), size - 1)
        if int(last) == 0:
            raise Unsatisfiable
    else:
        wanted = Part(int(first), min(int(last), size - 1) if last else size - 1)
        if last and int(last) < int(first):
            return None
    if wanted.first >= size:
        raise Unsatisfiable
    return wanted


def still_valid(if_range: str, etag: str, modified: str) -> bool:
    """Whether a part may be sent although the file may have changed since the first part was: an
    If-Range header names this very version, or there is none. Weak tags never match."""
    return if_range in {"", etag, modified}


def is_known(if_none_match: str, etag: str) -> bool:
    """Whether the reader has this version already."""
    known = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in known or "*" in known
