"""Why a mark is refused."""

from training.people.errors import Refused


class MarkRefused(Refused):
    """Nothing was stored."""
