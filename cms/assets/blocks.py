"""Blocks that play a recording or offer a document."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.assets.limits import ending
from cms.core.pictures import shown

PLAYED = ("video", "audio")


class RecordingChooserBlock(SnippetChooserBlock):
    """Reads all recordings of a page in two queries, with their posters and captions."""

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        rows = self.model_class.objects.select_related("poster").prefetch_related("captions")
        recordings = rows.in_bulk(values)
        return [recordings.get(value) for value in values]


class PlayedBlock(blocks.StructBlock):
    """What video and audio have in common: a player that resumes where the reader stopped."""

    kind = ""
    wrong_kind: Any = ""

    recording = RecordingChooserBlock("cms.Recording", label=_("视频或音频"))
    note = blocks.CharBlock(
        required=False, max_length=200, label=_("提示"), help_text=_("请读者留意什么，一句话。")
    )

    def clean(self, value: Any) -> Any:
        """Names the field when a video stands where audio belongs, or the reverse."""
        cleaned = super().clean(value)
        recording = cleaned["recording"]
        if recording and recording.kind != self.kind:
            mistake = ValidationError(self.wrong_kind)
            raise StructBlockValidationError(block_errors={"recording": mistake})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `poster`, the address of the picture before playing; '' without one."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        picture = value["recording"].poster if value["recording"] else None
        context["poster"] = shown(picture).url if picture else ""
        return context


class VideoBlock(PlayedBlock):
    kind = "video"
    wrong_kind = _("这是音频，请用“音频”块，或者另选一段视频。")

    class Meta:
        icon = "media"
        label = _("视频")
        template = "blocks/recording.html"
        preview_template = "blocks/previews/video.html"
        description = _("一段视频，写明多长多大，按了才加载；换设备接着看。")


class AudioBlock(PlayedBlock):
    kind = "audio"
    wrong_kind = _("这是视频，请用“视频”块，或者另选一段音频。")

    class Meta:
        icon = "media"
        label = _("音频")
        template = "blocks/recording.html"
        preview_template = "blocks/previews/audio.html"
        description = _("一段录音，配文字稿，开着听。")


class DocumentBlock(blocks.StructBlock):
    """A card that says what a document is and how large, before it is fetched."""

    document = DocumentChooserBlock(label=_("文档"))
    note = blocks.CharBlock(
        required=False, max_length=200, label=_("说明"), help_text=_("这份材料做什么用，一句话。")
    )

    class Meta:
        icon = "doc-full-inverse"
        label = _("文档")
        template = "blocks/document.html"
        preview_template = "blocks/previews/document.html"
        description = _("一份可下载的材料，先写明类型和大小。")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `ending`, the kind of file in capitals."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        document = value["document"]
        context["ending"] = ending(document.filename).upper() if document else ""
        return context


def _required() -> tuple[str, blocks.BooleanBlock]:
    label, told = _("必看"), _("勾上：看完（听完）九成，或读完文字稿，这一课才能学完。")
    return "required", blocks.BooleanBlock(required=False, label=label, help_text=told)


def media_blocks(*, may_require: bool = False, group: Any = "") -> list[tuple[str, Any]]:
    """Video, audio and document, in the order of the chooser; `may_require` adds 必看 to the first
    two, for pages that are completed."""
    extra = [_required()] if may_require else []
    return [
        ("video", VideoBlock(extra, group=group)),
        ("audio", AudioBlock(extra, group=group)),
        ("document", DocumentBlock(group=group)),
    ]
