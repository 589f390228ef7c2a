"""The trainers' guide inside the desk: the pages of docs/trainer, so that a closed network needs
nothing else. The documents are the source; nothing is written twice."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString

from cms.core import documents
from cms.core.documents import Heading

START = "README"


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
    text = (folder() / f"{slug}.md").read_text(encoding="utf-8")
    shown = documents.show(text, lead=_address)
    return Page(chapter, shown.headings, shown.html)


def _address(written: str) -> str | None:
    path, _hash, anchor = written.partition("#")
    if not path.endswith(".md"):
        return written
    if "/" in path:
        return None
    there = reverse("desk_guide", args=[path.removesuffix(".md")])
    return f"{there}#{anchor}" if anchor else there
