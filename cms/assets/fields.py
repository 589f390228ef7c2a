"""File fields that check a file before anything is stored, whoever stores it.

The forms ask the same functions first, so that a mistake is told beside the field; this is the door
that nobody walks around: not the content pack, not an import, not Wagtail's several-at-once page.
"""

from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from cms.assets.captions import tidied
from cms.assets.measuring import measured
from cms.assets.papers import check_document
from cms.assets.scrubbing import CleanPicture, cleaned


class PictureFile(WagtailImageFieldFile):
    """A stored picture."""

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Stores the picture drawn anew; ValidationError for what is no sound picture."""
        clean = content if isinstance(content, CleanPicture) else cleaned(content, name)
        super().save(name, clean, save)


class PictureField(WagtailImageField):
    """Wagtail's field, storing nothing but clean pictures."""

    attr_class = PictureFile


class DocumentFile(FieldFile):
    """A stored document."""

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Stores the document; ValidationError for what is none, or has programs in it."""
        check_document(content, name)
        super().save(name, content, save)


class DocumentField(models.FileField):
    """Stores documents of the kinds in cms.assets.limits."""

    attr_class = DocumentFile


class RecordingFile(FieldFile):
    """A stored video or audio file."""

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Stores the file and notes on its row what it is and how long; ValidationError else."""
        told = measured(content, name)
        for field in ("kind", "seconds", "size", "codec"):
            setattr(self.instance, field, getattr(told, field))
        super().save(name, content, save)


class RecordingField(models.FileField):
    """Stores video and audio; must stand before the fields of its row that it fills."""

    attr_class = RecordingFile


class CaptionsFile(FieldFile):
    """Stored captions."""

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Stores the captions as plain WebVTT; ValidationError for what is no captions."""
        tidy = tidied(content, name)
        super().save(str(tidy.name), tidy, save)


class CaptionsField(models.FileField):
    """Takes WebVTT and SRT, stores WebVTT."""

    attr_class = CaptionsFile
