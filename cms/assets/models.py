"""Pictures, documents, recordings with their captions, and the drawings of a content pack."""

from pathlib import PurePath
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, AbstractRendition, Image, get_upload_to
from wagtail.search import index

from cms.assets.captions import tidied
from cms.assets.fields import CaptionsField, DocumentField, PictureField, RecordingField
from cms.assets.measuring import PLAYED_EVERYWHERE
from cms.core.language import localised
from cms.core.pictures import media_url


class Picture(AbstractImage):
    """An uploaded image; `description` is its text alternative.

    `prepared` names the set of copies for phones that were made of it (cms.core.pictures);
    `phone_bytes` is what a phone loads.
    """

    file = PictureField(
        _("文件"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
    source = models.CharField(_("来源"), max_length=200, blank=True)
    prepared = models.CharField(max_length=20, blank=True, default="", editable=False)
    phone_bytes = models.PositiveIntegerField(null=True, editable=False)
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

    file = DocumentField(_("文件"), upload_to="documents")
    source = models.CharField(_("来源"), max_length=200, blank=True)
    admin_form_fields: ClassVar = (*Document.admin_form_fields, "source")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("文档")
        verbose_name_plural = _("文档")


def _unguessable(folder: str, filename: str) -> str:
    """A stored name that says nothing: titles change, and addresses must not be guessed."""
    return f"{folder}/{uuid4().hex}{PurePath(filename).suffix.lower()}"


def recording_path(recording: "Recording", filename: str) -> str:
    """Where a recording's file is stored."""
    return _unguessable("recordings", filename)


def captions_path(track: "CaptionTrack", filename: str) -> str:
    """Where captions are stored."""
    return _unguessable("captions", filename)


class Recording(index.Indexed, ClusterableModel):
    """A video or an audio recording of one congress, or shared; length and encoding are measured
    when its file is stored."""

    class Kind(models.TextChoices):
        VIDEO = "video", _("视频")
        AUDIO = "audio", _("音频")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    owner_root = models.ForeignKey(
        "cms.CongressRootPage", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("标题"), max_length=120)
    title_en = models.CharField(_("英文标题"), max_length=200, blank=True)
    # Storing the file fills the four fields after it, which therefore come after it.
    file = RecordingField(_("文件"), upload_to=recording_path, db_index=True)
    kind = models.CharField(_("种类"), max_length=5, choices=Kind.choices, editable=False)
    seconds = models.FloatField(_("时长"), editable=False)
    size = models.PositiveBigIntegerField(_("大小"), editable=False)
    codec = models.CharField(max_length=8, blank=True, default="", editable=False)
    poster = models.ForeignKey(
        Picture,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("封面"),
        help_text=_("开始播放前显示的图片。不放也可以。"),
    )
    transcript = RichTextField(
        _("文字稿"),
        blank=True,
        features=["bold", "h4", "ol", "ul"],
        help_text=_("把讲的话写成文字，听不清、流量少的代表可以读。留空时由中文字幕生成。"),
    )
    source = models.CharField(
        _("来源"), max_length=200, blank=True, help_text=_("谁录制的、什么时候，例如出处和日期。")
    )
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    search_fields: ClassVar[list[Any]] = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("transcript"),
        index.FilterField("kind"),
        index.FilterField("owner_root"),
    ]

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("视频或音频")
        verbose_name_plural = _("视频和音频")

    def __str__(self) -> str:
        return localised(self, "title")

    @property
    def is_video(self) -> bool:
        """Whether there is something to see."""
        return self.kind == self.Kind.VIDEO

    @property
    def url(self) -> str:
        """Where its file is asked for."""
        return media_url(str(self.file.name))

    @property
    def words(self) -> int:
        """How many characters the transcript has; 0 without one."""
        return len("".join(strip_tags(self.transcript).split()))

    @property
    def clock(self) -> str:
        """The length as people read it: 5:07, 1:02:30."""
        minutes, seconds = divmod(round(self.seconds or 0), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    @property
    def lacks(self) -> list[str]:
        """What it still needs so that everybody can follow it, in words. One query, none for rows
        that were read with their number of `tracks`."""
        tracks = getattr(self, "tracks", None)
        captions = self.captions.count() if tracks is None else tracks
        found = []
        if self.is_video and not captions:
            found.append(gettext("缺字幕"))
        if not self.words:
            found.append(gettext("缺文字稿"))
        if self.is_video and self.codec not in PLAYED_EVERYWHERE:
            told = gettext("编码是 %s，有些手机放不出，最好换成 H.264")
            found.append(told % (self.codec or "?"))
        return found

    @property
    def usage_url(self) -> str:
        """Where the desk lists the pages that use it; Wagtail's column of uses asks for it."""
        return reverse(self.snippet_viewset.get_url_name("usage"), args=[quote(self.pk)])

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """The row, and after it its files."""
        files = [self.file, *(track.file for track in self.captions.all())]
        for file in files:
            forget_file(file.storage, file.name)
        return super().delete(*args, **kwargs)


def forget_file(storage: Any, name: str) -> None:
    """Delete a stored file once the transaction that gave it up is committed."""
    transaction.on_commit(lambda: storage.delete(name), robust=True)


class CaptionTrack(models.Model):
    """The captions of a recording in one language."""

    class Language(models.TextChoices):
        CHINESE = "zh-Hans", _("中文")
        ENGLISH = "en", _("English")

    recording = ParentalKey(Recording, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(
        _("语言"), max_length=10, choices=Language.choices, default=Language.CHINESE
    )
    file = CaptionsField(
        _("字幕文件"),
        upload_to=captions_path,
        db_index=True,
        help_text=_("WebVTT（.vtt）或 SRT（.srt）文件，剪辑软件都能导出。"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "language"], name="captions_unique")
        ]
        verbose_name = _("字幕")
        verbose_name_plural = _("字幕")

    def __str__(self) -> str:
        return str(self.get_language_display())

    def clean(self) -> None:
        """Names the line of new captions that is wrong."""
        if self.file and not getattr(self.file, "_committed", True):
            try:
                tidied(self.file.file, str(self.file.name))
            except ValidationError as mistake:
                raise ValidationError({"file": mistake}) from None

    @property
    def url(self) -> str:
        """Where its file is asked for."""
        return media_url(str(self.file.name))


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
