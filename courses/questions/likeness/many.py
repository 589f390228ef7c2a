"""Which questions of a bank read like many texts at once: a fixed number of queries for each slice
of them, however large the bank."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from courses.questions.likeness import shingles
from courses.questions.likeness.models import Fingerprint
from courses.questions.likeness.selectors import Similar, wording
from courses.questions.likeness.shingles import Wording

CLOSEST = 8
"""How many of the questions that share most fingerprints with a text are compared sign by sign."""
SHARED = 2
"""One common fingerprint among 32 is mostly chance."""
AT_ONCE = 5000
FIELDS = ("number", "stem", "words", "retired_at", "live", "use", "polymorphic_ctype_id")


def like_many(
    asked: Sequence[tuple[Wording, Iterable[int]]], bank: "QuerySet[Any]"
) -> list[list[Similar]]:
    """For every text, given with its fingerprints, the questions of `bank` that read like it, the
    most alike first. Two queries for 150 texts or so."""
    texts_by_print: dict[int, list[int]] = defaultdict(list)
    for place, (_said, values) in enumerate(asked):
        for value in values:
            texts_by_print[value].append(place)
    shared: list[Counter[int]] = [Counter() for _one in asked]
    values = list(texts_by_print)
    for start in range(0, len(values), AT_ONCE):
        rows = Fingerprint.objects.filter(value__in=values[start : start + AT_ONCE])
        for value, question_id in rows.values_list("value", "question_id"):
            for place in texts_by_print[value]:
                shared[place][question_id] += 1
    closest = [
        [pk for pk, count in counted.most_common(CLOSEST) if count >= SHARED] for counted in shared
    ]
    wanted = {pk for found in closest for pk in found}
    questions = {one.pk: one for one in bank.filter(pk__in=wanted).only(*FIELDS)}
    return [
        _compared(said, [questions[pk] for pk in found if pk in questions])
        for (said, _values), found in zip(asked, closest, strict=True)
    ]


def _compared(asked: Wording, candidates: Iterable[Any]) -> list[Similar]:
    found = []
    for question in candidates:
        alike = shingles.likeness(asked, wording(question))
        if alike.score >= shingles.LIKELY:
            found.append(Similar(question, alike.score, alike.why))
    return sorted(found, key=lambda one: (-one.score, one.question.number))
