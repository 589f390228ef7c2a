"""Refusals that explain themselves."""

from training.people.errors import Refused


class NoticeRefused(Refused):
    """Something about notices will not be done; nothing was written."""
