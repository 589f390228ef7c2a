"""The trainers' guide inside the desk: the pages of docs/trainer, so that a closed network needs
nothing else. The documents are the source; nothing is written twice."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.http import Http404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

START = "README"
CHINESE_OR_WORD = re.compile(r"[^\w\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Chapter:
    """One page of the guide, by the name of its document."""

    slug: str
    title: str

    @property
    def url(self) -> str:
        """Its address at the desk."""
        return reverse("desk_guide", args=[self.slug])


@dataclass(frozen=True)
class Heading:
    """A place within a chapter."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Page:
    """A chapter as it is shown."""

    chapter: Chapter
    headings: list[Heading]
    html: SafeString


def folder() -> Path:
    """Where the documents lie."""
    return Path(settings.BASE_DIR) / "docs" / "trainer"


@cache
def chapters() -> list[Chapter]:
    """Every page of the guide, the overview first, then in the order it names them."""
    overview = (folder() / f"{START}.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\((\w[\w-]*)\.md", overview)
    rest = sorted(path.stem for path in folder().glob("*.md") if path.stem != START)
    ordered = sorted(rest, key=lambda slug: named.index(slug) if slug in named else len(named))
    return [Chapter(slug, _title(slug)) for slug in [START, *ordered]]


def _title(slug: str) -> str:
    first = (folder() / f"{slug}.md").read_text(encoding="utf-8").split("\n", 1)[0]
    return first.removeprefix("#").strip()


@cache
def page(slug: str) -> Page:
    """A chapter with its links led to the desk; Http404 for a name that is no document's."""
    chapter = next((one for one in chapters() if one.slug == slug), None)
    if chapter is None:
        raise Http404
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse((folder() / f"{slug}.md").read_text(encoding="utf-8"))
    headings = _anchored(tokens)
    for token in tokens:
        _lead(token.children or [])
    html = reader.renderer.render(tokens, reader.options, {})
    # Our own documents, with HTML in them switched off.
    return Page(chapter, headings, mark_safe(html))


def anchor_of(title: str) -> str:
    """The name of a heading in an address, as repositories show it too."""
    return CHINESE_OR_WORD.sub("-", title.strip().casefold()).strip("-")


def _anchored(tokens: list[Token]) -> list[Heading]:
    """Give every second-level heading its name; returns them in order."""
    headings = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h2":
            heading = Heading(anchor_of(inline.content), inline.content)
            opening.attrSet("id", heading.anchor)
            headings.append(heading)
    return headings


def _lead(tokens: list[Token]) -> None:
    """Pictures to their files, links to their chapters; what is for other readers is no link."""
    dropped = False
    for token in tokens:
        if token.type == "image":
            name = PurePosixPath(str(token.attrs["src"])).name
            token.attrs["src"] = static(f"guide/{name}")
        elif token.type == "link_open":
            address = _address(str(token.attrs["href"]))
            dropped = address is None
            token.tag, token.attrs = ("span", {}) if address is None else ("a", {"href": address})
        elif token.type == "link_close" and dropped:
            token.tag, dropped = "span", False


def _address(written: str) -> str | None:
    path, _hash, anchor = written.partition("#")
    if not path.endswith(".md"):
        return written
    if "/" in path:
        return None
    there = reverse("desk_guide", args=[path.removesuffix(".md")])
    return f"{there}#{anchor}" if anchor else there
