"""What the room's screen shows."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

import segno

from training.cohorts.models import Cohort
from training.learning.live import asking, pulse, selectors
from training.learning.live.models import LiveRound

State = LiveRound.State
QUIET = 4


@dataclass(frozen=True)
class Drawing:
    """A QR code: the side of its square and the path of its dark modules, both in modules."""

    side: int
    path: str


def draw(address: str) -> Drawing:
    """The address as dark runs, row by row."""
    rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=QUIET))
    path = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            width = sum(1 for _module in run)
            if dark:
                path.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return Drawing(side=len(rows), path="".join(path))


def shown(cohort: Cohort, address: str) -> dict[str, Any]:
    """The class's newest round for the wall: never who answered, and no figures before they may be
    seen. Five queries at most."""
    live = selectors.on_wall(cohort)
    told: dict[str, Any] = {
        "cohort": cohort,
        "live": live,
        "token": pulse.token_for(cohort.pk),
        "address": address,
        "fewest": selectors.FEWEST,
    }
    if live is None:
        return told | {"qr": draw(address)}
    figures = live.state == State.REVEALED or (live.shows_live and live.named)
    return told | {
        "qr": draw(f"{address}?number={live.number}") if live.state == State.OPEN else None,
        "options": asking.options_of(live),
        "rules": asking.rules_of(live),
        "answered": len(selectors.answers_of(live)),
        "result": selectors.result_of(live, on_wall=True) if figures else None,
    }
