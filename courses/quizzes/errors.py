"""Why a paper cannot be made."""


class PaperIncomplete(Exception):
    """A slot has no question that may be asked; `slot` says which one in words."""

    def __init__(self, slot: str) -> None:
        super().__init__(slot)
        self.slot = slot
