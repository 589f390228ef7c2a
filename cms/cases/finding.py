"""What a reader asks of the library, read from an address that people may edit and pass on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from cms.core.search import query_terms

LONGEST = 60
SORTS = {
    "best": _("最相关的在前"),
    "new": _("年份新的在前"),
    "old": _("年份早的在前"),
    "code": _("按编号"),
}
# What can be asked for, in the order of the form.
NAMES = {
    "topic": _("主题"),
    "township": _("镇街"),
    "point": _("知识点"),
    "law": _("法律"),
    "year": _("年份"),
}


@dataclass(frozen=True)
class Wanted:
    """Words, one value per filter, and the order; what makes no sense counts as not asked."""

    words: str = ""
    values: dict[str, str] = field(default_factory=dict)
    sort: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.words or self.values)

    @property
    def order(self) -> str:
        """The order in force: by relevance when there are words, else the newest first."""
        return self.sort or ("best" if self.words else "new")

    @property
    def query(self) -> str:
        """The question as the beginning of a query string, so that later pages keep it."""
        asked = {"q": self.words, **self.values, "sort": self.sort}
        kept = urlencode({name: value for name, value in asked.items() if value})
        return f"{kept}&" if kept else ""

    def without(self, name: str) -> "Wanted":
        """The same question with one thing less; `q` takes away the words."""
        if name == "q":
            return replace(self, words="", sort="" if self.sort == "best" else self.sort)
        kept = {key: value for key, value in self.values.items() if key != name}
        return replace(self, values=kept)

    def filters(self, leaving_out: str = "") -> dict[str, str]:
        """The values asked for, one filter left out when its own values are counted."""
        return {name: value for name, value in self.values.items() if name != leaving_out}


def wanted(asked: Mapping[str, str]) -> Wanted:
    """Reads a question leniently; unknown names are dropped, values are looked up later."""
    values = {name: asked.get(name, "").strip()[:80] for name in NAMES}
    year = values["year"]
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        values["year"] = ""
    words = " ".join(asked.get("q", "").replace("\x00", "").split())[:LONGEST]
    if not query_terms(words):
        words = ""
    values = {name: value.replace("\x00", "") for name, value in values.items()}
    sort = asked.get("sort", "")
    if sort not in SORTS or (sort == "best" and not words):
        sort = ""
    return Wanted(words, {name: value for name, value in values.items() if value}, sort)
