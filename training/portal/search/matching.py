"""How well a title and a summary answer a question. Pure Python, without the database."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from cms.core.search import query_terms

MARKS = re.compile(r"[\W_]+")


class Tier(IntEnum):
    """From the best answer to the weakest."""

    ASKED_FOR = 0
    """Exactly this: the article of that number, the statute or point of that name, the title."""
    TITLE_PHRASE = 1
    TITLE_WORDS = 2
    SUMMARY_PHRASE = 3
    SUMMARY_WORDS = 4
    BODY_PHRASE = 5
    BODY_WORDS = 6
    NOTHING = 7


def level(text: str) -> str:
    """One width and case. Our own texts are written in Simplified characters: only what a reader
    types needs more."""
    return unicodedata.normalize("NFKC", text).casefold()


def tight(text: str) -> str:
    """One width and case, letters and digits only: a title with its marks left out."""
    return MARKS.sub("", level(text))


@dataclass(frozen=True)
class Words:
    """A question made ready for comparing with many texts; `text` is in one spelling."""

    text: str

    @property
    def phrase(self) -> str:
        """The question as one run."""
        return MARKS.sub("", self.text)

    @property
    def each(self) -> list[str]:
        """The words between spaces and marks."""
        return MARKS.sub(" ", self.text).split()

    @property
    def has_order(self) -> bool:
        """Whether the words as they stand say more than all of them anywhere."""
        return len(query_terms(self.text).split()) > 2

    def within(self, text: str) -> bool:
        """Whether every word stands in a text."""
        told = tight(text)
        return bool(self.each) and all(word in told for word in self.each)

    def tier(self, title: str, summary: str, *, body: Tier = Tier.NOTHING) -> Tier:
        """How well they answer; `body` is what is known of the text itself."""
        named, told = tight(title), tight(summary)
        if self.phrase == named:
            return Tier.ASKED_FOR
        if self.phrase in named:
            return Tier.TITLE_PHRASE
        if self.within(title):
            return Tier.TITLE_WORDS
        if self.phrase in told:
            return Tier.SUMMARY_PHRASE
        return Tier.SUMMARY_WORDS if self.within(summary) else body
