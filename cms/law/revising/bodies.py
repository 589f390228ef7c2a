"""Articles inside page bodies: found and exchanged wherever a block or a text names one.

The walk follows the block definitions, not the names of keys, so that a new kind of block that
lets an author choose an article is covered without a line here.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from wagtail.blocks import ChooserBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.law.models import Provision

LINK = re.compile(r'<a\b[^>]*\blinktype="provision"[^>]*>')
ID = re.compile(r'(?<=\bid=")\d+(?=")')

Swap = Callable[[int], int]
"""What stands in for an article; given and returned as primary keys."""


def articles_in(page: Page) -> set[int]:
    """The primary keys of all articles that a page's fields cite, as it is in memory."""
    found: set[int] = set()

    def note(pk: int) -> int:
        found.add(pk)
        return pk

    for name, value in _written(page, note):
        del name, value
    return found


def exchange(page: Page, swap: Swap) -> None:
    """Put other articles in place of those cited, on the page in memory; nothing is saved."""
    for name, value in list(_written(page, swap)):
        setattr(page, name, value)


def _written(page: Page, swap: Swap) -> Iterator[tuple[str, Any]]:
    """Every field that may cite, with its value after the exchange."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            block = field.stream_block
            raw = block.get_prep_value(getattr(page, field.name))
            yield field.name, block.to_python(_in_block(block, raw, swap))
        elif isinstance(field, RichTextField):
            yield field.name, _in_text(getattr(page, field.name) or "", swap)


def _in_block(block: Any, value: Any, swap: Swap) -> Any:
    """A block's stored value after the exchange."""
    if isinstance(block, ChooserBlock) and value is not None:
        return swap(value) if block.model_class is Provision else value
    if isinstance(block, RichTextBlock):
        return _in_text(value or "", swap)
    if isinstance(block, StructBlock) and value:
        inside = block.child_blocks
        return {name: _in_block(inside.get(name), one, swap) for name, one in value.items()}
    if isinstance(block, StreamBlock | ListBlock):
        return [_in_entry(block, one, swap) for one in value or ()]
    return value


def _in_entry(block: StreamBlock | ListBlock, entry: Any, swap: Swap) -> Any:
    """An entry of a stream or list, stored with its id; lists of old were stored bare."""
    if isinstance(block, StreamBlock):
        child = block.child_blocks.get(entry["type"])
    else:
        child = block.child_block
    if isinstance(entry, dict) and "value" in entry:
        return {**entry, "value": _in_block(child, entry["value"], swap)}
    return _in_block(child, entry, swap)


def _in_text(text: str, swap: Swap) -> str:
    return LINK.sub(
        lambda tag: ID.sub(lambda pk: str(swap(int(pk[0]))), tag[0]),
        text,
    )
