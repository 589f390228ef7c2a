"""Diagnoses of the sample class: two in three took one on the second evening.

They miss what they miss in the tests, too: what a person finds hard is drawn in seeding.py.
"""

import random
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from cms.site.models import CongressRootPage
from training.cohorts.models import Cohort
from training.learning.diagnosis.models import Diagnosis, DiagnosisItem
from training.learning.diagnosis.whole import Sitter, room, sit
from training.packs.sample_answers import Posted, posted_answer
from training.packs.seeding import Student, students

TAKES_ONE = 0.62
SAYS_SO = 0.3
"""How often somebody who does not know says so instead of guessing."""


def seed_diagnoses(*, cohort: Cohort, slow: frozenset[str], points: list[str]) -> int:
    """Let the sample class be diagnosed until its clock; returns how many were. Who has a
    diagnosis is passed over."""
    until = cohort.clock_held_at
    if until is None:
        return 0
    roots = CongressRootPage.objects.filter(congress_key=cohort.congress.key)
    bank = room(list(roots.values_list("pk", flat=True)))
    if not bank.items:
        return 0
    done = set(Diagnosis.objects.values_list("learner_id", flat=True))
    count = 0
    for student in students(cohort, slow, points, until):
        rng = random.Random(f"diagnosis:{student.enrolment.learner.number}")  # noqa: S311
        if student.learner_id in done or rng.random() > TAKES_ONE:
            continue
        sit(room=bank, sitter=_sitter(student, rng))
        count += 1
    return count


def _sitter(student: Student, rng: random.Random) -> Sitter:
    evening = timezone.localtime(student.until) - timedelta(days=1)
    at = evening.replace(hour=20, minute=0) + timedelta(minutes=rng.randrange(5, 90))
    return Sitter(
        learner_id=student.learner_id,
        enrolment_id=student.enrolment.pk,
        at=at,
        seed=uuid5(NAMESPACE_URL, f"diagnosis:{student.learner_id}").hex,
        answers=lambda item: _posted(student, item, rng),
        seconds=lambda: rng.randrange(12, 55),
    )


def _posted(student: Student, item: DiagnosisItem, rng: random.Random) -> Posted:
    """Right or wrong by what she finds hard; who is wrong is seldom certain."""
    # She knows a point or does not: what she finds hard she mostly gets wrong, and the rest right.
    hard = bool(student.hard & set(item.version.points))
    chance = 0.25 if hard else min(max(student.chance(item, 0.1), 0.45), 0.95)
    good = rng.random() < chance
    if not good and rng.random() < SAYS_SO:
        return {"dont_know": ["1"]}
    sure = rng.choices((3, 2, 1), (6, 3, 1) if good else (2, 4, 4))[0]
    answer = posted_answer(item, 1.0 if good else 0.0, rng)
    return {**answer, f"q{item.position}-certainty": [str(sure)]}
