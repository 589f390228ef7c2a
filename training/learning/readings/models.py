"""Reading a lesson or a case: what was on screen, by the server's clock."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.owned import Owned


class Reading(Owned):
    """What a person has read of a page so far; section keys are those of the page's headings."""

    activity = models.UUIDField()
    opened_at = models.DateTimeField()
    beacon_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    sections = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "activity"], name="reading_unique")
        ]
        verbose_name = _("阅读")
        verbose_name_plural = _("阅读")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity}"
