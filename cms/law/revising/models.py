"""What a new version does to the articles of the old one, and what has to be looked at for it."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.law.models import Provision, StatuteVersion


class Correspondence(models.Model):
    """One line of the table of two versions: an article of the old text and where it stands now.

    Without a new article it was removed, without an old one it is new. An article that was cut up
    has a line for each piece, named in `old_detail`.
    """

    class Change(models.TextChoices):
        UNCHANGED = "unchanged", _("没有变")
        RENUMBERED = "renumbered", _("只改了条号")
        CHANGED = "changed", _("内容有改动")
        REMOVED = "removed", _("删去了")
        NEW = "new", _("新增")
        UNKNOWN = "unknown", _("有没有改动待核")

    old_version = models.ForeignKey(
        StatuteVersion, on_delete=models.PROTECT, related_name="lines_onward"
    )
    new_version = models.ForeignKey(
        StatuteVersion, on_delete=models.PROTECT, related_name="lines_back"
    )
    old = models.ForeignKey(
        Provision, on_delete=models.PROTECT, null=True, blank=True, related_name="onward"
    )
    old_detail = models.CharField(_("原款项"), max_length=60, blank=True)
    new = models.ForeignKey(
        Provision, on_delete=models.PROTECT, null=True, blank=True, related_name="back"
    )
    new_detail = models.CharField(_("新款项"), max_length=60, blank=True)
    change = models.CharField(_("变动"), max_length=12, choices=Change.choices)
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        ordering = ["new_version", "new__number", "old__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["old", "old_detail", "new", "new_detail"], name="correspondence_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(old__isnull=False) | models.Q(new__isnull=False),
                name="correspondence_names_an_article",
            ),
        ]
        verbose_name = _("新旧条号对照")
        verbose_name_plural = _("新旧条号对照")

    def __str__(self) -> str:
        return f"{self.old_name or '—'} → {self.new_name or '—'}"

    @property
    def old_name(self) -> str:
        """第二条第三款; empty for a new article."""
        return f"{self.old.article}{self.old_detail}" if self.old else ""

    @property
    def new_name(self) -> str:
        """第三条; empty for a removed one."""
        return f"{self.new.article}{self.new_detail}" if self.new else ""

    @property
    def keeps_meaning(self) -> bool:
        """Whether what cites the old article may cite the new one without being read again."""
        return self.change in {self.Change.UNCHANGED, self.Change.RENUMBERED}


class LawReview(models.Model):
    """A piece of content that cited an article when a new text replaced it; open until a person
    has said what becomes of it."""

    class State(models.TextChoices):
        OPEN = "open", _("等复核")
        MOVED = "moved", _("已改引新条")
        KEPT = "kept", _("仍引旧文本")
        EDITED = "edited", _("已修改")
        WITHDRAWN = "withdrawn", _("已撤下")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=40)
    provision = models.ForeignKey(
        Provision, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("法条")
    )
    version = models.ForeignKey(
        StatuteVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("新版本")
    )
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(_("列入时间"))

    class Meta:
        ordering = ["provision__number", "content_type", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "provision"], name="law_review_unique"
            )
        ]
        indexes = [models.Index(fields=["state", "content_type"], name="law_review_open")]
        verbose_name = _("法条变动复核")
        verbose_name_plural = _("法条变动复核")

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id} {self.provision}"


class LawReviewEntry(models.Model):
    """What somebody did about a review, and why; only ever appended."""

    review = models.ForeignKey(LawReview, on_delete=models.CASCADE, related_name="entries")
    state = models.CharField(_("处理"), max_length=12, choices=LawReview.State.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("时间"))
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        verbose_name = _("复核记录")
        verbose_name_plural = _("复核记录")

    def __str__(self) -> str:
        return f"{self.review_id} {self.state}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserted."""
        if not self._state.adding:
            raise TypeError("What was done about a review is history; append to it.")
        super().save(*args, **kwargs)
