"""Why a diagnosis will not go on, in words for whoever tried."""

from training.people.errors import Refused


class DiagnosisRefused(Refused):
    """The act makes no sense now; nothing was changed."""
