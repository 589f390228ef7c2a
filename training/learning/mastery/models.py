"""What the answers amount to point by point (a fold), and the estimates that answers are weighed
with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.owned import Owned


class PointMastery(Owned):
    """One person's answers about one knowledge point, folded: can be thrown away and rebuilt.

    `probability` rests on her answers about this point alone, as of `updated_at`; what the other
    points say and what was forgotten since is added on reading (selectors.mastery_of)."""

    point = models.CharField(_("知识点"), max_length=50)
    probability = models.FloatField(_("掌握的可能"))
    evidence = models.FloatField(help_text="Log of how much likelier her answers are if she knows.")
    answers = models.PositiveIntegerField(_("作答次数"))
    right = models.PositiveIntegerField(_("答对次数"))
    tally = models.JSONField(default=dict, help_text="By use of the question: [answers, right].")
    questions = models.JSONField(default=list, help_text="Questions answered on the last day.")
    updated_at = models.DateTimeField(_("最近作答"))
    last_stored_at = models.DateTimeField()
    last_statement = models.UUIDField(
        help_text="With both times: the place in the order of replay."
    )
    model = models.PositiveSmallIntegerField(help_text="Which version of the model.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "point"], name="point_mastery_unique")
        ]
        indexes = [models.Index(fields=["point", "probability"], name="point_mastery_by_point")]
        verbose_name = _("知识点掌握")
        verbose_name_plural = _("知识点掌握")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.point}"


class ItemEstimate(models.Model):
    """How often a question version, or a kind of question, was answered right without knowing and
    wrong although known: estimated from answers, round by round. Rows are only added; the newest
    round is in force, and every statement carries the chances it was weighed with."""

    round = models.PositiveIntegerField(_("第几轮估计"))
    version = models.UUIDField(null=True, help_text="Empty for the estimate of a whole kind.")
    kind = models.CharField(max_length=20)
    guess = models.FloatField(_("猜对率"))
    slip = models.FloatField(_("失误率"))
    answers = models.PositiveIntegerField(_("根据多少次作答"))
    made_at = models.DateTimeField(_("估计时间"))

    class Meta:
        ordering = ["-round", "kind", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "version"],
                condition=models.Q(version__isnull=False),
                name="item_estimate_of_version",
            ),
            models.UniqueConstraint(
                fields=["round", "kind"],
                condition=models.Q(version=None),
                name="item_estimate_of_kind",
            ),
        ]
        indexes = [models.Index(fields=["version", "-round"], name="item_estimate_by_version")]
        verbose_name = _("题目参数估计")
        verbose_name_plural = _("题目参数估计")

    def __str__(self) -> str:
        return f"{self.round} {self.kind} {self.version or ''}"
