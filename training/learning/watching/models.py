"""Watching and listening: which moments of a recording a person has played."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.people.owned import Owned


class Watch(Owned):
    """What a person has played of one recording on one page, and where she stopped.

    `spans` are milliseconds of the recording, `wall` milliseconds since 1970 during which her page
    was open: two unions (see watching.spans). `position` is in seconds, last set at
    `position_at`. Of what counts, the log was told `told_seconds`, and `untold_seconds` not yet.
    """

    activity = models.UUIDField()
    spans = models.JSONField(default=list)
    wall = models.JSONField(default=list)
    position = models.FloatField(default=0)
    position_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    told_seconds = models.PositiveIntegerField(default=0)
    untold_seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "activity"], name="watch_unique")]
        indexes = [
            models.Index(
                fields=["position_at"], name="watch_untold", condition=Q(untold_seconds__gt=0)
            )
        ]
        verbose_name = _("观看")
        verbose_name_plural = _("观看")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity}"
