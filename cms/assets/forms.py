"""The forms of uploads: a file that cannot be taken is refused beside its field, in our words."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from cms.assets.papers import check_document
from cms.assets.scrubbing import cleaned

# What Wagtail's own field says before we are asked.
WORDS = {
    "invalid_image": _("这不是图片，或者文件坏了。请换一张 JPG 或 PNG。"),
    "invalid_image_extension": _("只收 JPG、PNG、WEBP、AVIF、GIF 图片。请另存后再上传。"),
    "invalid_image_known_format": _(
        "扩展名是 .%(extension)s，内容却是 %(image_format)s。请重新导出后再上传。"
    ),
    "file_too_large": _("图片有 %(file_size)s，超过上限 %(max_filesize)s。请压缩后再上传。"),
    "file_too_many_pixels": _(
        "图片太大（%(num_pixels)s 像素，最多 %(max_pixels_count)s）。请缩小后再上传。"
    ),
}


class PictureForm(BaseImageForm):
    """Stores the picture drawn anew (cms.assets.scrubbing)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].error_messages.update(WORDS)

    def clean_file(self) -> Any:
        """A clean picture in place of the one uploaded."""
        file = self.cleaned_data["file"]
        return cleaned(file, file.name) if "file" in self.changed_data else file

    def save(self, commit: bool = True) -> Any:
        """As Wagtail does; a new file has no copies for phones yet."""
        if "file" in self.changed_data:
            self.instance.prepared = ""
        return super().save(commit)


class AttachmentForm(BaseDocumentForm):
    """Takes documents without programs in them."""

    def clean_file(self) -> Any:
        """The file, when it is what its name says."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            check_document(file, file.name)
        return file
