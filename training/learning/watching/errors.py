"""Why a recording does not count yet."""

from training.people.errors import Refused


class NotYet(Refused):
    """Too little time has passed to have heard or read it."""
