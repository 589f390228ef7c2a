"""Pieces of pages that are drawn many times over, in Jinja2: a paper of twenty questions and its
review. Compiled once, such a piece costs a fifth of what Django's own templates need (ADR 19).

Whole pages stay with Django's templates, which include a piece like any other template:
`{% include ask.template with shown=ask.shown %}`, where `ask.template` is a `Fragment`.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import jinja2
from django.conf import settings
from django.template import Context
from django.template.defaultfilters import date, floatformat, linebreaksbr
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, trans_real

from cms.core.icons import icon


class Fragment:
    """A piece by its name; equal names are the same piece."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fragment) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        return self.name

    def draw(self, variables: Mapping[str, Any]) -> SafeString:
        """The piece with these variables; everything in them is escaped."""
        # The language is looked up once, not for each of some hundred texts.
        words = {"_": trans_real.catalog().gettext}
        return mark_safe(environment().get_template(self.name).render(variables, **words))

    def render(self, context: Context) -> SafeString:
        """What Django's {% include %} calls."""
        return self.draw({str(name): value for name, value in context.flatten().items()})


@cache
def environment() -> jinja2.Environment:
    """Made once for a process. Texts are marked as in Python, `_("…")`, and collected like those of
    Django's templates; names in a text are filled in by `|format(n=…)`."""
    made = jinja2.Environment(
        autoescape=True,
        loader=jinja2.FileSystemLoader(settings.FRAGMENT_DIRS),
        auto_reload=settings.DEBUG,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(_=gettext, url=_address, icon=icon, language=get_language)
    made.filters.update(linebreaksbr=linebreaksbr, floatformat=floatformat, date=_date)
    return made


def _date(value: Any, wanted: str) -> str:
    """As Django's templates write it: a moment by the clock of this place."""
    moment = isinstance(value, datetime) and timezone.is_aware(value)
    return str(date(timezone.localtime(value) if moment else value, wanted))


def _address(name: str, *args: Any) -> str:
    return reverse(name, args=args) if args else _place(name, get_script_prefix())


@cache
def _place(name: str, _prefix: str) -> str:
    return reverse(name)
