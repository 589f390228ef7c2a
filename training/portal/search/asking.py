"""What a reader asks, read from an address that people may edit and pass on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.core.search import query_terms
from cms.law.numerals import article_name, asked_number
from courses.questions.spelling import plain
from training.portal.search.matching import level

LONGEST = 60
# Only digits below 100,000: more is no page of ours, and the paginator need not see it.
PAGE = re.compile(r"[1-9]\d{0,4}", re.ASCII)
# People ask a search as they would ask a person; none of this is what they look for.
ASKED = re.compile(
    r"请问|在哪里|在哪儿|在哪|为什么|是什么|什么是|什么叫|怎么样|怎样|怎么|如何|哪里|哪儿|哪些|什么|多少|几次|能不能"
    r"|可不可以|可以|我要|我想|[吗呢么的了？?]|\b(?:how|what|where|is|are|do|to|the|a|of|i)\b"
)
# 第 is left out as often as not: 代表法7条, 组织法四十四条.
ARTICLE = re.compile(r"(?:第\s*)?(?:[零〇一二三四五六七八九十百两]+|\d{1,3})\s*[条條]")
BOOK = str.maketrans("《》", "  ")


class Kind(models.TextChoices):
    """What can be found, in the order of the filters."""

    LESSON = "lesson", _("课")
    CASE = "case", _("案例")
    LAW = "law", _("法条")
    POINT = "point", _("知识点")
    HELP = "help", _("帮助")
    FAQ = "faq", _("常见问题")


@dataclass(frozen=True)
class Asked:
    """Words as typed and in one width and case, the kind asked for ('' for all), and the page."""

    typed: str = ""
    words: str = ""
    kind: str = ""
    page: int = 1

    def ways(self) -> Iterator[str]:
        """The words to look for, one way after another until something is found: as asked; in
        Simplified characters; without what makes a question of them (怎么签到 → 签到); cut into
        words of two characters, as most are (代表建议办理 → 代表 建议 办理)."""
        yield self.words
        yield with_article(plain(self.words))
        yield self.meant
        yield " ".join(_in_twos(self.meant))

    @property
    def meant(self) -> str:
        """What is left without what only makes a question of it; all of it when nothing is."""
        simplified = with_article(plain(self.words))
        return " ".join(ASKED.sub(" ", simplified).split()) or simplified

    @property
    def apart(self) -> list[str]:
        """The words to try one by one, at most four: those between spaces, else pairs of
        characters; none when there is only one."""
        words = self.meant.split()
        pieces = list(dict.fromkeys(words if len(words) > 1 else _in_twos(self.meant)))
        known = [piece for piece in pieces if query_terms(piece)]
        return known[:4] if len(known) > 1 else []

    def query(self, kind: str = "") -> str:
        """The question as a query string, with a kind or without."""
        asked = {"q": self.typed, "kind": kind}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def kept(self) -> str:
        """The beginning of a query string that keeps the question on other pages."""
        return f"{self.query(self.kind)}&"


def _in_twos(words: str) -> list[str]:
    """Words of an even number of Chinese characters in pairs, others whole."""
    pieces: list[str] = []
    for word in words.split():
        even = len(word) % 2 == 0 and all("\u3400" <= sign <= "\u9fff" for sign in word)
        pieces += [word[at : at + 2] for at in range(0, len(word), 2)] if even else [word]
    return pieces


def with_article(words: str) -> str:
    """An article's number as laws write it: 《代表法》7条 → 代表法第七条. Everything else stays."""
    bare = " ".join(words.translate(BOOK).split())
    named = ARTICLE.search(bare)
    number = asked_number(f"第{named[0].lstrip('第')}".replace("條", "条"))[0] if named else None
    if named is None or not number:
        return words
    before, after = bare[: named.start()].rstrip(), bare[named.end() :].lstrip()
    return f"{before}{article_name(number)}{after}"


def asked(values: Mapping[str, str]) -> Asked:
    """Reads a question leniently: what makes no sense counts as not asked."""
    shown = "".join(
        character if character.isprintable() else " " for character in values.get("q", "")[:400]
    )
    typed = " ".join(shown.split())[:LONGEST].strip()
    # Some signs become several in the one spelling; so it is cut once more.
    words = with_article(" ".join(level(typed).split())[:LONGEST])
    kind, page = values.get("kind", ""), values.get("p", "")
    return Asked(
        typed=typed,
        words=words if query_terms(words) else "",
        kind=kind if kind in Kind.values else "",
        page=int(page) if PAGE.fullmatch(page) else 1,
    )
