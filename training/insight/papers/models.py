"""Frozen reports, and who gets a letter each week."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.owned import Facts


class Frozen(models.Model):
    """Abstract: a row that is inserted once and never changed."""

    objects = Facts.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserted."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows never change.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused."""
        raise TypeError(f"{type(self).__name__} rows are never deleted.")


class Snapshot(Frozen):
    """A report as it was: everything that is shown of it is drawn from `payload`."""

    congress = models.ForeignKey("people.Congress", on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年"))
    number = models.PositiveIntegerField(_("号"))
    taken_at = models.DateTimeField(_("存档时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    payload = models.TextField(help_text="JSON in one fixed spelling.")
    digest = models.CharField(_("摘要"), max_length=64)

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "year", "number"], name="snapshot_number_unique"
            )
        ]
        verbose_name = _("存档的报告")
        verbose_name_plural = _("存档的报告")

    def __str__(self) -> str:
        return f"〔{self.year}〕{self.number}"


class SnapshotVoided(Frozen):
    """A report that is not to be used any more, with the reason; it stays."""

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="voided")
    reason = models.CharField(_("原因"), max_length=200)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("作废的报告")
        verbose_name_plural = _("作废的报告")

    def __str__(self) -> str:
        return str(self.snapshot)


class DigestRules(models.Model):
    """Whether and when a congress's weekly letter goes out, and to whom."""

    congress = models.OneToOneField(
        "people.Congress", on_delete=models.PROTECT, related_name="digest_rules"
    )
    on = models.BooleanField(_("每周发简报"), default=False)
    weekday = models.PositiveSmallIntegerField(_("星期几"), default=0)
    hour = models.PositiveSmallIntegerField(_("几点"), default=9)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    last_week = models.CharField(max_length=8, blank=True, help_text="The ISO week sent last.")
    last_figures = models.JSONField(default=dict, help_text="By class the figures sent last.")

    class Meta:
        verbose_name = _("每周简报")
        verbose_name_plural = _("每周简报")

    def __str__(self) -> str:
        return str(self.congress)
