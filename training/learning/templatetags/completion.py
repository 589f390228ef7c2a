"""Words for waivers in templates."""

from django import template

from training.learning.waivers.services import Kind

register = template.Library()


@register.filter
def waiver_kind(kind: str) -> str:
    """The kind of a waiver in words; as it is when it is none of ours."""
    return str(Kind(kind).label) if kind in Kind.values else kind
