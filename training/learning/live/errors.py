"""What a live round refuses."""

from training.people.errors import Refused


class LiveRefused(Refused):
    """An act on a round or an answer to it is not taken."""


class AskAgain(LiveRefused):
    """An answer that would count otherwise than she may think: taken when she says so again."""
