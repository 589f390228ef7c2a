"""Refusals about the catalogue. Each explains itself in one sentence for the person."""


class CopyKept(Exception):
    """A copy that can no longer be taken back."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
