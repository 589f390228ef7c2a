"""Reading a person's own objections. (What waits at the desk: questioned.py.)"""

from uuid import UUID

from training.learning.attempts.models import Attempt, Objection


def of_attempt(attempt: Attempt) -> dict[UUID, Objection]:
    """The owner's objections to questions of a sitting, by item. One query."""
    mine = Objection.objects.filter(
        learner_id=attempt.learner_id,
        item__learner_id=attempt.learner_id,
        item__attempt=attempt,
    )
    return {
        objection.item_id: objection for objection in mine.select_related("amendment__taken_back")
    }


def unseen_answers(learner_id: UUID) -> list[Objection]:
    """A person's objections whose answer she has not noted as seen, oldest answer first, with item,
    sitting and quiz. One query."""
    mine = Objection.objects.filter(learner_id=learner_id, seen_at=None, answered_at__isnull=False)
    return list(mine.select_related("item__attempt__quiz").order_by("answered_at"))
