"""Reading a lesson or a case: what was on screen, by the server's clock."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.people.owned import Owned


class Reading(Owned):
    """What a person has read of a page so far; section keys are those of the page's headings.

    `visible` is what is believed: for each section [seconds on screen, percent scrolled through].
    `openings` holds, for the last openings of the page, what each had claimed of a section's
    seconds, so that a beacon sent again adds nothing. `untold` are the seconds of sections that no
    statement has told the log of yet.
    """

    activity = models.UUIDField()
    kind = models.CharField(max_length=20, default="lesson", help_text="Lesson or case.")
    opened_at = models.DateTimeField()
    beacon_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    sections = models.JSONField(default=list)
    visible = models.JSONField(default=dict)
    openings = models.JSONField(default=dict)
    untold = models.JSONField(default=dict)
    untold_seconds = models.PositiveIntegerField(default=0)
    told_seconds = models.PositiveIntegerField(default=0)
    tellings = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "activity"], name="reading_unique")
        ]
        indexes = [
            models.Index(
                fields=["beacon_at"], name="reading_untold", condition=Q(untold_seconds__gt=0)
            )
        ]
        verbose_name = _("阅读")
        verbose_name_plural = _("阅读")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity}"
