"""Drafts for the sample class: invented, and written, handed in and marked through services."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from courses.workshops.models import WritingTask
from training.cohorts.models import Cohort, Enrolment
from training.learning import evidence
from training.learning.submissions import assessing, services
from training.packs.seeding import FRESH
from training.packs.writing_schema import DraftEntry
from training.people.models import User

EVENING, MORNING = timedelta(hours=-16), timedelta(hours=-3)
"""When drafts were written and when they were marked, from the moment the class stands at."""
BETWEEN = timedelta(minutes=11)


def _writers(cohort: Cohort, count: int) -> list[Enrolment]:
    """As many people as there are drafts, of those who have begun the class, the same on every
    machine: first whoever has a sign-in name to try the site with, never the fresh account."""
    enrolments = cohort.enrolments.select_related("learner", "cohort").exclude(
        learner__username=FRESH
    )
    begun = set(evidence.learners_with_evidence())
    known = {one.learner.number: one for one in enrolments if one.learner_id in begun}
    numbers = sorted(known)
    random.Random("writers").shuffle(numbers)  # noqa: S311 - a story, not a secret
    numbers.sort(key=lambda number: known[number].learner.username == number)
    return [known[number] for number in numbers[:count]]


def _write(
    entry: DraftEntry, task: WritingTask, enrolment: Enrolment, at: datetime, by: User | None
) -> None:
    """One draft, as far as its writer got."""
    learner = enrolment.learner_id
    draft = services.start(task=task, learner_id=learner, enrolment=enrolment, now=at)
    services.save(
        learner_id=learner,
        draft_id=draft.pk,
        written=entry.parts(),
        save=services.Save(device="sample", seq=1, client_id=uuid4()),
        now=at + timedelta(minutes=35),
    )
    if entry.state == "writing":
        return
    services.hand_in(learner_id=learner, draft_id=draft.pk, now=at + timedelta(minutes=38))
    if entry.state != "assessed" or by is None or enrolment.cohort.clock_held_at is None:
        return
    assessing.assess(
        draft=draft,
        judgement=assessing.Judgement(levels=entry.levels, comment=entry.comment.strip()),
        by=by,
        now=enrolment.cohort.clock_held_at + MORNING,
    )


@transaction.atomic
def seed_drafts(
    *, cohort: Cohort, drafts: Sequence[tuple[DraftEntry, WritingTask]], by: User | None
) -> int:
    """Let people of the sample class write; returns how many did. `by` is who marks.

    Nothing happens for a class without a held clock.
    """
    if cohort.clock_held_at is None:
        return 0
    evening = timezone.localtime(cohort.clock_held_at) + EVENING
    writers = _writers(cohort, len(drafts))
    for place, ((entry, task), enrolment) in enumerate(zip(drafts, writers, strict=False)):
        _write(entry, task, enrolment, evening + place * BETWEEN, by)
    return min(len(writers), len(drafts))
