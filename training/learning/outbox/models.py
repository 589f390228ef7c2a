"""What a fold or a service leaves to be done after commit."""

from django.db import models

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
