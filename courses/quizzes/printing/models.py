"""Papers that were printed: what stands on each, so that it can be printed and marked again."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.quizzes.models import Quiz


class PrintedPaper(models.Model):
    """One printed paper under the number that stands on it. Never changed, never deleted.

    `items` holds, in the order of the paper, {"version", "mark", "section", "seed"} of each
    question; see selectors.printed for how a printed letter leads back to an option.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="printed_papers")
    number = models.PositiveIntegerField(_("卷号"))
    letter = models.CharField(_("卷别"), max_length=2, blank=True)
    seed = models.CharField(max_length=32)
    shuffled = models.BooleanField(
        default=True, help_text="Whether options were shuffled when it was printed."
    )
    items = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("谁打印的"),
    )
    at = models.DateTimeField(_("打印时间"))

    class Meta:
        ordering = ["-at", "letter"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "number"], name="printed_paper_number_unique")
        ]
        verbose_name = _("纸质卷")
        verbose_name_plural = _("纸质卷")

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserted."""
        if not self._state.adding:
            raise TypeError("A printed paper is never changed; print another one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: answers on paper can be read only with it."""
        raise TypeError("A printed paper is never deleted.")
