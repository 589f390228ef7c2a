"""Why a paper cannot be made."""


class PaperIncomplete(Exception):
    """Something on the paper has no question that may be asked; `slot` says which, in words.

    `slot_id` is the primary key of the slot, None while the quiz is being written.
    """

    def __init__(self, slot: str, slot_id: int | None = None) -> None:
        super().__init__(slot)
        self.slot = slot
        self.slot_id = slot_id
