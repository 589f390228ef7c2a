"""Being there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.owned import Appended


class Attendance(Appended):
    """A person was at a session, once."""

    scheduled = models.ForeignKey(
        "cohorts.ScheduledSession", on_delete=models.PROTECT, related_name="attendance"
    )
    at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "scheduled"], name="attendance_unique")
        ]
        verbose_name = _("签到")
        verbose_name_plural = _("签到")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.scheduled_id}"
