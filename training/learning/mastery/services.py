"""Estimating from the whole log how questions are guessed and slipped on."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from training.learning.ledger.models import Statement
from training.learning.ledger.told import place_of
from training.learning.mastery.chances import default_chances
from training.learning.mastery.estimating import Estimate, Given, estimates
from training.learning.mastery.folds import USUALLY, points_of
from training.learning.mastery.models import ItemEstimate


def estimate(*, now: datetime, write: bool = True) -> list[Estimate]:
    """Estimate guess and slip of kinds and versions from everybody's first answers; with `write`
    they are in force from now on, for what is asked next.

    Nothing is written while there are too few answers, or when nothing differs from the round in
    force. What is folded already stays as it is: each statement carries the chances it was asked
    with. Three queries; memory is bounded by the number of answers.
    """
    found = estimates(_first_answers(), USUALLY)
    if write and found and not _in_force(found):
        _write(found, now)
    return found


def _first_answers() -> Iterator[Given]:
    """Every person's first answer to every question about one point; later ones say what she
    remembered of the explanation."""
    rows = Statement.objects.filter(activity_type="question").order_by("learner_id")
    for _learner, told in groupby(rows.iterator(chunk_size=5000), key=lambda s: s.learner_id):
        yield from _firsts(list(told))


def _firsts(log: list[Statement]) -> Iterator[Given]:
    voided = {told.voids for told in log if told.voids}
    seen: set[UUID] = set()
    for told in sorted(log, key=place_of):
        points = points_of(told)
        if told.statement_id in voided or not points or told.activity in seen:
            continue
        seen.add(told.activity)
        context = told.context
        if len(points) == 1 and context.get("kind") and context.get("version"):
            yield Given(
                learner=told.learner_id,
                point=points[0],
                version=UUID(context["version"]),
                kind=context["kind"],
                usual=default_chances(context["kind"]),
                right=bool(told.success),
                certainty=1 if context.get("dont_know") else context.get("certainty"),
            )


def _in_force(found: list[Estimate]) -> bool:
    newest = ItemEstimate.objects.order_by("-round").values("round")[:1]
    rows = ItemEstimate.objects.filter(round=newest)
    kept = {(r.kind, r.version): (r.guess, r.slip, r.answers) for r in rows}
    return kept == {
        (e.kind, e.version): (e.chances.guess, e.chances.slip, e.answers) for e in found
    }


@transaction.atomic
def _write(found: list[Estimate], now: datetime) -> None:
    last = ItemEstimate.objects.aggregate(last=Max("round"))["last"] or 0
    ItemEstimate.objects.bulk_create(
        ItemEstimate(
            round=last + 1,
            version=one.version,
            kind=one.kind,
            guess=one.chances.guess,
            slip=one.chances.slip,
            answers=one.answers,
            made_at=now,
        )
        for one in found
    )
