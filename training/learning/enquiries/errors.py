"""Refusals of this room."""

from training.people.errors import Refused


class EnquiryRefused(Refused):
    """Nothing was stored; what was written is still on the writer's screen."""
