"""How sending to the record store outside stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Forwarding(models.Model):
    """One row for the site: what the operator wants to know, and when to try again."""

    sent = models.PositiveBigIntegerField(default=0)
    last_sent_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    last_error = models.CharField(max_length=300, blank=True)
    last_error_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("转发学习记录")
        verbose_name_plural = _("转发学习记录")

    def __str__(self) -> str:
        return f"{self.sent} {self.last_error}"
