"""What readers see of the law: the library, a text's contents, an article's card, what changed."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Prefetch, Q, QuerySet
from wagtail import hooks
from wagtail.models import Page, ReferenceIndex

from cms.law.finding import articles_like, offered
from cms.law.models import Force, Provision, Statute, StatuteVersion
from cms.law.revising.models import Correspondence

MOST_FOUND = 60
Change = Correspondence.Change


@dataclass(frozen=True)
class Text:
    """A version as the library lists it: whether it is law today, and how many articles there
    are."""

    version: StatuteVersion
    force: Force
    articles: int

    @property
    def past(self) -> bool:
        """Whether it is kept for comparison only."""
        return self.force == Force.PAST


@dataclass(frozen=True)
class Shelf:
    """A statute with its texts, those that are law first."""

    statute: Statute
    texts: list[Text]


def library(today: date) -> list[Shelf]:
    """Every statute that has a text with articles, by title. Two queries."""
    counted = StatuteVersion.objects.select_related("replaced_by").annotate(n=Count("provisions"))
    rows = Statute.objects.prefetch_related(
        Prefetch("versions", queryset=counted.filter(n__gt=0).order_by("-adopted_on"))
    ).order_by("title")
    shelves = []
    for statute in rows:
        texts = [_text(one, today) for one in statute.versions.all()]
        if texts:
            shelves.append(Shelf(statute, sorted(texts, key=lambda text: text.past)))
    return shelves


def _text(version: Any, today: date) -> Text:
    return Text(version, version.force_on(today), version.n)


def articles_asked(words: str, today: date) -> list[Provision]:
    """The articles a reader asks for, those in force before those of old texts."""
    rows = Provision.objects.select_related("version__statute", "version__replaced_by")
    now = list(articles_like(rows.filter(offered(today)), words)[:MOST_FOUND])
    old = list(articles_like(rows.exclude(offered(today)), words)[: MOST_FOUND - len(now)])
    return now + old


def text_of(key: str) -> StatuteVersion | None:
    """A version by its key, with what it replaced and what replaced it; None when unknown."""
    return (
        StatuteVersion.objects.select_related("statute", "replaced_by")
        .prefetch_related("replaces")
        .filter(key=key)
        .first()
    )


def contents(version: StatuteVersion) -> "QuerySet[Provision]":
    """The articles of a text in order, each with where it came from and where it went."""
    return version.provisions.prefetch_related(
        Prefetch("back", queryset=Correspondence.objects.select_related("old")),
        Prefetch("onward", queryset=Correspondence.objects.select_related("new")),
    )


@dataclass(frozen=True)
class Card:
    """An article as its page shows it."""

    provision: Provision
    before: Provision | None
    after: Provision | None
    onward: list[Correspondence] = field(default_factory=list)
    back: list[Correspondence] = field(default_factory=list)


def card_of(key: str, number: int) -> Card | None:
    """An article with its neighbours and its history; None when unknown. Five queries."""
    provision = (
        Provision.objects.select_related("version__statute", "version__replaced_by")
        .filter(version__key=key, number=number)
        .first()
    )
    if provision is None:
        return None
    beside = Provision.objects.filter(version=provision.version_id)
    return Card(
        provision=provision,
        before=beside.filter(number__lt=number).order_by("-number").first(),
        after=beside.filter(number__gt=number).order_by("number").first(),
        onward=list(provision.onward.select_related("new__version", "new_version")),
        back=list(provision.back.select_related("old__version", "old_version")),
    )


def pages_citing(provision: Provision, user: Any) -> list[Page]:
    """The published pages that cite an article and that a reader may see, by title. Two queries
    beside hers; nothing is shown unless a room says that she may (hook `may_view_page`)."""
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(Provision),
        to_object_id=str(provision.pk),
    )
    pks = set(references.values_list("object_id", flat=True))
    if not pks:
        return []
    answers = hooks.get_hooks("may_view_page")
    pages = Page.objects.live().filter(pk__in=pks).specific(defer=True).order_by("title")
    return [page for page in pages if any(may(user, page) for may in answers)]


@dataclass(frozen=True)
class Changes:
    """What a text changed against the one before it, line by line."""

    version: StatuteVersion
    lines: list[Correspondence]

    def _of(self, *changes: str) -> list[Correspondence]:
        return [line for line in self.lines if line.change in changes]

    @property
    def changed(self) -> list[Correspondence]:
        """Articles whose words changed."""
        return self._of(Change.CHANGED)

    @property
    def new(self) -> list[Correspondence]:
        """Articles that the old text did not have."""
        return self._of(Change.NEW)

    @property
    def removed(self) -> list[Correspondence]:
        """Articles that the new text has no longer."""
        return self._of(Change.REMOVED)

    @property
    def moved(self) -> list[Correspondence]:
        """Articles that only bear another number."""
        return self._of(Change.RENUMBERED)

    @property
    def same(self) -> list[Correspondence]:
        """Articles with their old number and words."""
        return self._of(Change.UNCHANGED)

    @property
    def unchecked(self) -> list[Correspondence]:
        """Articles nobody has compared yet."""
        return self._of(Change.UNKNOWN)

    @property
    def old_versions(self) -> list[StatuteVersion]:
        """The texts it came in place of."""
        return list(dict.fromkeys(line.old_version for line in self.lines))

    @property
    def by_old_number(self) -> list[Correspondence]:
        """The lines as somebody with an old handout looks them up."""
        kept = [line for line in self.lines if line.old]
        return sorted(kept, key=lambda line: (line.old.number if line.old else 0, line.pk))


def changes_of(version: StatuteVersion) -> Changes:
    """The table of a text and the one before it. One query."""
    lines = Correspondence.objects.filter(new_version=version).select_related(
        "old__version", "new__version__statute", "old_version__statute"
    )
    return Changes(version, list(lines.order_by("new__number", "old__number", "pk")))


def has_changes(version: StatuteVersion) -> bool:
    """Whether there is a table of this text and the one before it. One query."""
    return Correspondence.objects.filter(Q(new_version=version)).exists()
