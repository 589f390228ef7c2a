"""Which questions of the bank were made from which decision point of a case."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.questions.models import Question


class CaseQuestion(models.Model):
    """A question made from a decision point; one per point, so that a second press finds it."""

    case = models.ForeignKey(
        "cms.CaseStudyPage", on_delete=models.CASCADE, related_name="made_questions"
    )
    block = models.CharField(_("决策点"), max_length=40)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="case_links")
    made_at = models.DateTimeField(_("生成时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "block"], name="case_question_unique")
        ]
        verbose_name = _("由案例生成的题目")
        verbose_name_plural = _("由案例生成的题目")

    def __str__(self) -> str:
        return f"{self.case_id} {self.block} → {self.question_id}"
