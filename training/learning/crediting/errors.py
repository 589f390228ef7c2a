"""Refusals that explain themselves."""

from training.people.errors import Refused


class CreditingRefused(Refused):
    """Something about hours will not be written; nothing was."""
