"""Why a backup or a restore did not happen."""


class BackupError(Exception):
    """A code for the program and a Chinese sentence for the operator. Nothing was changed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
