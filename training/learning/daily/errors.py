"""Why an answer was not taken."""

from training.people.errors import Refused


class ReviewRefused(Refused):
    """Nothing was recorded."""
