"""Where a person stands with the recordings of a page."""

from collections.abc import Iterable
from uuid import UUID

from training.learning.watching.models import Watch


def watches_of(learner_id: UUID, activities: Iterable[UUID]) -> dict[UUID, Watch]:
    """A person's watching of some recordings, by activity. One query."""
    rows = Watch.objects.filter(learner_id=learner_id, activity__in=list(activities))
    return {row.activity: row for row in rows}
