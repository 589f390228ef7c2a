"""Why a decision on marks is refused, in words for the trainer."""

from training.people.errors import Refused


class RegradeRefused(Refused):
    """Nothing was changed."""
