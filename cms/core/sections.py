"""A body cut into sections, for reading one screen at a time and for knowing what was seen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Section:
    """A heading and the blocks up to the next one; `key` is the heading block's id."""

    key: str
    title: str
    blocks: list[Any] = field(default_factory=list)


OPENING = "opening"


def section_keys(body: Any) -> tuple[str, ...]:
    """The keys that `sections` would give, read off the stored body: no block is built."""
    keys: list[str] = []
    for stored in body.raw_data:
        if stored["type"] == "heading":
            keys.append(stored["id"])
        elif not keys:
            keys.append(OPENING)
    return tuple(keys)


def sections(body: Iterable[Any]) -> list[Section]:
    """Group a stream's blocks by heading; blocks before the first heading form an untitled
    section."""
    found: list[Section] = []
    for block in body:
        if block.block_type == "heading":
            found.append(Section(key=block.id, title=str(block.value)))
            continue
        if not found:
            found.append(Section(key=OPENING, title=""))
        found[-1].blocks.append(block)
    return found
