"""Why an objection, or an answer to one, is refused."""

from training.people.errors import Refused


class ObjectionRefused(Refused):
    """Nothing was stored."""
