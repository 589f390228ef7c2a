"""What a fold or a service leaves to be done after commit."""

from django.db import models
from django.db.models import Q

from training.people.owned import Owned


class PendingConsequence(Owned):
    """A thing still to do for a learner; deleted in the transaction that did it."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "kind", "key"], name="consequence_unique")
        ]
        indexes = [models.Index(fields=["created_at"], name="consequence_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class PendingForward(Owned):
    """A statement still to be sent to the record store outside; written in the transaction that
    stored the statement, so that none can be missed, and deleted when it has arrived."""

    statement_id = models.UUIDField()
    created_at = models.DateTimeField()
    refused = models.CharField(
        max_length=200, blank=True, help_text="Why the store will not have it; not sent again."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "statement_id"], name="forward_unique")
        ]
        indexes = [
            models.Index(fields=["created_at"], name="forward_by_age", condition=Q(refused=""))
        ]

    def __str__(self) -> str:
        return str(self.statement_id)
