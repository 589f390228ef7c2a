"""Counting what was looked for in vain."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from courses.questions.spelling import plain
from training.learning.searches.models import LONGEST, SearchMiss
from training.people.models import Congress

# Telephone numbers, identity numbers: typed by mistake, and no word of ours.
NUMBER = re.compile(r"\d(?:[\s-]?\d){5,}")


def folded(words: str) -> str:
    """One spelling for the same word, at most 60 characters; '' for what is not to be kept."""
    spelled = " ".join(plain(words.replace("\x00", " ")).split())[:LONGEST].strip()
    told = any(character.isalnum() for character in spelled)
    return "" if NUMBER.search(spelled) or not told else spelled


def note_miss(*, congress: Congress, words: str, now: datetime) -> SearchMiss | None:
    """Count a word that was looked for in vain, for the day where the congress is; None for long
    numbers and for what holds no word. Two at once are both counted."""
    kept = folded(words)
    if not kept:
        return None
    with transaction.atomic():
        row, made = SearchMiss.objects.get_or_create(
            congress=congress, day=timezone.localdate(now), words=kept
        )
        if not made:
            SearchMiss.objects.filter(pk=row.pk).update(times=F("times") + 1)
    return row
