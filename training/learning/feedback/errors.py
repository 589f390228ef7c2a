"""Why a form is not taken, or questions are not kept."""

from training.people.errors import Refused


class FeedbackRefused(Refused):
    """About a feedback form."""
