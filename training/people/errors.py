"""Refusals that explain themselves."""


class Refused(Exception):
    """A service will not do it; `code` for tests and logs, `reason` for people."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class PersonRefused(Refused):
    """About a person's account or membership."""


class SlipRefused(Refused):
    """About a one-time sign-in slip."""
