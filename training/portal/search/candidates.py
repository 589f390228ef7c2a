"""What may answer a question, of each kind, with how well it does. Nothing is read of the texts
themselves yet: that is done for one page of results (showing.py)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.db.models import F
from django.urls import reverse
from wagtail.models import Page

from cms.cases.models import CaseStudyPage
from cms.core.page_search import ranked_pages
from cms.core.search import ranked_keys
from cms.law.models import Force, Provision, StatuteVersion
from cms.law.numerals import asked_number
from cms.taxonomy.models import KnowledgePoint
from courses.catalogue.models import CoursePage, LessonPage, ProgrammePage
from training.learning.enquiries.models import FaqEntry
from training.portal.help.subjects import Subject, subjects
from training.portal.search.asking import Kind
from training.portal.search.matching import Tier, Words, level, tight

PAGES = (LessonPage, CoursePage, ProgrammePage, CaseStudyPage)
# So many articles are weighed; a word in more of them is no answer.
ARTICLES = 200
Texts = dict[int, StatuteVersion]
NAMELESS = frozenset({"article", "art", "art.", "条"})


@dataclass(frozen=True)
class Found:
    """Something that answers a question. `order` sorts within its kind: tier, the newer law, the
    place in the index."""

    kind: Kind
    key: Any
    title: str
    url: str
    order: tuple[int, int, int]
    summary: str = ""
    row: Any = field(default=None, compare=False)


def pages(words: Words, below: Sequence[str], *, english: bool) -> Iterator[Found]:
    """Live lessons, courses, programmes and cases below these roots. Two queries, three for
    several words."""
    keys = ranked_pages(words.text, models=PAGES, below=below)
    exact = set(keys)
    if keys and words.has_order:
        exact = set(ranked_pages(words.phrase, models=PAGES, below=below, phrase=True))
    rows = {row["pk"]: row for row in _page_rows(keys)}
    for place, key in enumerate(keys):
        row = rows.get(key)
        if row is None:
            continue
        chinese = (row["title"], row["summary"] or "")
        told = (row["title_en"] or chinese[0], row["summary_en"] or chinese[1])
        body = Tier.BODY_PHRASE if key in exact else Tier.BODY_WORDS
        tier = min(words.tier(*chinese, body=body), words.tier(*told, body=body))
        title, summary = told if english else chinese
        kind = Kind.CASE if row["type"] == "casestudypage" else Kind.LESSON
        url = page_url(row["url_path"])
        yield Found(kind, key, title, url, (tier, 0, place), summary, row)


def page_url(url_path: str) -> str:
    """The address of a page by its url_path, as BasePage.get_url builds it."""
    return reverse("wagtail_serve", args=(url_path.split("/", 2)[2],))


def _page_rows(keys: list[int]) -> list[dict[str, Any]]:
    """Titles and summaries of pages of all four types. One query."""
    if not keys:
        return []
    plain = {"pk", "title", "url_path", "type"}
    rows = Page.objects.filter(pk__in=keys).values(
        "pk",
        "title",
        "url_path",
        type=F("content_type__model"),
        **{
            f"{name}__{part}": F(f"{name}__{part}")
            for name in ("lessonpage", "coursepage", "programmepage", "casestudypage")
            for part in ("title_en", "summary", "summary_en")
        },
    )
    return [
        {name: row[name] for name in plain}
        | {part: row[f"{row['type']}__{part}"] for part in ("title_en", "summary", "summary_en")}
        for row in rows
    ]


def points(words: Words) -> Iterator[Found]:
    """Knowledge points. One query."""
    for place, point in enumerate(KnowledgePoint.objects.all()):
        tier = min(words.tier(point.name, point.summary), words.tier(point.name_en, ""))
        if tier < Tier.NOTHING:
            yield Found(
                Kind.POINT, point.pk, str(point), "", (tier, 0, place), point.summary, point
            )


def common_questions(words: Words, entries: Iterable[FaqEntry]) -> Iterator[Found]:
    """What others asked the trainers. No query beside that of the entries."""
    for place, entry in enumerate(entries):
        text = tight(entry.answer)
        within = Tier.BODY_WORDS if words.within(text) else Tier.NOTHING
        body = Tier.BODY_PHRASE if words.phrase in text else within
        tier = words.tier(entry.question, "", body=body)
        if tier < Tier.NOTHING:
            url = f"{reverse('enquiries:faq')}#faq-{entry.pk}"
            yield Found(Kind.FAQ, entry.pk, entry.question, url, (tier, 0, place), row=entry)


def helps(words: Words, *, english: bool) -> Iterator[Found]:
    """Subjects of the help. No query."""
    for place, subject in enumerate(subjects().values()):
        tier = min(
            words.tier(subject.title, "", body=_in_text(words, subject)),
            words.tier(subject.title_en, subject.summary_en),
        )
        if tier < Tier.NOTHING:
            told = subject.summary_en if english else ""
            title = subject.local_title
            yield Found(
                Kind.HELP, subject.slug, title, subject.url, (tier, 0, place), told, subject
            )


def _in_text(words: Words, subject: Subject) -> Tier:
    if subject.slug == "search":  # Its examples are no answers.
        return Tier.NOTHING
    text = _tight_text(subject)
    if words.phrase in text:
        return Tier.BODY_PHRASE
    return Tier.BODY_WORDS if words.within(text) else Tier.NOTHING


@cache
def _tight_text(subject: Subject) -> str:
    # A few dozen documents, which only change with the program.
    return tight(subject.text)


def articles(words: Words, today: date, *, unchecked: bool) -> Iterator[Found]:
    """Articles by number, or by words in subject, paraphrase and official text; a statute by its
    name. `unchecked` for who may read paraphrases that are still to be checked. At most four
    queries."""
    number, beside = asked_number(words.text)
    # Read once, not with each of a hundred articles.
    texts = StatuteVersion.objects.select_related("statute", "replaced_by").in_bulk()
    if number is not None:
        called = _called(beside, texts)
        numbered = list(Provision.objects.filter(version__in=called, number=number))
        if numbered:
            yield from _by_force(_with_texts(numbered, texts), today)
            return
    yield from _texts(words, texts, today)
    keys = ranked_keys(Provision, words.text, ARTICLES)
    places = {key: place for place, key in enumerate(keys)}
    for row in _with_texts(Provision.objects.filter(pk__in=keys) if keys else (), texts):
        tier = _article_tier(row, words, unchecked=unchecked)
        if tier < Tier.NOTHING and row.version.force_on(today) != Force.PAST:
            yield _article(row, (tier, -row.version.adopted_on.toordinal(), places[row.pk]))


def _with_texts(rows: Iterable[Provision], texts: Texts) -> Iterator[Provision]:
    for row in rows:
        row.version = texts[row.version_id]
        yield row


def _texts(words: Words, texts: Texts, today: date) -> Iterator[Found]:
    """The texts of a statute that is named."""
    for text in texts.values():
        title = tight(text.statute.title)
        past = text.force_on(today) == Force.PAST
        if words.phrase == title:
            tier = Tier.SUMMARY_WORDS if past else Tier.ASKED_FOR
        elif len(words.phrase) > 2 and (words.phrase in title or title in words.phrase):
            tier = Tier.SUMMARY_WORDS if past else Tier.TITLE_PHRASE
        else:
            continue
        order = (tier, -text.adopted_on.toordinal(), 0)
        url = text.get_absolute_url()
        yield Found(Kind.LAW, f"text {text.pk}", str(text), url, order, row=text)


def _called(beside: str, texts: Texts) -> list[int]:
    """The texts of a statute called so, all when it is not said; the full name counts, too:
    人大代表法 is 代表法."""
    named = "".join(level(beside).split())
    if not named or named in NAMELESS:
        return list(texts)
    titles = {key: text.statute.title for key, text in texts.items()}
    return [key for key, title in titles.items() if named in title or tight(title) in named]


def _by_force(rows: Iterable[Provision], today: date) -> Iterator[Found]:
    """What is law first, the newest text first; old texts after everything else of that name."""
    for row in rows:
        past = row.version.force_on(today) == Force.PAST
        tier = Tier.TITLE_WORDS if past else Tier.ASKED_FOR
        yield _article(row, (tier, -row.version.adopted_on.toordinal(), row.pk))


def _article(row: Provision, order: tuple[int, int, int]) -> Found:
    title = f"{row.citation} {row.local_heading}".rstrip()
    return Found(Kind.LAW, row.pk, title, row.get_absolute_url(), order, row.gist, row)


def _article_tier(row: Provision, words: Words, *, unchecked: bool) -> Tier:
    """Only the words that this reader may read count: an unchecked paraphrase is not told by what
    can be found with it, either."""
    gist = row.gist if row.verified or unchecked else ""
    named = f"{row.version.statute.title} {row.article} {row.heading} {row.heading_en}"
    whole = words.tier(f"{row.heading}", gist)
    if whole < Tier.NOTHING:
        return whole
    if words.within(f"{named} {gist} {row.official_text}"):
        return Tier.BODY_WORDS
    return Tier.NOTHING
