"""Why writing, handing in or marking is refused, in words for whoever tried."""

from training.people.errors import Refused


class WritingRefused(Refused):
    """The deputy's act makes no sense now; nothing was changed."""


class SaveRefused(Refused):
    """A save makes no sense; nothing was stored."""


class AssessmentRefused(Refused):
    """Nothing was stored."""
