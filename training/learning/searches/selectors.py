"""What people looked for in vain."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Sum

from training.learning.searches.models import SearchMiss
from training.people.models import Congress

MOST = 100


@dataclass(frozen=True)
class MissedWord:
    """A word, how often it was looked for in vain, and the last day."""

    words: str
    times: int
    last_on: date


def missed_words(congress: Congress, since: date, limit: int = MOST) -> list[MissedWord]:
    """The words of one congress from a day on, the most frequent first. One query."""
    rows = (
        SearchMiss.objects.filter(congress=congress, day__gte=since)
        .order_by()
        .values("words")
        .annotate(n=Sum("times"), last=Max("day"))
        .order_by("-n", "-last", "words")[:limit]
    )
    return [MissedWord(row["words"], row["n"], row["last"]) for row in rows]
