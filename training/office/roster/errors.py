"""Why an import does not go on, said to the person who asked."""

from training.people.errors import Refused


class RosterRefused(Refused):
    """About an import of a roster."""
