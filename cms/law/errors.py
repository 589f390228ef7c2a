"""Refusals of this room, in words for the person at the desk."""


class LawRefused(Exception):
    """Something about the law may not be done as asked; `reason` says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
