"""A reader's own note on a lesson or case. Nobody else ever sees it: no page, export or statistic
of anyone but its owner reads this table."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.owned import Owned


class Note(Owned):
    """What a person wrote beside a page; `revision` counts the saves, so that a device can say
    which text it went on from."""

    activity = models.UUIDField()
    page_title = models.CharField(
        max_length=255, help_text=_("写的时候页面叫什么；页面没了也认得。")
    )
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [models.UniqueConstraint(fields=["learner", "activity"], name="note_unique")]
        verbose_name = _("笔记")
        verbose_name_plural = _("笔记")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity}"
