"""Why a lesson does not count yet."""

from training.people.errors import Refused


class TooSoon(Refused):
    """Not every section was on screen, or too little time has passed."""
