"""Names that a learner's page uses for options: opaque, and different in every attempt."""

import hashlib
import random
from collections.abc import Iterable, Sequence
from string import ascii_uppercase
from typing import TypeVar

T = TypeVar("T")

LETTERS = ascii_uppercase
"""What people call options in the order they see them."""


def token(seed: str, identity: str) -> str:
    """An opaque name of one option in one attempt item; `seed` never leaves the server."""
    return hashlib.sha256(f"{seed}:{identity}".encode()).hexdigest()[:10]


def identity_of(seed: str, name: str, identities: Iterable[str]) -> str | None:
    """The option that a posted token stands for, or None for a name that was never handed out."""
    return next((identity for identity in identities if token(seed, identity) == name), None)


def shuffled(seed: str, entries: Sequence[T], shuffle: bool = True) -> list[T]:
    """The entries in the order fixed by the seed: the same on every device and reload; as they
    are without shuffling."""
    order = list(entries)
    if shuffle:
        random.Random(f"order:{seed}").shuffle(order)  # noqa: S311 - not a secret
    return order


def derived(*names: object) -> str:
    """A short identity that follows from names and tells nothing about them."""
    return hashlib.sha256(":".join(map(str, names)).encode()).hexdigest()[:12]
