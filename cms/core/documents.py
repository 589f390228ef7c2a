"""Our own documents in Markdown as pages: for the trainers' guide and for the deputies' help.

Who shows them says where links and pictures lead. HTML in a document stays text, except a picture
with its width, which Markdown cannot say.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

CHINESE_OR_WORD = re.compile(r"[^\w\u4e00-\u9fff]+")
PICTURE = re.compile(r'<img src="(?P<src>[\w./-]+)"(?: width="\d+")? alt="(?P<alt>[^"<>]*)">')
# Leads an address as written to one on the site; None where it is for other readers.
Leading = Callable[[str], str | None]


@dataclass(frozen=True)
class Heading:
    """A place within a document."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Shown:
    """A document as HTML, with its second-level headings in order."""

    headings: list[Heading]
    html: SafeString


def anchor_of(title: str) -> str:
    """The name of a heading in an address, as repositories show it too."""
    return CHINESE_OR_WORD.sub("-", title.strip().casefold()).strip("-")


def show(text: str, *, lead: Leading) -> Shown:
    """A document in Markdown as HTML. Pictures come from docs/images by their file names."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(PICTURE.sub(r"![\g<alt>](\g<src>)", text))
    headings = _anchored(tokens)
    for token in tokens:
        _lead(token.children or [], lead)
    html = reader.renderer.render(tokens, reader.options, {})
    # Our own documents, with HTML in them switched off.
    return Shown(headings, mark_safe(html))


def _anchored(tokens: list[Token]) -> list[Heading]:
    """Give every second-level heading its name; returns them in order."""
    headings = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h2":
            heading = Heading(anchor_of(inline.content), inline.content)
            opening.attrSet("id", heading.anchor)
            headings.append(heading)
    return headings


def _lead(tokens: list[Token], lead: Leading) -> None:
    """Pictures to their files, links to where they lead; what leads nowhere is no link."""
    dropped = False
    for token in tokens:
        if token.type == "image":
            name = PurePosixPath(str(token.attrs["src"])).name
            token.attrs["src"] = static(f"guide/{name}")
        elif token.type == "link_open":
            address = lead(str(token.attrs["href"]))
            dropped = address is None
            token.tag, token.attrs = ("span", {}) if address is None else ("a", {"href": address})
        elif token.type == "link_close" and dropped:
            token.tag, dropped = "span", False
