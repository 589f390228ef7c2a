"""How far the carrying out of a decision on marks has come."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Regrading(models.Model):
    """A decision being carried out, sitting by sitting, in the order of the sittings' ids.

    What it did to whom is in MarkChange; this row only says where to go on after an interruption.
    """

    amendment = models.OneToOneField(
        "courses.KeyAmendment", on_delete=models.PROTECT, related_name="regrading"
    )
    total = models.PositiveIntegerField(_("涉及几份"))
    done = models.PositiveIntegerField(_("已看过几份"), default=0)
    cursor = models.UUIDField(null=True, blank=True, help_text="The last sitting gone over.")
    failed = models.JSONField(default=list, blank=True, help_text="Sittings to be tried again.")
    busy_until = models.DateTimeField(
        null=True, blank=True, help_text="A worker has it until then; later it may have died."
    )
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at=None), name="regrading_unfinished")
        ]
        verbose_name = _("重评进度")
        verbose_name_plural = _("重评进度")

    def __str__(self) -> str:
        return f"{self.amendment_id} {self.done}/{self.total}"
