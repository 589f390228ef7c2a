"""Names that a learner's page uses for options: opaque, and different in every attempt."""

import hashlib
import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def token(seed: str, identity: str) -> str:
    """An opaque name of one option in one attempt item; `seed` never leaves the server."""
    return hashlib.sha256(f"{seed}:{identity}".encode()).hexdigest()[:10]


def identity_of(seed: str, name: str, identities: Iterable[str]) -> str | None:
    """The option that a posted token stands for, or None for a name that was never handed out."""
    return next((identity for identity in identities if token(seed, identity) == name), None)


def shuffled(seed: str, entries: Sequence[T]) -> list[T]:
    """The entries in the order fixed by the seed: the same on every device and reload."""
    order = list(entries)
    random.Random(f"order:{seed}").shuffle(order)  # noqa: S311 - an order of display, not a secret
    return order
