"""Finding what belongs to one question of a sitting."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import template

register = template.Library()


@register.filter
def to_item(by_item: Mapping[UUID, Any], item: UUID) -> Any:
    """The objection to an item, or the notes on it, among those of its sitting; None without."""
    return by_item.get(item)
