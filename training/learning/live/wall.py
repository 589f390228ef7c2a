"""What the room's screen shows."""

from typing import Any

from cms.core.qr import draw
from training.cohorts.models import Cohort
from training.learning.live import asking, pulse, selectors
from training.learning.live.models import LiveRound

State = LiveRound.State


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
