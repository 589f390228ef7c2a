"""Looking up what a draft and its marks say."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(told: Mapping[str, Any], name: str) -> Any:
    """What a mapping has under a name; empty when it has nothing."""
    return told.get(name, "")
