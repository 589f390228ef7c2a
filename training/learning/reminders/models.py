"""Whether a class is reminded by itself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.cohorts.models import Cohort


class ClassReminders(models.Model):
    """The switch of one class. Without a row, or before anybody approved, nothing is sent."""

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("开始于"), null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    stopped_at = models.DateTimeField(_("停于"), null=True)
    ran_on = models.DateField(_("最近一次"), null=True)
    told = models.PositiveIntegerField(default=0, help_text="How many notices the last run made.")

    class Meta:
        verbose_name = _("自动提醒")
        verbose_name_plural = _("自动提醒")

    def __str__(self) -> str:
        return str(self.cohort_id)

    @property
    def is_on(self) -> bool:
        """Whether it runs."""
        return self.approved_at is not None and self.stopped_at is None
