"""Pictures, attachments, and the drawings that come with a content pack."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from cms.core.language import localised


class Picture(AbstractImage):
    """An uploaded image; `description` is its text alternative."""

    source = models.CharField(_("来源"), max_length=200, blank=True)
    admin_form_fields: ClassVar = (*Image.admin_form_fields, "source")

    class Meta(AbstractImage.Meta):
        verbose_name = _("图片")
        verbose_name_plural = _("图片")


class PictureRendition(AbstractRendition):
    """A resized copy of a picture."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class Attachment(AbstractDocument):
    """An uploaded document."""

    source = models.CharField(_("来源"), max_length=200, blank=True)
    admin_form_fields: ClassVar = (*Document.admin_form_fields, "source")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("文档")
        verbose_name_plural = _("文档")


class Drawing(models.Model):
    """A diagram drawn for the courses, as SVG text checked when its pack is loaded.

    Authors choose drawings and edit their words; the SVG itself only comes from a pack, because
    an uploaded SVG could carry script.
    """

    key = models.SlugField(_("键"), unique=True)
    title = models.CharField(_("图题"), max_length=100)
    title_en = models.CharField(_("英文图题"), max_length=200, blank=True)
    alt = models.TextField(_("替代文本"))
    caption = models.CharField(_("说明"), max_length=255, blank=True)
    svg = models.TextField(editable=False)

    class Meta:
        ordering = ["key"]
        verbose_name = _("示意图")
        verbose_name_plural = _("示意图")

    def __str__(self) -> str:
        return localised(self, "title")
