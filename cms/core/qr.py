"""A QR code as one path, for an <svg> element that a strict Content-Security-Policy admits."""

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # the blank modules around, without which cameras do not find the code


@dataclass(frozen=True)
class Drawing:
    """The side of the square and the path of its dark modules, both in modules."""

    side: int
    path: str


def draw(address: str, *, mask: int | None = None) -> Drawing:
    """The address as dark runs, row by row; error correction M survives a fold in the paper.

    With a mask (0 to 7) none is searched for, which takes a sixth of the time; every mask can be
    read.
    """
    rows = list(segno.make(address, error="m", micro=False, mask=mask).matrix_iter(border=QUIET))
    path = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            width = sum(1 for _module in run)
            if dark:
                path.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return Drawing(side=len(rows), path="".join(path))
