"""Law as law: statute, version, article. A version in force has no end date; an unknown date is
empty."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from cms.core.language import localised


class Statute(models.Model):
    """A law or local regulation, whatever its version."""

    title = models.CharField(_("简称"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("法律法规")
        verbose_name_plural = _("法律法规")

    def __str__(self) -> str:
        return self.title


class Force(models.TextChoices):
    """Whether a text is law on some day."""

    CURRENT = "current", _("现行")
    UNDATED = "undated", _("施行日期待核")
    COMING = "coming", _("还没有施行")
    PAST = "past", _("旧文本")


class StatuteVersion(models.Model):
    """One text of a statute; empty dates mean 待核, never a guess."""

    key = models.SlugField(_("键"), unique=True)
    statute = models.ForeignKey(
        Statute, on_delete=models.PROTECT, related_name="versions", verbose_name=_("法律法规")
    )
    label = models.CharField(_("版本"), max_length=80)
    adopted_on = models.DateField(_("通过日期"))
    in_force_from = models.DateField(_("施行日期"), null=True, blank=True)
    in_force_to = models.DateField(_("失效日期"), null=True, blank=True)
    verified = models.CharField(_("核对情况"), max_length=80, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaces",
        verbose_name=_("由哪个版本取代"),
    )

    class Meta:
        ordering = ["statute", "-adopted_on"]
        permissions = [("replace_statuteversion", "Can enter what replaces a statute version")]
        verbose_name = _("法律文本版本")
        verbose_name_plural = _("法律文本版本")

    def __str__(self) -> str:
        return f"{self.statute}（{self.label}）"

    def get_absolute_url(self) -> str:
        return reverse("law:version", args=[self.key])

    def force_on(self, day: date) -> Force:
        """Whether this text is law on a day, as far as the dates are known.

        A text that another replaces is past, unless that one is known to begin later.
        """
        following = self.replaced_by
        if self.in_force_to and self.in_force_to <= day:
            return Force.PAST
        if following and not (following.in_force_from and following.in_force_from > day):
            return Force.PAST
        if self.in_force_from is None:
            return Force.UNDATED
        return Force.COMING if self.in_force_from > day else Force.CURRENT


class Provision(index.Indexed, models.Model):
    """One article of one version: our paraphrase (释义), and the official text once the office
    pastes it."""

    version = models.ForeignKey(
        StatuteVersion, on_delete=models.PROTECT, related_name="provisions", verbose_name=_("版本")
    )
    number = models.PositiveSmallIntegerField(_("条号"))
    article = models.CharField(_("条"), max_length=20)
    heading = models.CharField(_("主题"), max_length=60, blank=True)
    heading_en = models.CharField(_("英文主题"), max_length=160, blank=True)
    gist = models.TextField(
        _("释义"),
        blank=True,
        help_text=_("自己的话转述，页面标明“释义（非法条原文）”。不知道的留空，不要猜。"),
    )
    official_text = models.TextField(
        _("法条原文"), blank=True, help_text=_("由工作机构从官方数据库粘贴。")
    )
    verified = models.BooleanField(_("已核对"), default=False)

    search_fields: ClassVar = [
        index.SearchField("heading"),
        index.SearchField("gist"),
        index.SearchField("official_text"),
        index.SearchField("heading_en"),
        index.SearchField("article"),
        index.AutocompleteField("heading"),
        index.AutocompleteField("article"),
        index.AutocompleteField("gist"),
        index.RelatedFields(
            "version",
            [
                index.RelatedFields(
                    "statute", [index.SearchField("title"), index.AutocompleteField("title")]
                )
            ],
        ),
        index.FilterField("version"),
        index.FilterField("version_id"),
    ]

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="provision_number_unique")
        ]
        verbose_name = _("法条")
        verbose_name_plural = _("法条")

    def __str__(self) -> str:
        return f"{self.version.statute.title}{self.article} {self.heading}".rstrip()

    def get_absolute_url(self) -> str:
        return reverse("law:provision", args=[self.version.key, self.number])

    @property
    def citation(self) -> str:
        """How the article is named in running text."""
        return gettext("《%(law)s》%(article)s") % {
            "law": self.version.statute.title,
            "article": self.article,
        }

    @property
    def local_heading(self) -> str:
        """The subject in the reader's language."""
        return localised(self, "heading")


class Citation(models.Model):
    """Abstract: something rests on an article, perhaps on one paragraph or item of it."""

    provision = models.ForeignKey(
        Provision, on_delete=models.PROTECT, related_name="+", verbose_name=_("法条")
    )
    detail = models.CharField(_("款项"), max_length=60, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.provision.citation}{self.detail}"

    def frozen(self) -> dict[str, str | int]:
        """What a published question version keeps of this citation."""
        return {
            "version": self.provision.version.key,
            "number": self.provision.number,
            "label": str(self),
        }
