"""By what likely alike questions find each other, and which pairs were found."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Fingerprint(models.Model):
    """One number of a question's wording (see shingles.prints); alike questions share some."""

    question = models.ForeignKey(
        "courses.Question", on_delete=models.CASCADE, related_name="fingerprints"
    )
    value = models.BigIntegerField()

    class Meta:
        # Value first: looking for alike questions reads this index and nothing else.
        constraints = [
            models.UniqueConstraint(fields=["value", "question"], name="fingerprint_unique")
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.value}"


class SimilarPair(models.Model):
    """Two questions that read alike, the older first; a person may say that this is meant."""

    class Why(models.TextChoices):
        EVERYTHING = "everything", _("题干和选项几乎一样")
        SAME_STEM = "same_stem", _("题干一样，选项不同")
        STEM = "stem", _("题干相近")
        WHOLE = "whole", _("题干和选项合起来相近")
        CONTAINED = "contained", _("一道题的题干包含在另一道里")

    first = models.ForeignKey("courses.Question", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("courses.Question", on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(_("相似程度"))
    why = models.CharField(_("哪里相似"), max_length=12, choices=Why.choices)
    found_at = models.DateTimeField(_("发现时间"))
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="similar_pair_unique"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="similar_pair_older_first"
            ),
        ]
        indexes = [models.Index(fields=["dismissed_at", "-score"], name="similar_pair_by_score")]
        verbose_name = _("相似的题目")
        verbose_name_plural = _("相似的题目")

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"
