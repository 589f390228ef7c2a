"""Words that deputies searched in vain: what is missing, or called something else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from training.insight.content.asking import Looking
from training.learning.searches.selectors import MissedWord, missed_words

DAYS = 90
LEAST_TIMES = 2
"""A word typed once may be a slip, or a name: shown from the second time on."""
MOST_CONGRESSES = 20


@dataclass(frozen=True)
class WordsReport:
    """The words by congress since a day, the most frequent first; congresses without any are left
    out. `more` when there were more congresses than are looked at."""

    as_of: datetime
    since: date
    found: tuple[tuple[str, tuple[MissedWord, ...]], ...]
    more: bool

    @property
    def many(self) -> bool:
        """Whether the congress must be named."""
        return len(self.found) > 1


def words_report(look: Looking) -> WordsReport:
    """The words of the congresses of the chosen classes, of the last ninety days. One query for
    each congress, twenty at most; a search is of a congress, not of a class."""
    congresses = sorted({c.congress for c in look.chosen}, key=lambda congress: congress.key)
    since = timezone.localdate(look.now) - timedelta(days=DAYS)
    found = []
    for congress in congresses[:MOST_CONGRESSES]:
        often = (one for one in missed_words(congress, since) if one.times >= LEAST_TIMES)
        words = tuple(often)
        if words:
            found.append((str(congress), words))
    return WordsReport(look.now, since, tuple(found), len(congresses) > MOST_CONGRESSES)
