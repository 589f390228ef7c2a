"""Looking for something on the whole site: what a person may see, best first."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.law.models import Provision, Statute
from cms.models import CaseStudyPage
from cms.taxonomy.models import KnowledgePoint
from courses.catalogue.models import CoursePage, LessonPage
from training.learning.enquiries.selectors import faq_for
from training.people.access import standing
from training.people.models import User
from training.people.page_access import SHARED
from training.portal.help.subjects import subjects
from training.portal.search import candidates
from training.portal.search.asking import Asked, Kind
from training.portal.search.candidates import Found, page_url
from training.portal.search.matching import Words
from training.portal.search.near import Near, nearest
from training.portal.search.showing import Hit, Reader, hits

PER_PAGE = 10
# Above this many titles nobody's slip is worth comparing them all.
MOST_TITLES = 3000


@dataclass(frozen=True)
class Filter:
    """A kind that can be asked for, with how many there are of it."""

    kind: str
    label: str
    count: int
    query: str
    chosen: bool


@dataclass
class Results:
    """What was found. `meant` is what was looked for instead of the words as typed ('' for
    themselves); `near` is offered when nothing was found."""

    asked: Asked
    total: int = 0
    page: ListPage[Found] | None = None
    hits: list[Hit] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    meant: str = ""
    near: list[Near] = field(default_factory=list)

    @property
    def is_miss(self) -> bool:
        """Whether something was asked for and there is nothing of any kind."""
        return bool(self.asked.words) and not self.total


def reader_of(user: User, now: datetime) -> Reader:
    """What a person may look through: what is shared, and her congresses' roots, as may_view has
    it; a superuser everything. Two queries."""
    held = standing(user, timezone.localdate(now))
    roots = Page.objects.filter(depth=3)
    if not user.is_superuser:
        roots = roots.filter(slug__in=[SHARED, *held.congress_keys])
    below = tuple(roots.order_by("path").values_list("url_path", flat=True))
    # What is 待核 is for those who write and teach, not for deputies (rules.md).
    common = faq_for(held.congress_keys, all_of_them=user.is_superuser)
    return Reader(user, below, user.has_perm("wagtailadmin.access_admin"), now, tuple(common))


def look_for(asked: Asked, reader: Reader) -> Results:
    """Everything that has the words, filtered and counted by kind, one page of it with passages.

    At most 22 queries where the words are found as asked, 45 where they are found nowhere.
    """
    results = Results(asked)
    if not asked.words:
        return results
    words, found = _first(asked, reader)
    if not found:
        results.near = nearest(asked.meant, _titles(reader))
        return results
    results.meant = "" if words == asked.words else words
    results.total = len(found)
    results.filters = _filters(asked, found)
    wanted = [one for one in found if asked.kind in ("", one.kind)]
    results.page = Paginator(wanted, PER_PAGE).get_page(asked.page)
    results.hits = hits(list(results.page), words, reader)
    return results


def _first(asked: Asked, reader: Reader) -> tuple[str, list[Found]]:
    """The first way of asking that finds something; else what was meant, and nothing."""
    tried: list[str] = []
    for words in asked.ways():
        if words and words not in tried:
            tried.append(words)
            if found := _all(Words(words), reader):
                return words, found
    return "", []


def _all(words: Words, reader: Reader) -> list[Found]:
    """What has the words, by how well; among equals the kinds take turns, so that many articles do
    not hide the one lesson."""
    english = (get_language() or "").startswith("en")
    kinds = (
        candidates.points(words),
        candidates.pages(words, reader.below, english=english),
        candidates.articles(words, reader.today, unchecked=reader.unchecked),
        candidates.helps(words, english=english),
        candidates.common_questions(words, reader.common),
    )
    placed = []
    for turn, kind in enumerate(kinds):
        taken: Counter[int] = Counter()
        for one in sorted(kind, key=lambda one: one.order):
            tier = one.order[0]
            placed.append((tier, taken[tier], turn, one))
            taken[tier] += 1
    return [one for *_place, one in sorted(placed, key=lambda row: row[:3])]


def _filters(asked: Asked, found: list[Found]) -> list[Filter]:
    """All, then the kinds of which there is something; the chosen one stays."""
    counted = Counter(one.kind for one in found)
    rows = [Filter("", _("全部"), len(found), asked.query(), not asked.kind)]
    for kind in Kind:
        if counted[kind] or kind == asked.kind:
            query = asked.query(kind)
            rows.append(Filter(kind, str(kind.label), counted[kind], query, kind == asked.kind))
    return rows


def _titles(reader: Reader) -> Iterator[Near]:
    """What somebody may have meant: points, statutes, help, her pages, subjects of articles. Four
    queries, and only when nothing was found."""
    for point in KnowledgePoint.objects.all():
        yield Near(str(point), f"?{Asked(typed=str(point)).query()}")
    for title in Statute.objects.values_list("title", flat=True):
        yield Near(title, f"?{Asked(typed=title).query()}")
    for subject in subjects().values():
        yield Near(subject.title, subject.url)
    yield from _page_titles(reader)
    headings = Provision.objects.exclude(heading="").filter(version__replaced_by=None)
    for heading in headings.values_list("heading", flat=True)[:MOST_TITLES]:
        yield Near(heading, f"?{Asked(typed=heading, words=heading).query(Kind.LAW)}")


def _page_titles(reader: Reader) -> Iterator[Near]:
    rows = Page.objects.live().type((LessonPage, CoursePage, CaseStudyPage)).order_by("path")
    for title, path in rows.values_list("title", "url_path")[:MOST_TITLES]:
        if path.startswith(reader.below):
            yield Near(title, page_url(path))


def popular() -> list[KnowledgePoint]:
    """What an empty search offers: the knowledge points in their order. One query."""
    return list(KnowledgePoint.objects.all()[:30])


def only(asked: Asked, word: str) -> str:
    """The query string that asks for one of several words."""
    return replace(asked, typed=word).query()
