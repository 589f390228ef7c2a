"""Reading the header of an MP4 file: how long it is and how it is encoded.

An MP4 file is boxes within boxes, each with its size and a four-letter name (ISO/IEC 14496-12).
Only headers are read, whatever the file's size.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_BOXES = 2000
LONGEST_HEADER = 4096


@dataclass(frozen=True)
class Box:
    """A box's name, and where its contents begin and end."""

    name: bytes
    start: int
    end: int


@dataclass(frozen=True)
class Movie:
    """What an MP4 file holds; `tracks` gives the encoding of each by what it is (vide, soun)."""

    seconds: float
    tracks: dict[str, str]


class NotAMovie(ValueError):
    """The bytes are not an MP4 file, or its header is damaged."""


def _boxes(file: Any, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places of a file, in order."""
    for _number in range(MOST_BOXES):
        if start + 8 > end:
            return
        file.seek(start)
        size, name = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", file.read(8))[0], 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise NotAMovie(f"a box {name!r} of {size} bytes does not fit")
        yield Box(name, start + head, start + size)
        start += size
    raise NotAMovie("more boxes than any film has")


def _within(file: Any, outer: Box, *path: bytes) -> Box:
    """The box at a path of names; NotAMovie when it is not there."""
    for name in path:
        found = next(
            (box for box in _boxes(file, outer.start, outer.end) if box.name == name), None
        )
        if found is None:
            raise NotAMovie(f"no {name!r}")
        outer = found
    return outer


def _read(file: Any, box: Box) -> bytes:
    file.seek(box.start)
    content: bytes = file.read(min(box.end - box.start, LONGEST_HEADER))
    return content


def _seconds(header: bytes) -> float:
    """The duration that a film's header (mvhd) states."""
    if header[0] == 1:
        scale, length = struct.unpack_from(">IQ", header, 20)
    else:
        scale, length = struct.unpack_from(">II", header, 12)
    return length / scale if scale else 0.0


def _track(file: Any, track: Box) -> tuple[str, str]:
    """What a track is and how it is encoded: ('vide', 'avc1')."""
    kind = _read(file, _within(file, track, b"mdia", b"hdlr"))[8:12]
    samples = _read(file, _within(file, track, b"mdia", b"minf", b"stbl", b"stsd"))
    return kind.decode("latin-1"), samples[12:16].decode("latin-1").strip("\0 ")


def read_movie(file: Any, size: int) -> Movie:
    """The length and the encodings of an MP4 file; NotAMovie for anything else."""
    try:
        whole = list(_boxes(file, 0, size))
        if not whole or whole[0].name != b"ftyp":
            raise NotAMovie("no ftyp at the beginning")
        movie = next((box for box in whole if box.name == b"moov"), None)
        if movie is None:
            raise NotAMovie("no moov")
        seconds = _seconds(_read(file, _within(file, movie, b"mvhd")))
        tracks = [
            _track(file, box) for box in _boxes(file, movie.start, movie.end) if box.name == b"trak"
        ]
    except (struct.error, IndexError) as broken:
        raise NotAMovie(str(broken)) from broken
    return Movie(seconds, dict(reversed(tracks)))
