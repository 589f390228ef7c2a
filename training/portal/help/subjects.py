"""The subjects of the help: the deputies' documents, and those sections of their overview that
carry a line of their own. The documents are the source; nothing is written twice.

Under its title a subject has `<!-- help NAME | English title | English summary -->`: its address
and what readers of English are told, because the text itself is Chinese.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from cms.core import documents
from cms.core.documents import Heading
from cms.core.language import localised

OVERVIEW = "README"
LINE = re.compile(
    r"^<!-- help (?P<slug>[\w-]+) \| (?P<title>[^|]+) \| (?P<summary>.+?) -->\n?", re.MULTILINE
)
SECTION = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
MARKS = re.compile(r"<[^>]*>|\]\([^)]*\)|!?\[|\*\*|^[#>|\-\s]+|[|`]", re.MULTILINE)


@dataclass(frozen=True)
class Subject:
    """One page of the help, as written."""

    slug: str
    title: str
    text: str
    title_en: str = ""
    summary_en: str = ""
    anchor: str = ""
    """Its heading in the overview; '' for a document of its own."""

    @property
    def url(self) -> str:
        """Its address."""
        return reverse("help:page", args=[self.slug])

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return localised(self, "title")

    @property
    def words(self) -> str:
        """The text without marks and headings, for passages of it."""
        lines = [line for line in self.text.splitlines() if not line.startswith("#")]
        return "\n".join(filter(None, (MARKS.sub("", line).strip() for line in lines)))


@dataclass(frozen=True)
class Page:
    """A subject as it is shown, with its headings."""

    subject: Subject
    headings: list[Heading]
    html: SafeString


def folder() -> Path:
    """Where the documents lie."""
    return Path(settings.BASE_DIR) / "docs" / "deputy"


@cache
def subjects() -> dict[str, Subject]:
    """Every subject by its name: the overview's sections in their order, then the documents."""
    found: dict[str, Subject] = {}
    for path in sorted(folder().glob("*.md"), key=lambda path: (path.stem != OVERVIEW, path.stem)):
        text = path.read_text(encoding="utf-8")
        made = _sections(text) if path.stem == OVERVIEW else [_document(path.stem, text)]
        found |= {subject.slug: subject for subject in made}
    return found


def _document(stem: str, text: str) -> Subject:
    title, _newline, rest = text.partition("\n")
    line = LINE.search(rest)
    return Subject(
        slug=stem,
        title=title.removeprefix("#").strip(),
        text=COMMENT.sub("", rest).strip(),
        title_en=line["title"] if line else "",
        summary_en=line["summary"] if line else "",
    )


def _sections(text: str) -> list[Subject]:
    """Those sections that have a line of their own."""
    parts = SECTION.split(text)[1:]
    made = []
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        if line := LINE.search(body):
            made.append(
                Subject(
                    slug=line["slug"],
                    title=title.strip(),
                    text=COMMENT.sub("", body).strip(),
                    title_en=line["title"],
                    summary_en=line["summary"],
                    anchor=documents.anchor_of(title),
                )
            )
    return made


@cache
def page(slug: str) -> Page | None:
    """A subject with its links led inside the help; None for a name that is no subject's."""
    subject = subjects().get(slug)
    if subject is None:
        return None
    shown = documents.show(subject.text, lead=_lead)
    html = shown.html.replace("<table>", '<div class="scroller" tabindex="0"><table class="table">')
    # Still our own documents: only a frame was put around their tables.
    return Page(subject, shown.headings, mark_safe(html.replace("</table>", "</table></div>")))


def _lead(written: str) -> str | None:
    """A link of a document, inside the help; None for other readers' documents."""
    path, _hash, anchor = written.partition("#")
    if path and not path.endswith(".md"):
        return written
    if "/" in path:
        return None
    stem = path.removesuffix(".md")
    if stem in ("", OVERVIEW):
        return _section(anchor)
    there = subjects().get(stem)
    if there is None:
        return None
    return f"{there.url}#{anchor}" if anchor else there.url


def _section(anchor: str) -> str:
    """The subject of a heading of the overview; the contents when it has none. Repositories differ
    in what they put for a mark between two words."""
    plain = anchor.replace("-", "")
    for subject in subjects().values():
        if plain and subject.anchor.replace("-", "") == plain:
            return subject.url
    return reverse("help:home")
