"""One page of results as it is read: titles marked, and the place in the text where the words
are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.cases.models import CaseLibraryPage, CaseStudyPage
from cms.cases.snippets import marked, snippet, texts_in
from cms.law.models import Force, StatuteVersion
from cms.taxonomy.models import KnowledgePoint
from courses.catalogue.models import LessonPage
from training.learning.enquiries.models import FaqEntry
from training.learning.readings.opening import order_for, sees_everything
from training.people.models import User
from training.portal.search.asking import Kind
from training.portal.search.candidates import Found, page_url

LINKS = 4
Links = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Hit:
    """A result: `where` is the passage with the words, or the summary, escaped; `beside` says what
    it is; `links` are for what has no page of its own."""

    kind: Kind
    title: SafeString
    url: str
    where: SafeString
    beside: str = ""
    links: Links = ()
    gist: bool = False
    """Whether the passage is from our paraphrase of the law."""


@dataclass(frozen=True)
class Reader:
    """Who reads: her congresses' and the shared roots as url_paths, and whether paraphrases that
    are still to be checked are hers to read."""

    user: User
    below: tuple[str, ...]
    unchecked: bool
    now: datetime
    common: tuple[FaqEntry, ...] = ()
    """What others asked in her congresses, as published."""

    @property
    def today(self) -> date:
        """The day where she is."""
        return timezone.localdate(self.now)


def hits(found: Sequence[Found], words: str, reader: Reader) -> list[Hit]:
    """One page of what was found, in its order. At most eleven queries more, two where lessons
    ask for nothing and no knowledge point is among them."""
    bodies = _bodies(found, reader.user, reader.now)
    about = _about([one.key for one in found if one.kind == Kind.POINT], reader.below)
    shown = []
    for one in found:
        if one.kind == Kind.LAW:
            hit = _article(one, words, reader.today, unchecked=reader.unchecked)
        elif one.kind == Kind.POINT:
            links = tuple(about.get(one.key, ()))
            hit = _told(one, words, marked(one.summary, words), links=links)
        elif one.kind == Kind.HELP:
            told = marked(one.summary, words) if one.summary else _cut(one.row.words, words)
            hit = _told(one, words, told)
        elif one.kind == Kind.FAQ:
            hit = _told(one, words, _cut(one.row.answer, words))
        else:
            where = snippet(texts_in(bodies.get(one.key, [])), words)
            hit = _told(one, words, where or marked(one.summary, words))
        shown.append(hit)
    return shown


def _told(one: Found, words: str, where: SafeString, *, beside: str = "", links: Links = ()) -> Hit:
    return Hit(one.kind, marked(one.title, words), one.url, where, beside, links)


def _cut(text: str, words: str) -> SafeString:
    """The line with the words; the first line when they are only in the title."""
    lines = text.splitlines()
    return snippet(iter(lines), words) or marked(lines[0] if lines else "", words)


def _article(one: Found, words: str, today: date, *, unchecked: bool) -> Hit:
    """The pasted text before our paraphrase; what is unchecked only for those who may read it."""
    row = one.row
    if isinstance(row, StatuteVersion):
        force = row.force_on(today)
        return _told(one, words, SafeString(""), beside=str(force.label))
    official = snippet(iter(row.official_text.splitlines()), words)
    readable = row.gist if row.verified or unchecked else ""
    force = row.version.force_on(today)
    told = [row.version.label, *([] if force == Force.CURRENT else [str(force.label)])]
    return Hit(
        one.kind,
        marked(one.title, words),
        one.url,
        official or marked(readable, words),
        beside=" · ".join(told),
        gist=bool(readable and not official),
    )


def _bodies(found: Sequence[Found], reader: User, now: datetime) -> dict[int, list[Any]]:
    """The stored text of lessons and cases by key. A lesson that is not open to her yet is told by
    its summary alone."""
    keys = [one.key for one in found if one.kind in (Kind.LESSON, Kind.CASE)]
    if not keys:
        return {}
    lessons = list(LessonPage.objects.filter(pk__in=keys))
    held = {} if sees_everything(reader) or not lessons else _held(reader, lessons, now)
    cases = CaseStudyPage.objects.filter(pk__in=keys).only("body")
    return {
        page.pk: [block["value"] for block in page.body.raw_data]
        for page in (*lessons, *cases)
        if page.pk not in held
    }


def _held(reader: User, lessons: list[LessonPage], now: datetime) -> dict[int, Any]:
    return order_for(learner_id=reader.pk, lessons=lessons, now=now).holds


def _about(keys: list[int], below: Sequence[str]) -> dict[int, list[tuple[str, str]]]:
    """Where to learn of knowledge points: some lessons, and the cases. Two queries when asked."""
    if not keys:
        return {}
    roots = reduce(or_, (Q(url_path__startswith=path) for path in below))
    rows = LessonPage.objects.live().filter(roots, points__in=keys).order_by("path")
    about: dict[int, list[tuple[str, str]]] = {key: [] for key in keys}
    for row in rows.values("points", "title", "title_en", "url_path"):
        known = about.get(row["points"])
        if known is not None and len(known) < LINKS:
            known.append((in_language(row), page_url(row["url_path"])))
    shelf = CaseLibraryPage.objects.live().filter(roots).order_by("path").first()
    if shelf:
        for point in KnowledgePoint.objects.filter(pk__in=keys, cases__live=True).distinct():
            told = _("看讲到它的案例")
            about[point.pk].append((told, f"{shelf.url}?{urlencode({'point': point.key})}"))
    return about


def in_language(row: dict[str, str]) -> str:
    """The title of a row with title and title_en in the reader's language."""
    english = (get_language() or "").startswith("en")
    return (row["title_en"] if english else "") or row["title"]
