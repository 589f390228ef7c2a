"""Dry runs kept for a while, so that a long one goes on and turning its pages computes nothing."""

from django.core.cache import cache

from training.learning.attempts.regrading.decisions import Decision
from training.learning.attempts.regrading.rehearsal import Rehearsal, basis, begin, rehearse

SECONDS_AT_ONCE = 4.0
"""How long one request goes on with a dry run."""
KEPT_SECONDS = 30 * 60


def kept_rehearsal(decision: Decision) -> tuple[str, Rehearsal]:
    """The fingerprint of a decision's dry run, and the run as far as it has come: new, gone on
    with, or complete. What is kept is found by the fingerprint, so it is never out of date."""
    found = basis(decision)
    kept: Rehearsal | None = cache.get(f"rehearsal:{found}")
    if kept is None or not kept.complete:
        kept = rehearse(decision, kept or begin(decision), seconds=SECONDS_AT_ONCE)
        cache.set(f"rehearsal:{found}", kept, KEPT_SECONDS)
    return found, kept
