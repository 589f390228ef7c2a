"""Refusals that explain themselves: a code for tests and lists, a reason with what to do."""

from training.people.errors import Refused


class CheckInRefused(Refused):
    """Somebody is not checked in, and nothing was written."""


class ClaimRefused(Refused):
    """A late check-in is not taken, or not answered."""


class LeaveRefused(Refused):
    """A request for leave is not taken, or not answered."""
