"""Why an attempt refuses something, in words for the deputy."""

from training.people.errors import Refused


class StartRefused(Refused):
    """A new attempt may not begin."""


class SaveRefused(Refused):
    """A save makes no sense; nothing was stored."""
