"""Small things of every page's frame."""

from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.core.fragments import Fragment

register = template.Library()


@register.simple_tag(name="fragment")
def drawn(name: str, **variables: Any) -> SafeString:
    """A piece in Jinja2 by its name, with these variables and no others."""
    return Fragment(name).draw(variables)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A small drawing beside a word, never alone; `name` is a symbol of img/icons.svg."""
    return format_html(
        '<svg class="icon" width="24" height="24" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )
