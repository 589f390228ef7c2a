"""What the nightly comparison of folds with the log found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FoldCheck(models.Model):
    """One night's comparison; going on as long as it is not finished. It repairs nothing."""

    day = models.DateField(_("日期"), unique=True)
    started_at = models.DateTimeField(_("开始"))
    finished_at = models.DateTimeField(_("完成"), null=True, blank=True)
    reached = models.CharField(max_length=36, blank=True, help_text="The last person compared.")
    people = models.PositiveIntegerField(_("人数"), default=0)
    found = models.PositiveIntegerField(_("差异"), default=0)
    lines = models.JSONField(default=list, help_text="The first differences, in words.")

    class Meta:
        ordering = ["-day"]
        verbose_name = _("夜间核对")
        verbose_name_plural = _("夜间核对")

    def __str__(self) -> str:
        return f"{self.day} {self.people}/{self.found}"
