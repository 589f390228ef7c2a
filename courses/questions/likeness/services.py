"""Keeping fingerprints and pairs of alike questions up to date."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.search.index import insert_or_update_object

from courses.questions.likeness import shingles
from courses.questions.likeness.models import Fingerprint, SimilarPair
from courses.questions.likeness.selectors import Similar, like, wording
from courses.questions.models import Question

MUCH_MORE = 0.1
"""By how much two questions must have become more alike before a dismissed pair is asked again."""


@transaction.atomic
def note(*, question: Question, now: datetime) -> None:
    """Remember how a saved question is worded and which others read like it. Safe to repeat.

    A pair that was said to be meant stays so unless the two have become much more alike.
    """
    values = shingles.prints(wording(question), [question.owner_root_id])
    kept = set(question.fingerprints.values_list("value", flat=True))
    if kept == set(values):
        return
    question.fingerprints.filter(value__in=kept.difference(values)).delete()
    Fingerprint.objects.bulk_create(
        (Fingerprint(question=question, value=v) for v in sorted(set(values) - kept)),
        ignore_conflicts=True,
    )
    alike = like(wording(question), question.owner_root_id, [question.pk])
    _pair(question, alike, now)


def _pair(question: Question, alike: Iterable[Similar], now: datetime) -> None:
    """Bring the pairs of a question to what was found."""
    found = {one.question.pk: one for one in alike}
    known = SimilarPair.objects.filter(Q(first_id=question.pk) | Q(second_id=question.pk))
    for pair in known:
        other = pair.second_id if pair.first_id == question.pk else pair.first_id
        one = found.pop(other, None)
        if one is None:
            if pair.dismissed_at is None:
                pair.delete()
        elif pair.dismissed_at is None or one.score > pair.score + MUCH_MORE:
            pair.score, pair.why, pair.found_at = one.score, one.why, now
            pair.dismissed_at = pair.dismissed_by = None
            pair.save()
    SimilarPair.objects.bulk_create(
        (
            SimilarPair(
                first_id=min(question.pk, other),
                second_id=max(question.pk, other),
                score=one.score,
                why=one.why,
                found_at=now,
            )
            for other, one in found.items()
        ),
        ignore_conflicts=True,
    )


def index_all(*, everything: bool, now: datetime) -> int:
    """Write down the words of questions that have none, and compare them with the bank; with
    `everything` those of all. Returns how many. One short transaction for each question."""
    rows = Question.objects.order_by("pk")
    if not everything:
        rows = rows.filter(fingerprints=None)
    done = 0
    for question in rows.iterator(chunk_size=200):
        words = "\n".join(question.said())
        if words != question.words:
            question.words = words
            # Not save(): a question under review is locked, and nothing about it has changed.
            Question.objects.non_polymorphic().filter(pk=question.pk).update(words=words)
            insert_or_update_object(question)
        note(question=question, now=now)
        done += 1
    return done


@transaction.atomic
def dismiss(*, pair: SimilarPair, by: Any, now: datetime) -> None:
    """Say that two questions are meant to be alike; they are not asked about again."""
    SimilarPair.objects.filter(pk=pair.pk, dismissed_at=None).update(
        dismissed_at=now, dismissed_by=by
    )


@transaction.atomic
def ask_again(*, pair: SimilarPair) -> None:
    """Take a dismissal back."""
    SimilarPair.objects.filter(pk=pair.pk).update(dismissed_at=None, dismissed_by=None)
