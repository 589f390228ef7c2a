"""Why an archive is not written or not read. Every message says what to do."""

from collections.abc import Sequence

from training.people.errors import Refused


class ArchiveRefused(Refused):
    """Nothing was written; `problems` names every reason found."""

    def __init__(self, code: str, problems: Sequence[str]) -> None:
        super().__init__(code, "".join(problems))
        self.problems = list(problems)
