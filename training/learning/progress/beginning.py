"""First verdicts for many people who join a class together."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from training.cohorts.models import Cohort, Enrolment
from training.learning.ledger.models import Statement
from training.learning.progress.keeping import begin, judged_by, keep, versions_of

AT_ONCE = 500


@transaction.atomic
def begin_many(*, cohort: Cohort, enrolments: Sequence[Enrolment], now: datetime) -> None:
    """Give new enrolments of one class their verdicts, as `keeping.begin` does for one. Whoever
    has learnt nothing yet takes no query of her own; the caller holds the learners' rows."""
    versions = versions_of(cohort.programme_id)
    for start in range(0, len(enrolments), AT_ONCE):
        slice_ = enrolments[start : start + AT_ONCE]
        learners = [enrolment.learner_id for enrolment in slice_]
        told = Statement.objects.filter(learner__in=learners).values_list("learner_id", flat=True)
        busy = set(told.order_by().distinct())
        rows = []
        for enrolment in slice_:
            enrolment.cohort = cohort
            judged = judged_by(enrolment, versions, [], None)
            if enrolment.learner_id in busy or any(row.satisfied_at for row in judged):
                begin(enrolment, now=now)
            else:
                rows += judged
        keep(rows)
