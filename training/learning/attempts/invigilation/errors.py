"""Why something staff want to do about a sitting is refused, in words for them."""

from training.people.errors import Refused


class ActRefused(Refused):
    """Nothing was changed."""
