from training.people.errors import Refused


class SyncRefused(Refused):
    """A whole call, or one thing in it, cannot be taken."""
