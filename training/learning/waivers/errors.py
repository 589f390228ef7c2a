"""Why an act of the office over a verdict is refused."""

from training.people.errors import Refused


class WaiverRefused(Refused):
    """About a waiver or a ruling."""
