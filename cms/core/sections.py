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


def sections(body: Iterable[Any]) -> list[Section]:
    """Group a stream's blocks by heading; blocks before the first heading form an untitled
    section."""
    found: list[Section] = []
    for block in body:
        if block.block_type == "heading":
            found.append(Section(key=block.id, title=str(block.value)))
            continue
        if not found:
            found.append(Section(key="opening", title=""))
        found[-1].blocks.append(block)
    return found
