"""Knowledge points: what a deputy must know (IMS CASE: CFItem)."""

from typing import ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel

from cms.core.language import localised


class KnowledgePoint(ClusterableModel):
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


class PointPrerequisite(models.Model):
    """One knowledge point is better learned before another, and why. Never in a circle and at most
    20 of them (cms/taxonomy/order.py); edited with the point that comes after."""

    after = ParentalKey(
        KnowledgePoint,
        on_delete=models.CASCADE,
        related_name="prerequisites",
        verbose_name=_("后学"),
    )
    before = models.ForeignKey(
        KnowledgePoint,
        on_delete=models.CASCADE,
        related_name="needed_for",
        verbose_name=_("先学"),
    )
    reason = models.CharField(
        _("理由"), max_length=255, help_text=_("一句话，写给代表看：为什么要先学它。")
    )

    panels: ClassVar = [FieldPanel("before", widget=forms.Select), FieldPanel("reason")]

    class Meta:
        ordering = ["after__order", "before__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="prerequisite_unique"),
            models.CheckConstraint(
                condition=~models.Q(before=models.F("after")), name="prerequisite_of_another"
            ),
        ]
        verbose_name = _("先后关系")
        verbose_name_plural = _("知识点的先后")

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
