"""Knowledge points: what a deputy must know (IMS CASE: CFItem)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.core.language import localised


class KnowledgePoint(models.Model):
    """One thing to know; lessons, cases and questions refer to it by key."""

    key = models.SlugField(_("键"), unique=True)
    name = models.CharField(_("名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    summary = models.CharField(_("要知道什么"), max_length=255, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("知识点")
        verbose_name_plural = _("知识点")

    def __str__(self) -> str:
        return localised(self, "name")
