"""What a page claims was watched, checked against the clock on the wall. Pure Python.

The page holds a signed note of when it was opened. From then until a claim arrives it may have been
playing: that stretch of wall time is what the claim can be paid from. Stretches are united, so two
tabs open at once are one stretch, and so is a claim sent twice. The law, whatever is sent in
whatever order: the recording's moments believed ≤ wall time × FASTEST, and ≤ the recording.
"""

from dataclasses import dataclass, field

from training.learning.watching.spans import Spans, clipped, measure, union

# The fastest speed the player offers.
FASTEST = 2
# Beyond that a union is no longer how anybody watches, and costs more to keep than it tells.
MOST_SPANS = 500
# A page left open for longer was not being watched all the time.
LONGEST_SITTING = 12 * 3600 * 1000


@dataclass(frozen=True)
class Watched:
    """What is believed so far: moments of the recording, and the wall time they are paid from."""

    spans: Spans = ()
    wall: Spans = ()


@dataclass(frozen=True)
class Claim:
    """Spans said to have been played on a page opened at `opened`, arriving at `now`; wall-clock
    milliseconds by the server's clock."""

    opened: int
    now: int
    spans: Spans = field(default=())


def believed(watched: Watched, claim: Claim, length: int) -> Watched | None:
    """What is believed with one more claim; None when more was claimed than could have been played,
    in which case nothing of the claim counts until it is sent again with more time gone by."""
    since = max(claim.opened, claim.now - LONGEST_SITTING)
    wall = union([*watched.wall, (since, claim.now)])
    spans = union([*watched.spans, *clipped(claim.spans, length)])
    if len(spans) > MOST_SPANS or len(wall) > MOST_SPANS:
        return None
    if measure(spans) > measure(wall) * FASTEST:
        return None
    return Watched(spans, wall)
