"""What one person keeps in mind of one question: an ordered fold, made again at will."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.owned import Owned


class ReviewCard(Owned):
    """When a practice question that a person has answered is worth asking her again.

    The question is named by its uuid: a card outlives the question, and is merely not asked while
    there is nothing to ask.
    """

    question = models.UUIDField()
    points = models.JSONField(default=list, help_text="Knowledge point keys, as last answered.")
    memory = models.JSONField(help_text="The card as the scheduler keeps it (fsrs.Card).")
    rating = models.PositiveSmallIntegerField(
        help_text="How the last answer that counts was rated: 1 again, 2 hard, 3 good, 4 easy."
    )
    due_at = models.DateTimeField(help_text="The beginning of the day on which it is due.")
    reps = models.PositiveIntegerField(help_text="Answers that count: one a day, and a wrong one.")
    lapses = models.PositiveIntegerField(default=0, help_text="Times it was known and forgotten.")
    last_at = models.DateTimeField(help_text="When it was last answered, counting or not.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "question"], name="review_card_unique")
        ]
        indexes = [models.Index(fields=["learner", "due_at"], name="review_card_due")]
        verbose_name = _("复习卡")
        verbose_name_plural = _("复习卡")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.question}"
