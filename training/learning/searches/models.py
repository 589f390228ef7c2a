"""Words that were looked for in vain: what deputies miss, and nobody in particular."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST = 60


class SearchMiss(models.Model):
    """How often a word was looked for in vain on one day. No person, and no hour of the day."""

    congress = models.ForeignKey(
        "people.Congress", on_delete=models.CASCADE, related_name="search_misses"
    )
    day = models.DateField(_("日期"))
    words = models.CharField(_("词"), max_length=LONGEST)
    times = models.PositiveIntegerField(_("次数"), default=1)

    class Meta:
        ordering = ["-day", "-times"]
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "day", "words"], name="search_miss_a_day_unique"
            )
        ]
        verbose_name = _("没有找到的词")
        verbose_name_plural = _("没有找到的词")

    def __str__(self) -> str:
        return f"{self.words} × {self.times}"
