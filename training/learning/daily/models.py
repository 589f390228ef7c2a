"""Whether a person wants one question a day, and which ones come next."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.owned import Owned


class DailyQuestion(Owned):
    """A person's choice to be asked one question a day; without a row she is not asked.

    `upcoming` are the questions chosen for the days from `chosen_on`, one a day, by uuid: chosen
    when she says yes and again with every answer, so that showing one costs no choosing.
    """

    wanted = models.BooleanField(_("每天一题"), default=False)
    wanted_on = models.DateField(help_text="When she last said that she wants it.")
    answered_on = models.DateField(null=True, help_text="The last day whose question she answered.")
    chosen_on = models.DateField()
    upcoming = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner"], name="daily_question_unique")]
        verbose_name = _("每天一题")
        verbose_name_plural = _("每天一题")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.wanted}"
