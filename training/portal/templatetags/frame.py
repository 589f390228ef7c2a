"""Small things of every page's frame."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from cms.core.fragments import Fragment
from cms.core.icons import icon
from training.people.access import Role
from training.portal.context import Door
from training.portal.help.targets import help_for
from training.portal.places import SECTIONS, STATISTICS, Figures, Section, section_of

register = template.Library()
register.simple_tag(icon)


@register.simple_tag(name="fragment")
def drawn(name: str, **variables: Any) -> SafeString:
    """A piece in Jinja2 by its name, with these variables and no others."""
    return Fragment(name).draw(variables)


@register.simple_tag
def desk_sections() -> list[Section]:
    """The sections of the office's desk, in their order."""
    return list(SECTIONS)


@register.simple_tag
def desk_section(nav: str, doors: Sequence[Door]) -> Section | None:
    """The section a page of the desk is in, with the places that open for whoever has these
    doors; None for the desk itself and the statistics."""
    section = section_of(nav)
    has_desk = any(door.key == "office" for door in doors)
    return section if section is None or has_desk else section.for_trainers()


@register.simple_tag(takes_context=True)
def help_url(context: dict[str, Any]) -> str:
    """The address of the help for the page that is shown; its contents where it has none of its
    own. No query."""
    match = getattr(context.get("request"), "resolver_match", None)
    return help_for(match.view_name if match else "", context.get("page"))


@register.simple_tag(takes_context=True)
def insight_places(context: Any) -> list[Figures]:
    """The pages of the statistics that open for whoever looks."""
    standing = context.get("standing")
    whole = standing is not None and standing.has(Role.OFFICE, Role.ADMINISTRATOR)
    return [place for place in STATISTICS if place.for_all or whole]
