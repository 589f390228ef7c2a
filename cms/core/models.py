"""What was loaded from a content pack, so that loading again touches nothing a person changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedItem(models.Model):
    """One item of a pack: where it went, and the digests of the file and of the row as loaded."""

    pack = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    model = models.CharField(max_length=60)
    object_pk = models.CharField(max_length=40)
    source_digest = models.CharField(max_length=64)
    object_digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "key"], name="loaded_item_unique")]
        verbose_name = _("已装载的内容")
        verbose_name_plural = _("已装载的内容")

    def __str__(self) -> str:
        return f"{self.pack}:{self.key}"
