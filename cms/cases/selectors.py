"""Finding cases on a shelf: by words, topic and year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator

PER_PAGE = 24
LONGEST = 60


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; a topic or year that no case has counts as not asked."""

    words: str = ""
    topic: str = ""
    year: int | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.words or self.topic or self.year)

    @property
    def query(self) -> str:
        """The question as the beginning of a query string, so that later pages keep it."""
        asked = {"q": self.words, "topic": self.topic, "year": self.year}
        kept = urlencode({name: value for name, value in asked.items() if value})
        return f"{kept}&" if kept else ""


def wanted(asked: Mapping[str, str], topics: set[str], years: set[int]) -> Wanted:
    """Reads a posted question leniently: it comes from an address that people may edit."""
    topic, year = asked.get("topic", ""), asked.get("year", "")
    return Wanted(
        words=asked.get("q", "").strip()[:LONGEST],
        topic=topic if topic in topics else "",
        year=int(year) if year.isdecimal() and int(year) in years else None,
    )


def shelf(cases: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    """One page of the cases asked for, newest first, and what can be asked. At most six queries."""
    kinds = set(cases.values_list("topic", "year").distinct().order_by())
    topics, years = {topic for topic, _ in kinds}, {year for _, year in kinds}
    question = wanted(asked, topics, years)
    found = cases.defer_streamfields()
    if question.words:
        found = found.filter(pk__in=[case.pk for case in cases.search(question.words)])
    if question.topic:
        found = found.filter(topic=question.topic)
    if question.year:
        found = found.filter(year=question.year)
    pages = Paginator(found.order_by("-year", "code", "path").prefetch_related("points"), PER_PAGE)
    return {
        "wanted": question,
        "topics": [(value, label) for value, label in cases.model.Topic.choices if value in topics],
        "years": sorted(years, reverse=True),
        "page_obj": pages.get_page(asked.get("p")),
    }
