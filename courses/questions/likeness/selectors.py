"""Which questions read alike: for one text, for one question, and all pairs of a bank."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from cms.desk.ownership import scoped
from courses.questions.likeness import shingles
from courses.questions.likeness.models import Fingerprint, SimilarPair
from courses.questions.likeness.shingles import Wording
from courses.questions.models import Question

LOOKED_AT = 60
"""How many of the questions that share most fingerprints are compared sign by sign."""


@dataclass(frozen=True)
class Similar:
    """A question that reads like another: how alike, from LIKELY to 1, and in which respect."""

    question: Question
    score: float
    why: str

    @property
    def percent(self) -> int:
        """The likeness in per cent."""
        return round(self.score * 100)

    @property
    def reason(self) -> str:
        """The respect in words."""
        return str(SimilarPair.Why(self.why).label)


def wording(question: Question) -> Wording:
    """What a question of the bank says, as its last save wrote it down."""
    return Wording(question.stem, tuple(question.words.splitlines()))


def similar(
    stem: str, body: Mapping[str, Any], root: int | None, exclude: Sequence[int] = ()
) -> list[Similar]:
    """The questions of a root's bank that read like a text, the most alike first.

    `body` is JSON in the shape of a frozen body or of any part of it; every text in it counts, so
    the accepted answers of blanks may be put in too. Retired questions are found as well. Two
    queries, however large the bank.
    """
    return like(shingles.wording_of(stem, body), root, exclude)


def like(asked: Wording, root: int | None, exclude: Sequence[int] = ()) -> list[Similar]:
    """The same for a wording; nothing for one too short to be compared."""
    if len(shingles.whole_pairs(asked)) < shingles.FEWEST:
        return []
    found = _compared(asked, _candidates(shingles.prints(asked, [root]), exclude))
    return sorted(found, key=lambda one: (-one.score, one.question.number))


def _candidates(values: list[int], exclude: Sequence[int]) -> list[Question]:
    """The questions that share most of these fingerprints. Two queries."""
    sharing = (
        Fingerprint.objects.filter(value__in=values)
        .exclude(question_id__in=exclude)
        .values("question_id")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "question_id")
        .values_list("question_id", flat=True)
    )
    rows: Any = Question.objects.non_polymorphic().only(
        "number", "stem", "words", "retired_at", "live", "use", "polymorphic_ctype_id"
    )
    return list(rows.filter(pk__in=list(sharing[:LOOKED_AT])))


def _compared(asked: Wording, candidates: Iterable[Question]) -> Iterable[Similar]:
    for question in candidates:
        alike = shingles.likeness(asked, wording(question))
        if alike.score >= shingles.LIKELY:
            yield Similar(question, alike.score, alike.why)


def pairs_at_desk(user: Any, *, dismissed: bool = False) -> "QuerySet[SimilarPair]":
    """The pairs a person is asked about, the most alike first; or those already said to be meant.

    Two questions of which one is retired are settled and not listed. One query.
    """
    own = scoped(user, Question.objects.non_polymorphic().filter(retired_at=None)).order_by()
    pairs = SimilarPair.objects.filter(first__in=own, second__in=own)
    return pairs.filter(dismissed_at__isnull=not dismissed).select_related(
        "dismissed_by", "first__live_version", "second__live_version"
    )


def pairs_of(question_ids: Sequence[int]) -> dict[int, int]:
    """How many open pairs each of these questions is in; those in none are left out. One query."""
    open_pairs = SimilarPair.objects.filter(
        dismissed_at=None, first__retired_at=None, second__retired_at=None
    ).filter(Q(first__in=question_ids) | Q(second__in=question_ids))
    counted: dict[int, int] = {}
    for first, second in open_pairs.values_list("first_id", "second_id"):
        for one in (first, second):
            counted[one] = counted.get(one, 0) + 1
    return {pk: count for pk, count in counted.items() if pk in set(question_ids)}


def partners(question: Question) -> list[Similar]:
    """The open pairs of one question as its partners, the most alike first. One query."""
    pairs = SimilarPair.objects.filter(dismissed_at=None).filter(
        Q(first_id=question.pk) | Q(second_id=question.pk)
    )
    rows = pairs.select_related("first", "second").filter(
        first__retired_at=None, second__retired_at=None
    )
    return [
        Similar(pair.second if pair.first_id == question.pk else pair.first, pair.score, pair.why)
        for pair in rows
    ]


def dismissed_partners(question_id: int) -> frozenset[int]:
    """The questions that a person said are not the same as this one. One query."""
    pairs = SimilarPair.objects.exclude(dismissed_at=None).filter(
        Q(first_id=question_id) | Q(second_id=question_id)
    )
    ids = {pk for pair in pairs.values_list("first_id", "second_id") for pk in pair}
    return frozenset(ids - {question_id})
