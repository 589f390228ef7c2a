"""Why an import or an export does not go on, said to the person who asked."""


class ExchangeRefused(Exception):
    """Says in Chinese what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
