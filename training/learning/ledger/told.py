"""A statement as folds read it, be it a row of the log, a tuple read in bulk, or one of a test. No
database here."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID


class Told(Protocol):
    """What a fold may read of a statement; nothing else, so that it can be folded again."""

    @property
    def id(self) -> UUID: ...
    @property
    def statement_id(self) -> UUID: ...
    @property
    def registration_id(self) -> UUID | None: ...
    @property
    def verb(self) -> str: ...
    @property
    def activity(self) -> UUID: ...
    @property
    def activity_type(self) -> str: ...
    @property
    def scaled(self) -> Decimal | None: ...
    @property
    def success(self) -> bool | None: ...
    @property
    def completion(self) -> bool | None: ...
    @property
    def seconds(self) -> int: ...
    @property
    def context(self) -> dict[str, Any]: ...
    @property
    def effective_at(self) -> datetime: ...
    @property
    def stored_at(self) -> datetime: ...
    @property
    def voids(self) -> UUID | None: ...


Place = tuple[datetime, datetime, UUID]


def place_of(told: Told) -> Place:
    """Where a statement stands in the order in which folds take a person's statements."""
    return told.effective_at, told.stored_at, told.id
